// How often each channel was used between the customer and us.
#pragma once

#include <map>
#include <string>

#include "dossier/fold/json.h"
#include "dossier/fold/projection.h"

namespace dossier::channels {

inline constexpr fold::Slot kSlot = 9000;

struct Use {
  int64_t sent = 0;
  int64_t received = 0;
  DOSSIER_FIELDS(sent, received);
};

struct Channels {
  std::map<std::string, Use> by_channel;
  DOSSIER_FIELDS(by_channel);
};

using ChannelsSlice = fold::SliceOf<0, Channels>;

std::shared_ptr<const fold::Projection> make();  // for the registry

}  // namespace dossier::channels
