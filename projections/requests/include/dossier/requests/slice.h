// What people asked other systems to do for a customer, and what came of it. All that is pending is
// kept, and the newest of what is settled: the timeline has the rest. Plain values.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "dossier/fold/json.h"
#include "dossier/fold/projection.h"
#include "dossier/projections/enum_names.h"

namespace dossier::requests {

inline constexpr fold::Slot kSlot = 20;
inline constexpr size_t kMaxSettled = 100;

// Stored numbers: add at the end.
enum class Kind : uint8_t { message, application, collections_action, credit_check };
std::string_view enum_name(Kind kind);

enum class Status : uint8_t { pending, done, failed, cancelled };
std::string_view enum_name(Status status);

struct Request {
  Kind kind{};
  std::string what;  // channel, product, action or bureau, as the kind has it
  std::string loan_id;
  std::optional<Instant> asked_at;  // absent where only its fulfilment came so far: not shown
  std::optional<event::ActorKind> asked_by_kind;
  std::string asked_by;
  Status status{};
  std::optional<Instant> settled_at;
  std::optional<event::EntityKind> result_kind;  // what came of it
  std::string result_id;
  DOSSIER_FIELDS(kind, what, loan_id, asked_at, asked_by_kind, asked_by, status, settled_at,
                 result_kind, result_id);
};

// By request id. As long as nobody fulfils them they stay, however many.
struct Pending {
  std::map<std::string, Request> by_id;
  DOSSIER_FIELDS(by_id);
};

// By request id; over kMaxSettled the one goes that was settled first.
struct Settled {
  std::map<std::string, Request> by_id;
  DOSSIER_FIELDS(by_id);
};

using RequestsSlice = fold::SliceOf<0, Pending, Settled>;

std::shared_ptr<const fold::Projection> make();  // for the registry

}  // namespace dossier::requests
