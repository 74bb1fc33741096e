// Boxes opened on behalf of the renderer: plaintext goes no further than an answer or memory.
#pragma once

#include "dossier/engine/engine.h"
#include "dossier/render/render.h"

namespace dossier::api {

class Boxes final : public render::BoxOpener {
 public:
  explicit Boxes(const engine::Engine& engine) : engine_(engine) {}
  render::Opened open(std::string_view subject, const fold::SealedBox& box) override;
  // How many boxes this thread could not open so far.
  static uint64_t unreadable();

 private:
  const engine::Engine& engine_;
};

}  // namespace dossier::api
