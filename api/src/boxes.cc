#include "boxes.h"

#include <spdlog/spdlog.h>

namespace dossier::api {
namespace {

thread_local uint64_t t_unreadable = 0;

}  // namespace

uint64_t Boxes::unreadable() { return t_unreadable; }

render::Opened Boxes::open(std::string_view subject, const fold::SealedBox& box) {
  auto opened = engine_.open_box(Subject::trusted(std::string(subject)), box);
  switch (opened.state) {
    case engine::OpenedBox::State::open: return std::move(opened.plain);
    case engine::OpenedBox::State::erased: return render::Erased{};
    case engine::OpenedBox::State::unreadable: break;
  }
  ++t_unreadable;
  spdlog::warn("a box can not be opened: {}", opened.reason);
  return render::Unreadable{std::move(opened.reason)};
}

}  // namespace dossier::api
