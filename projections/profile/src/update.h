// One event's work on a set of attributes: absent = unchanged, `cleared` empties, newest wins.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dossier/base/bytes.h"
#include "dossier/fold/projection.h"
#include "dossier/profile/slice.h"
#include "dossier/projections/said.h"

namespace dossier::profile {

using fold::Event;
using fold::FoldContext;
using fold::FoldError;
using fold::FoldStatus;
using projections::date_of;
using projections::text_of;
using projections::value_of;
using Texts = flatbuffers::Vector<flatbuffers::Offset<flatbuffers::String>>;

inline std::string token_of(const flatbuffers::Vector<uint8_t>* token) {
  if (token == nullptr) return {};
  return base64url({reinterpret_cast<const char*>(token->data()), token->size()});
}

template <class Attribute>
class Update {
 public:
  Update(const Event& event, Stamps<Attribute>& stamps, const Texts* cleared = nullptr)
      : event_(event), stamps_(stamps), cleared_(cleared) {}

  void text(Attribute attribute, std::string_view name, std::string& target,
            const flatbuffers::String* value) {
    if (says(attribute, name, value != nullptr)) target = text_of(value);
  }
  template <class T>
  void number(Attribute attribute, std::string_view name, std::optional<T>& target,
              flatbuffers::Optional<T> value) {
    if (says(attribute, name, value.has_value())) target = value_of(value);
  }
  void date(Attribute attribute, std::string_view name, std::optional<Date>& target,
            flatbuffers::Optional<int32_t> value) {
    if (says(attribute, name, value.has_value())) target = date_of(value);
  }
  // True where the sealed value, or its absence, is now that of this event.
  bool sealed(Attribute attribute, std::string_view name, SealedFields& target, int vtable_offset) {
    if (!stamps_.allow(attribute, event_.effective)) return false;
    if (clears(name)) {
      target.clear(name);
    } else if (!target.take(event_, name, fold::field_id(vtable_offset))) {
      return false;
    }
    stamps_.set(attribute, event_.effective);
    return true;
  }
  // Whether the event sets or empties the attribute, and nothing newer has; then it is stamped.
  bool says(Attribute attribute, std::string_view name, bool present) {
    if (!present && !clears(name)) return false;
    if (!stamps_.allow(attribute, event_.effective)) return false;
    stamps_.set(attribute, event_.effective);
    return true;
  }
  bool clears(std::string_view name) const {
    if (cleared_ == nullptr) return false;
    for (const auto* text : *cleared_)
      if (text->string_view() == name) return true;
    return false;
  }

 private:
  const Event& event_;
  Stamps<Attribute>& stamps_;
  const Texts* cleared_;
};

// Too many of one kind: what a customer really has is far below the bound.
inline FoldStatus too_many(std::string_view things) {
  return std::unexpected(
      FoldError{fmt::format("more than {} {}", kMaxItems, things),
                "look at the publisher: it makes new ids for what it has sent before; then skip "
                "the record or mend the source and rebuild"});
}

FoldStatus fold_registered(const Event& event, ProfileSlice& slice);
FoldStatus fold_profile_updated(const Event& event, ProfileSlice& slice);

FoldStatus fold_status(const Event& event, ProfileSlice& slice);
FoldStatus fold_segment(const Event& event, ProfileSlice& slice);
FoldStatus fold_branch(const Event& event, ProfileSlice& slice);
FoldStatus fold_officer_assigned(const Event& event, ProfileSlice& slice);
FoldStatus fold_officer_reassigned(const Event& event, ProfileSlice& slice);
FoldStatus fold_preferences(const Event& event, ProfileSlice& slice);
FoldStatus fold_cooperation(const Event& event, ProfileSlice& slice);
void assign_officer(const Event& event, ProfileSlice& slice, event::customer::OfficerRole role,
                    std::string id);

FoldStatus fold_contact_added(const Event& event, ProfileSlice& slice);
FoldStatus fold_contact_updated(const Event& event, ProfileSlice& slice);
FoldStatus fold_contact_verified(const Event& event, ProfileSlice& slice);
FoldStatus fold_contact_removed(const Event& event, ProfileSlice& slice);

FoldStatus fold_employment(const Event& event, ProfileSlice& slice);
FoldStatus fold_income_verified(const Event& event, ProfileSlice& slice);

FoldStatus fold_reference_added(const Event& event, ProfileSlice& slice);
FoldStatus fold_reference_removed(const Event& event, ProfileSlice& slice);
FoldStatus fold_flagged(const Event& event, ProfileSlice& slice, FoldContext& context);
FoldStatus fold_unflagged(const Event& event, ProfileSlice& slice, FoldContext& context);
FoldStatus fire_flag(const fold::Timer& timer, ProfileSlice& slice);

FoldStatus fold_kyc_verified(const Event& event, ProfileSlice& slice, FoldContext& context);
FoldStatus fold_kyc_status(const Event& event, ProfileSlice& slice, FoldContext& context);
FoldStatus fold_kyc_linked(const Event& event, ProfileSlice& slice, FoldContext& context);
FoldStatus fire_kyc(const fold::Timer& timer, ProfileSlice& slice, FoldContext& context);

FoldStatus fold_document_uploaded(const Event& event, ProfileSlice& slice, FoldContext& context);
FoldStatus fold_document_verified(const Event& event, ProfileSlice& slice, FoldContext& context);
FoldStatus fold_document_rejected(const Event& event, ProfileSlice& slice, FoldContext& context);
FoldStatus fold_document_expired(const Event& event, ProfileSlice& slice, FoldContext& context);
FoldStatus fire_document(const fold::Timer& timer, ProfileSlice& slice, FoldContext& context);
// The document's entry, made where there is none; null at the bound.
Document* document_entry(ProfileSlice& slice, const std::string& id);
// What a KYC event says of a paper: that it counts, and perhaps its type and expiry.
FoldStatus link_document(const Event& event, ProfileSlice& slice, FoldContext& context,
                         const std::string& id, std::optional<DocumentType> type,
                         std::optional<Date> expires_on);

// Stored in timers: add at the end.
enum class TimerKind : uint8_t { kyc = 1, document = 2, flag = 3 };

}  // namespace dossier::profile
