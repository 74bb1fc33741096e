// Opens the boxes of tests/support/made_event.h, which hold their plaintext.
#pragma once

#include "dossier/render/render.h"

namespace dossier::test {

class TestOpener final : public render::BoxOpener {
 public:
  enum class Mode : uint8_t { open, erased, unreadable, garbage };
  explicit TestOpener(Mode mode = Mode::open) : mode_(mode) {}

  render::Opened open(std::string_view, const fold::SealedBox& box) override {
    ++opened;
    switch (mode_) {
      case Mode::open: return box.sealed;
      case Mode::erased: return render::Erased{};
      case Mode::unreadable: return render::Unreadable{"the key store is closed"};
      case Mode::garbage: return std::string("\xff\xff\xff\x7f no FlatBuffer");
    }
    return render::Erased{};
  }

  int opened = 0;

 private:
  Mode mode_;
};

}  // namespace dossier::test
