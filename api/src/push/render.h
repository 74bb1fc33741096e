// The members of messages, as JSON. Pure but for boxes that are opened; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "dossier/engine/engine.h"
#include "push/message.h"
#include "push/topic.h"
#include "reading.h"

namespace dossier::api::push {

std::string token_of(const engine::Engine& engine, Position position);

// Of a customer's subscription: what one change is to it.
MessagePtr change_message(const engine::Engine& engine, const TopicName& topic,
                          const engine::Change& change, const render::Viewer& viewer);
MessagePtr snapshot_message(const engine::Engine& engine, const TopicName& topic,
                            std::string_view why, const engine::SubjectView& view);
MessagePtr subscribed_message(const engine::Engine& engine, const TopicName& topic,
                              const engine::SubjectView& view, Position position, bool resumed);

// Of the portfolio, as of now. `type`: change, subscribed, snapshot (which says why).
MessagePtr portfolio_message(const engine::Engine& engine, std::string_view type,
                             std::string_view why);
// The state of the engine as an object.
std::string operations_json(const engine::Engine& engine);
MessagePtr operations_message(std::string_view type, const std::string& state);

struct Present {
  std::string id;
  Role role;
};
MessagePtr presence_message(const TopicName& topic, std::string_view event,
                            std::span<const Present> who);

}  // namespace dossier::api::push
