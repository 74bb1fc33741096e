#include "dossier/render/reveal.h"

#include "personal.h"

namespace dossier::render {
namespace {

using profile::ContactKind;

struct Place {
  const fold::SealedFields* sealed;
  std::string_view name;
};

bool is_of(ContactKind kind, std::string_view prefix) {
  if (prefix == "email") return kind == ContactKind::email;
  if (prefix == "address") return kind == ContactKind::address;
  return prefix == "phone" && kind != ContactKind::email && kind != ContactKind::address;
}

std::optional<Place> contact(const profile::Contacts& contacts, std::string_view prefix,
                             std::string_view id) {
  const auto point = contacts.points.find(std::string(id));
  if (point == contacts.points.end() || !is_of(point->second.kind, prefix)) return std::nullopt;
  // An address may be one line, or a table of its lines.
  for (const std::string_view name : {"value", "address"})
    if (point->second.sealed.has(name)) return Place{&point->second.sealed, name};
  return std::nullopt;
}

std::optional<Place> reference(const profile::References& references, std::string_view name,
                               std::string_view id) {
  const auto person = references.people.find(std::string(id));
  if (person == references.people.end() || !person->second.sealed.has(name)) return std::nullopt;
  return Place{&person->second.sealed, name};
}

std::optional<Place> find(const profile::ProfileSlice& slice, std::string_view field) {
  constexpr std::string_view kReference = "reference.";
  const size_t colon = field.find(':');
  if (colon != std::string_view::npos) {
    const std::string_view what = field.substr(0, colon), id = field.substr(colon + 1);
    return what.starts_with(kReference)
               ? reference(slice.get<profile::References>(), what.substr(kReference.size()), id)
               : contact(slice.get<profile::Contacts>(), what, id);
  }
  for (const auto* sealed :
       {&slice.get<profile::Identity>().sealed, &slice.get<profile::Employment>().sealed})
    if (sealed->has(field)) return Place{sealed, field};
  return std::nullopt;
}

}  // namespace

bool has_revealable(const profile::ProfileSlice& slice, std::string_view field) {
  return find(slice, field).has_value();
}

std::optional<Revealed> reveal(const profile::ProfileSlice& slice, std::string_view field,
                               std::string_view subject, BoxOpener& opener, Language language) {
  const auto place = find(slice, field);
  if (!place) return std::nullopt;
  const Viewer viewer{{}, language};
  Personal value = PersonalReader(subject, opener, viewer).read(*place->sealed, place->name);
  switch (value.state) {
    case State::value: return Revealed{Revealed::State::value, std::move(value.text)};
    case State::erased: return Revealed{Revealed::State::erased, {}};
    case State::absent:
    case State::unreadable: break;
  }
  return Revealed{Revealed::State::unreadable, {}};
}

}  // namespace dossier::render
