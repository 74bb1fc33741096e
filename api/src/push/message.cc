#include "push/message.h"

#include <fmt/format.h>

#include "dossier/base/json.h"

namespace dossier::api::push {
namespace {

constexpr size_t kFramesKept = 64;  // of one message: clients mostly use the same few ids

std::string web_socket_frame(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 10);
  out.push_back(static_cast<char>(0x81));  // FIN, text
  const auto put = [&](int bytes) {
    for (int i = bytes; i-- > 0;) out.push_back(static_cast<char>(text.size() >> (8 * i) & 0xFF));
  };
  if (text.size() < 126) {
    put(1);
  } else if (text.size() <= 0xFFFF) {
    out.push_back(126);
    put(2);
  } else {
    out.push_back(127);
    put(8);
  }
  return out.append(text);
}

std::string chunk(std::string_view text) {
  return fmt::format("{:x}\r\n{}\r\n", text.size(), text);
}

}  // namespace

Message::Message(std::string_view type, std::string members, std::string position)
    : type_(type), members_(std::move(members)), position_(std::move(position)) {}

std::string Message::json(std::string_view id) const {
  JsonWriter out;
  out.begin_object().member("type", type_);
  if (!id.empty()) out.member("id", id);
  std::string text = out.take();
  if (!members_.empty()) text.append(",").append(members_);
  return text + "}";
}

Frame Message::frame(Format format, std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const std::pair key{format, std::string(id)};
  if (const auto found = frames_.find(key); found != frames_.end()) return found->second;
  std::string bytes;
  if (format == Format::web_socket) {
    bytes = web_socket_frame(json(id));
  } else {
    std::string event = fmt::format("event: {}\n", type_);
    if (!position_.empty()) event += fmt::format("id: {}\n", position_);
    bytes = chunk(event + fmt::format("data: {}\n\n", json(id)));
  }
  auto frame = std::make_shared<const std::string>(std::move(bytes));
  if (frames_.size() < kFramesKept) frames_.emplace(key, frame);
  return frame;
}

Frame comment_frame() {
  static const Frame kComment = std::make_shared<const std::string>(chunk(":\n\n"));
  return kComment;
}

Frame last_chunk() {
  static const Frame kLast = std::make_shared<const std::string>("0\r\n\r\n");
  return kLast;
}

}  // namespace dossier::api::push
