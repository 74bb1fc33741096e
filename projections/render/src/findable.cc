#include "dossier/render/findable.h"

#include "full_name.h"
#include "words.h"

namespace dossier::render {

std::optional<std::string> full_name(PersonalReader& reader, const profile::Identity& identity) {
  std::string full;
  for (const auto part : kNameParts) {
    const Personal value = reader.read(identity.sealed, part);
    auto text = reader.show(value, FieldClass::name);
    if (!text) continue;
    if (value.state != State::value) return text;
    if (!full.empty()) full += ' ';
    full += *text;
  }
  if (full.empty()) return std::nullopt;
  return full;
}

std::optional<std::string> full_name(const profile::ProfileSlice& slice, std::string_view subject,
                                     BoxOpener& opener, const Viewer& viewer) {
  PersonalReader reader(subject, opener, viewer);
  return full_name(reader, slice.get<profile::Identity>());
}

Findable findable_of(const profile::ProfileSlice& slice, std::string_view subject,
                     BoxOpener& opener) {
  using profile::ContactKind;
  const Viewer nobody;  // values are read, not shown
  PersonalReader reader(subject, opener, nobody);
  Findable found;
  const auto add = [&reader](std::vector<std::string>& to, const fold::SealedFields& sealed,
                             std::string_view name) {
    Personal value = reader.read(sealed, name);
    if (value.state == State::value) to.push_back(std::move(value.text));
  };
  const auto& identity = slice.get<profile::Identity>();
  for (const auto part : kNameParts) add(found.names, identity.sealed, part);
  for (const auto& [id, point] : slice.get<profile::Contacts>().points) {
    if (point.kind == ContactKind::address) continue;
    add(point.kind == ContactKind::email ? found.emails : found.phones, point.sealed, "value");
  }
  return found;
}

std::optional<std::string> account_of(const loans::LoanSlice& loan, std::string_view subject,
                                      BoxOpener& opener) {
  const Viewer nobody;
  PersonalReader reader(subject, opener, nobody);
  Personal value = reader.read(loan.get<loans::Agreement>().sealed, "account_number");
  if (value.state != State::value) return std::nullopt;
  return std::move(value.text);
}

std::string status_word(profile::CustomerStatus status, Language language) {
  return value_word(language, enum_name(status));
}

}  // namespace dossier::render
