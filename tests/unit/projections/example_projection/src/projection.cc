// Counts messages by channel and direction. Pure; any thread, one subject at a time.
#include "dossier/channels/slice.h"
#include "dossier/events/fbs/message_generated.h"
#include "dossier/projections/schema.h"

namespace dossier::channels {
namespace {

using events::EventKind;
using fold::Event;
using fold::FoldContext;
using fold::FoldStatus;

template <class Message>
Use& use_of(const Event& event, FoldContext& context) {
  const auto channel = event.as<Message>().channel().value_or(event::Channel::sms);
  auto& channels = context.own<ChannelsSlice>().edit<Channels>();
  return channels.by_channel[event::EnumNameChannel(channel)];
}

class ChannelsProjection final : public fold::Projection {
 public:
  const fold::ProjectionInfo& info() const override { return info_; }
  std::unique_ptr<fold::Slice> make_slice(uint8_t kind) const override {
    if (kind != ChannelsSlice::kKind) return nullptr;
    return std::make_unique<ChannelsSlice>();
  }
  using Projection::fold;
  FoldStatus fold(const Event& event, FoldContext& context) const override {
    if (event.kind() == EventKind::message_sent)
      ++use_of<event::message::Sent>(event, context).sent;
    if (event.kind() == EventKind::message_received)
      ++use_of<event::message::Received>(event, context).received;
    return {};
  }
  std::string data_schema() const override {
    return projections::schema_document(
        [](JsonWriter& out) { fold::write_schema_members<Channels>(out); });
  }

 private:
  fold::ProjectionInfo info_{.name = "channels",
                             .slot = kSlot,
                             .version = 1,
                             .summary = "How often each channel was used, each way.",
                             .subjects = {"customer"},
                             .reads = {}};
};

}  // namespace

std::shared_ptr<const fold::Projection> make() { return std::make_shared<ChannelsProjection>(); }

}  // namespace dossier::channels
