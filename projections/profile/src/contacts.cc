// Ways to reach the customer. Pure; one subject at a time.
#include "update.h"

namespace dossier::profile {
namespace {

using event::customer::ContactPointAdded;
using event::customer::ContactPointUpdated;

// At most one contact point of a group is primary.
enum class Group : uint8_t { phone, email, address };

Group group_of(ContactKind kind) {
  if (kind == ContactKind::email) return Group::email;
  return kind == ContactKind::address ? Group::address : Group::phone;
}

void make_primary(Contacts& contacts, const std::string& id) {
  const Group group = group_of(contacts.points[id].kind);
  for (auto& [other_id, other] : contacts.points)
    if (group_of(other.kind) == group) other.primary = other_id == id;
}

void verify(ContactPoint& point, Date on, std::string how) {
  if (point.verified_on && *point.verified_on > on) return;
  point.verified_on = on;
  point.verified_how = std::move(how);
}

// A new value is not the one that was verified, unless that was later.
void forget_verification(ContactPoint& point, const Event& event) {
  if (point.verified_on > event.effective_date) return;
  point.verified_on.reset();
  point.verified_how.clear();
}

// The value, and what hangs on it.
template <class T>
void fold_value(const Event& event, const T& said, ContactPoint& point,
                Update<ContactAttribute>& update) {
  const bool value = update.sealed(ContactAttribute::value, "value", point.sealed, T::VT_VALUE);
  if (value) point.token = token_of(said.token());
  bool address = update.sealed(ContactAttribute::address, "address", point.sealed, T::VT_ADDRESS);
  if (said.address() != nullptr || address)
    point.country = said.address() == nullptr ? "" : text_of(said.address()->country());
  if (value || address) forget_verification(point, event);
}

// True where the event itself says that this is the primary one.
template <class T>
bool fold_point(const Event& event, const T& said, ContactPoint& point,
                Update<ContactAttribute>& update) {
  if (update.says(ContactAttribute::kind, {}, said.kind().has_value())) point.kind = *said.kind();
  update.sealed(ContactAttribute::label, "label", point.sealed, T::VT_LABEL);
  fold_value(event, said, point, update);
  if (!update.says(ContactAttribute::primary, {}, said.primary().has_value())) return false;
  point.primary = *said.primary();
  return point.primary;
}

FoldStatus unknown_contact(const std::string& id) {
  return std::unexpected(FoldError{
      fmt::format("contact point {} is updated, but was never added", id),
      "publish contact_point_added for it with an earlier position, or skip this record"});
}

}  // namespace

FoldStatus fold_contact_added(const Event& event, ProfileSlice& slice) {
  const auto& said = event.as<ContactPointAdded>();
  const auto id = text_of(said.contact_id());
  auto& memory = slice.edit<ContactMemory>();
  if (memory.removed.hides(id, event.effective)) return {};
  auto& contacts = slice.edit<Contacts>();
  if (!contacts.points.contains(id)) {
    if (contacts.points.size() >= kMaxItems) return too_many("contact points");
    contacts.order.push_back(id);
  }
  ContactPoint& point = contacts.points[id];
  Update update(event, memory.said[id]);
  const bool primary = fold_point(event, said, point, update);
  if (primary) make_primary(contacts, id);
  if (said.verified().value_or(false)) verify(point, event.effective_date, {});
  if (const auto early = memory.early.find(id); early != memory.early.end()) {
    verify(point, early->second.on, early->second.how);
    memory.early.erase(early);
  }
  return {};
}

FoldStatus fold_contact_updated(const Event& event, ProfileSlice& slice) {
  const auto& said = event.as<ContactPointUpdated>();
  const auto id = text_of(said.contact_id());
  auto& memory = slice.edit<ContactMemory>();
  auto& contacts = slice.edit<Contacts>();
  const auto found = contacts.points.find(id);
  if (found == contacts.points.end())
    return memory.removed.at.contains(id) ? FoldStatus{} : unknown_contact(id);
  Update update(event, memory.said[id], said.cleared());
  if (fold_point(event, said, found->second, update)) make_primary(contacts, id);
  return {};
}

FoldStatus fold_contact_verified(const Event& event, ProfileSlice& slice) {
  const auto& said = event.as<event::customer::ContactPointVerified>();
  const auto id = text_of(said.contact_id());
  auto& contacts = slice.edit<Contacts>();
  const auto found = contacts.points.find(id);
  if (found != contacts.points.end()) {
    verify(found->second, event.effective_date, text_of(said.method()));
    return {};
  }
  auto& memory = slice.edit<ContactMemory>();
  if (memory.removed.hides(id, event.effective)) return {};
  if (memory.early.size() >= kMaxItems) return too_many("verifications of unknown contact points");
  memory.early[id] = {event.effective_date, text_of(said.method())};
  return {};
}

FoldStatus fold_contact_removed(const Event& event, ProfileSlice& slice) {
  const auto id = text_of(event.as<event::customer::ContactPointRemoved>().contact_id());
  auto& memory = slice.edit<ContactMemory>();
  memory.removed.note(id, event.effective);
  memory.early.erase(id);
  const auto said = memory.said.find(id);
  if (said != memory.said.end() && !said->second.allow(ContactAttribute::kind, event.effective))
    return {};  // it was added again since
  memory.said.erase(id);
  auto& contacts = slice.edit<Contacts>();
  contacts.points.erase(id);
  std::erase(contacts.order, id);
  return {};
}

}  // namespace dossier::profile
