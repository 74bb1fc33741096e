// The profile as the API answers it.
#include "full_name.h"
#include "personal.h"
#include "words.h"

namespace dossier::render {
namespace {

using fold::SealedFields;
using profile::ProfileSlice;

struct SealedName {
  std::string_view name;
  FieldClass field_class;
};
using enum FieldClass;
constexpr SealedName kIdentity[] = {{"first_name", name},
                                    {"middle_name", name},
                                    {"last_name", name},
                                    {"organization_name", name},
                                    {"date_of_birth", birth_date},
                                    {"national_id", national_number},
                                    {"trn", national_number},
                                    {"gender", trait},
                                    {"pronoun", trait},
                                    {"referral_source", name}};
constexpr SealedName kWork[] = {{"employer_name", work},    {"job_title", work},
                                {"monthly_income", income}, {"employed_since", work},
                                {"employer_phone", phone},  {"verified_income", income}};
constexpr SealedName kReference[] = {
    {"name", name}, {"phone", phone}, {"email", email}, {"address", address}, {"note", content}};
constexpr SealedName kFlag[] = {{"note", content}};

class ProfileText {
 public:
  ProfileText(JsonWriter& out, PersonalReader& reader, const Viewer& viewer)
      : out_(out), reader_(reader), viewer_(viewer) {}

  void write(const ProfileSlice& slice);

 private:
  void personal(const SealedFields& sealed, std::span<const SealedName> names) {
    for (const auto& [name, field_class] : names)
      if (auto text = reader_.show(reader_.read(sealed, name), field_class))
        out_.member(name, *text);
  }
  template <class Enum>
  void word(std::string_view name, const std::optional<Enum>& value) {
    if (value) out_.member(name, value_word(viewer_.language, enum_name(*value)));
  }
  void contacts(const profile::Contacts& contacts);
  void references(const profile::References& references);
  void flags(const profile::Flags& flags);
  void documents(const profile::Documents& documents);

  JsonWriter& out_;
  PersonalReader& reader_;
  const Viewer& viewer_;
};

void ProfileText::contacts(const profile::Contacts& contacts) {
  out_.key("contacts").begin_object();
  for (const auto& [id, point] : contacts.points) {
    const bool is_email = point.kind == profile::ContactKind::email;
    const bool is_address = point.kind == profile::ContactKind::address;
    const FieldClass value_class = is_email ? email : is_address ? address : phone;
    out_.key(id).begin_object();
    word("kind", std::optional(point.kind));
    const SealedName names[] = {{"label", content}, {"value", value_class}, {"address", address}};
    personal(point.sealed, names);
    out_.end_object();
  }
  out_.end_object();
}

void ProfileText::references(const profile::References& references) {
  out_.key("references").begin_object();
  for (const auto& [id, reference] : references.people) {
    out_.key(id).begin_object();
    word("relationship", reference.relationship);
    personal(reference.sealed, kReference);
    out_.end_object();
  }
  out_.end_object();
}

void ProfileText::flags(const profile::Flags& flags) {
  out_.key("flags").begin_object();
  for (const auto& [id, flag] : flags.open) {
    out_.key(id).begin_object();
    word("kind", std::optional(flag.kind));
    personal(flag.sealed, kFlag);
    out_.end_object();
  }
  out_.end_object();
}

void ProfileText::documents(const profile::Documents& documents) {
  out_.key("documents").begin_object();
  for (const auto& [id, document] : documents.files) {
    out_.key(id).begin_object();
    word("type", document.type);
    word("status", document.status);
    out_.end_object();
  }
  out_.end_object();
}

void ProfileText::write(const ProfileSlice& slice) {
  const auto& identity = slice.get<profile::Identity>();
  const auto& standing = slice.get<profile::Standing>();
  const auto& employment = slice.get<profile::Employment>();
  if (const auto name = full_name(reader_, identity)) out_.member("full_name", *name);
  out_.key("identity").begin_object();
  word("type", identity.type);
  personal(identity.sealed, kIdentity);
  out_.end_object();
  out_.key("standing").begin_object();
  word("status", standing.status);
  word("cooperation", standing.cooperation);
  word("segment_method", standing.segment_method);
  out_.end_object();
  out_.key("preferences").begin_object();
  word("channel", slice.get<profile::Preferences>().channel);
  out_.end_object();
  contacts(slice.get<profile::Contacts>());
  out_.key("employment").begin_object();
  word("type", employment.type);
  personal(employment.sealed, kWork);
  out_.end_object();
  references(slice.get<profile::References>());
  flags(slice.get<profile::Flags>());
  out_.key("kyc").begin_object();
  word("status", slice.get<profile::Kyc>().status);
  out_.end_object();
  documents(slice.get<profile::Documents>());
}

}  // namespace

std::string render_profile(const ProfileSlice& slice, std::string_view subject, BoxOpener& opener,
                           const Viewer& viewer) {
  PersonalReader reader(subject, opener, viewer);
  JsonWriter out;
  out.begin_object().key("data").begin_object();
  profile::for_each_shown_part(
      slice, [&](std::string_view name, const auto& part) { fold::write_member(out, name, part); });
  out.end_object().key("text").begin_object();
  ProfileText(out, reader, viewer).write(slice);
  out.end_object().end_object();
  return out.take();
}

}  // namespace dossier::render
