// References, and flags on the account. Pure; one subject at a time.
#include "update.h"

namespace dossier::profile {
namespace {

fold::Timer flag_timer(const std::string& id, Date expires_on) {
  return {expires_on + 1, static_cast<uint8_t>(TimerKind::flag), id};
}

void shut_flag(Flags& flags, const std::string& id, FoldContext& context) {
  const auto found = flags.open.find(id);
  if (found == flags.open.end()) return;
  if (found->second.expires_on) context.clear_timer(flag_timer(id, *found->second.expires_on));
  flags.open.erase(found);
}

Reference reference_of(const Event& event) {
  using T = event::customer::ReferenceAdded;
  const auto& said = event.as<T>();
  Reference made;
  made.customer_id = text_of(said.customer_id());
  made.relationship = value_of(said.relationship());
  made.phone_token = token_of(said.phone_token());
  made.added = event.effective;
  made.sealed.take(event, "name", fold::field_id(T::VT_NAME));
  made.sealed.take(event, "phone", fold::field_id(T::VT_PHONE));
  made.sealed.take(event, "email", fold::field_id(T::VT_EMAIL));
  made.sealed.take(event, "address", fold::field_id(T::VT_ADDRESS));
  made.sealed.take(event, "note", fold::field_id(T::VT_NOTE));
  return made;
}

}  // namespace

FoldStatus fold_reference_added(const Event& event, ProfileSlice& slice) {
  const auto id = text_of(event.as<event::customer::ReferenceAdded>().person_id());
  if (slice.get<PeopleMemory>().references.hides(id, event.effective)) return {};
  auto& references = slice.edit<References>();
  const auto found = references.people.find(id);
  if (found != references.people.end() && found->second.added > event.effective) return {};
  if (found == references.people.end()) {
    if (references.people.size() >= kMaxItems) return too_many("references");
    references.order.push_back(id);
  }
  references.people[id] = reference_of(event);
  return {};
}

FoldStatus fold_reference_removed(const Event& event, ProfileSlice& slice) {
  const auto id = text_of(event.as<event::customer::ReferenceRemoved>().person_id());
  slice.edit<PeopleMemory>().references.note(id, event.effective);
  auto& references = slice.edit<References>();
  const auto found = references.people.find(id);
  if (found == references.people.end() || found->second.added > event.effective) return {};
  references.people.erase(found);
  std::erase(references.order, id);
  return {};
}

FoldStatus fold_flagged(const Event& event, ProfileSlice& slice, FoldContext& context) {
  using T = event::customer::AccountFlagged;
  const auto& said = event.as<T>();
  const auto id = text_of(said.flag_id());
  if (slice.get<PeopleMemory>().flags.hides(id, event.effective)) return {};
  auto& flags = slice.edit<Flags>();
  const auto found = flags.open.find(id);
  if (found != flags.open.end() && found->second.raised > event.effective) return {};
  shut_flag(flags, id, context);
  if (flags.open.size() >= kMaxItems) return too_many("open flags");
  Flag& flag = flags.open[id];
  flag.kind = said.kind().value_or(FlagKind::review);
  flag.loan_id = text_of(said.loan_id());
  flag.raised = event.effective;
  flag.expires_on = date_of(said.expires_on());
  flag.sealed.take(event, "note", fold::field_id(T::VT_NOTE));
  if (flag.expires_on) context.set_timer(flag_timer(id, *flag.expires_on));
  return {};
}

FoldStatus fold_unflagged(const Event& event, ProfileSlice& slice, FoldContext& context) {
  const auto id = text_of(event.as<event::customer::AccountUnflagged>().flag_id());
  slice.edit<PeopleMemory>().flags.note(id, event.effective);
  auto& flags = slice.edit<Flags>();
  const auto found = flags.open.find(id);
  if (found != flags.open.end() && found->second.raised <= event.effective)
    shut_flag(flags, id, context);
  return {};
}

FoldStatus fire_flag(const fold::Timer& timer, ProfileSlice& slice) {
  auto& flags = slice.edit<Flags>();
  const auto found = flags.open.find(timer.entity);
  if (found != flags.open.end() && found->second.expires_on == timer.date + -1)
    flags.open.erase(found);
  return {};
}

}  // namespace dossier::profile
