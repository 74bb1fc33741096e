// Where the customer stands with the lender, and how they want to be spoken to. Pure.
#include "update.h"

namespace dossier::profile {

using event::customer::OfficerRole;

namespace {

Attribute attribute_of(OfficerRole role) {
  switch (role) {
    case OfficerRole::loan_officer: return Attribute::loan_officer;
    case OfficerRole::relationship_manager: return Attribute::relationship_manager;
    case OfficerRole::collection_agent: return Attribute::collection_agent;
  }
  return Attribute::loan_officer;
}

}  // namespace

void assign_officer(const Event& event, ProfileSlice& slice, OfficerRole role, std::string id) {
  Update update(event, slice.edit<Memory>().said);
  if (!update.says(attribute_of(role), {}, true)) return;
  slice.edit<Standing>().officers[std::string(enum_name(role))] = {std::move(id),
                                                                   event.effective_date};
}

FoldStatus fold_officer_assigned(const Event& event, ProfileSlice& slice) {
  const auto& said = event.as<event::customer::OfficerAssigned>();
  assign_officer(event, slice, said.role().value_or(OfficerRole::loan_officer),
                 text_of(said.officer_id()));
  return {};
}

FoldStatus fold_officer_reassigned(const Event& event, ProfileSlice& slice) {
  const auto& said = event.as<event::customer::OfficerReassigned>();
  assign_officer(event, slice, said.role().value_or(OfficerRole::loan_officer),
                 text_of(said.officer_id()));
  return {};
}

FoldStatus fold_status(const Event& event, ProfileSlice& slice) {
  Update update(event, slice.edit<Memory>().said);
  if (!update.says(Attribute::status, {}, true)) return {};
  auto& standing = slice.edit<Standing>();
  standing.status = value_of(event.as<event::customer::StatusChanged>().status());
  standing.status_since = event.effective_date;
  return {};
}

FoldStatus fold_segment(const Event& event, ProfileSlice& slice) {
  const auto& said = event.as<event::customer::SegmentChanged>();
  Update update(event, slice.edit<Memory>().said);
  if (!update.says(Attribute::segment, {}, true)) return {};
  auto& standing = slice.edit<Standing>();
  standing.segment = text_of(said.segment());
  standing.segment_method = value_of(said.method());
  return {};
}

FoldStatus fold_branch(const Event& event, ProfileSlice& slice) {
  const auto& said = event.as<event::customer::BranchChanged>();
  Update update(event, slice.edit<Memory>().said);
  if (!update.says(Attribute::branch, {}, true)) return {};
  auto& standing = slice.edit<Standing>();
  standing.branch_id = text_of(said.branch_id());
  standing.branch = text_of(said.branch());
  return {};
}

FoldStatus fold_preferences(const Event& event, ProfileSlice& slice) {
  const auto& said = event.as<event::customer::PreferencesChanged>();
  Update update(event, slice.edit<Memory>().said, said.cleared());
  auto& preferences = slice.edit<Preferences>();
  update.number(Attribute::channel, "preferred_channel", preferences.channel,
                said.preferred_channel());
  update.text(Attribute::language, "language", preferences.language, said.language());
  update.number(Attribute::do_not_contact, {}, preferences.do_not_contact, said.do_not_contact());
  return {};
}

FoldStatus fold_cooperation(const Event& event, ProfileSlice& slice) {
  Update update(event, slice.edit<Memory>().said);
  update.number(Attribute::cooperation, {}, slice.edit<Standing>().cooperation,
                event.as<event::customer::CooperationRated>().cooperation());
  return {};
}

}  // namespace dossier::profile
