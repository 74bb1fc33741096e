// Documents, as far as the profile needs them: which papers are on file, whether they are valid.
// Pure; one subject at a time.
#include "dossier/events/fbs/document_generated.h"
#include "dossier/profile/facts.h"
#include "update.h"

namespace dossier::profile {
namespace {

Owner owner_of(const std::string& id) {
  return {static_cast<uint8_t>(TimerKind::document), id, DocumentExpired::kType.code, id};
}

// Papers that show who somebody is or where they live.
bool counts_for_kyc(DocumentType type) {
  switch (type) {
    case DocumentType::national_id:
    case DocumentType::passport:
    case DocumentType::drivers_license:
    case DocumentType::utility_bill: return true;
    default: return false;
  }
}

// What readers see, from what was said.
void show(ProfileSlice& slice, const std::string& id) {
  const Validity& validity = slice.get<ValidityMemory>().documents.at(id);
  Document& document = slice.edit<Documents>().files[id];
  const auto now = validity.current();
  document.status = static_cast<DocumentStatus>(now->status);
  if (validity.lapsed()) document.status = DocumentStatus::expired;
  document.expiry_date = now->until;
}

FoldStatus say(ProfileSlice& slice, FoldContext& context, const std::string& id,
               const Statement& statement) {
  if (document_entry(slice, id) == nullptr) return too_many("documents");
  auto& validity = slice.edit<ValidityMemory>().documents[id];
  if (validity.statements.size() >= kMaxItems) return too_many("events of one document");
  state(validity, statement, owner_of(id), context);
  show(slice, id);
  return {};
}

Statement statement_of(const Event& event, DocumentStatus status, std::optional<Date> until,
                       Keeps keeps) {
  return {event.effective_date, event.position.offset, static_cast<uint8_t>(status), until, keeps};
}

void set_type(Document& document, DocumentType type) {
  document.type = type;
  document.kyc = document.kyc || counts_for_kyc(type);
}

// The status that a statement about the expiry alone goes on with.
DocumentStatus status_at(const ProfileSlice& slice, const std::string& id) {
  const auto& all = slice.get<ValidityMemory>().documents;
  const auto found = all.find(id);
  if (found == all.end() || found->second.statements.empty()) return DocumentStatus::pending;
  return static_cast<DocumentStatus>(found->second.statements.back().status);
}

}  // namespace

Document* document_entry(ProfileSlice& slice, const std::string& id) {
  auto& documents = slice.edit<Documents>();
  const auto found = documents.files.find(id);
  if (found != documents.files.end()) return &found->second;
  if (documents.files.size() >= kMaxItems) return nullptr;
  documents.order.push_back(id);
  return &documents.files[id];
}

FoldStatus link_document(const Event& event, ProfileSlice& slice, FoldContext& context,
                         const std::string& id, std::optional<DocumentType> type,
                         std::optional<Date> expires_on) {
  Document* document = document_entry(slice, id);
  if (document == nullptr) return too_many("documents");
  document->kyc = true;
  if (type) set_type(*document, *type);
  if (!expires_on) return {};
  return say(slice, context, id,
             statement_of(event, status_at(slice, id), expires_on, Keeps::always));
}

FoldStatus fold_document_uploaded(const Event& event, ProfileSlice& slice, FoldContext& context) {
  const auto& said = event.as<event::document::Uploaded>();
  const auto id = text_of(said.document_id());
  const auto until = date_of(said.expiry_date());
  const auto status =
      say(slice, context, id, statement_of(event, DocumentStatus::pending, until, Keeps::always));
  if (!status) return status;
  Document& document = slice.edit<Documents>().files[id];
  set_type(document, said.type().value_or(DocumentType::other));
  document.uploaded_on = std::max(document.uploaded_on, std::optional(event.effective_date));
  return {};
}

FoldStatus fold_document_verified(const Event& event, ProfileSlice& slice, FoldContext& context) {
  const auto& said = event.as<event::document::Verified>();
  const auto id = text_of(said.document_id());
  const auto until = date_of(said.expiry_date());
  const auto status =
      say(slice, context, id, statement_of(event, DocumentStatus::verified, until, Keeps::always));
  if (!status) return status;
  Document& document = slice.edit<Documents>().files[id];
  if (document.verified_on > event.effective_date) return {};
  document.verified_on = event.effective_date;
  document.verified_by = text_of(said.verified_by());
  return {};
}

FoldStatus fold_document_rejected(const Event& event, ProfileSlice& slice, FoldContext& context) {
  const auto id = text_of(event.as<event::document::Rejected>().document_id());
  return say(slice, context, id,
             statement_of(event, DocumentStatus::rejected, std::nullopt, Keeps::nothing));
}

FoldStatus fold_document_expired(const Event& event, ProfileSlice& slice, FoldContext& context) {
  const auto id = text_of(event.as<event::document::Expired>().document_id());
  return say(slice, context, id,
             statement_of(event, DocumentStatus::expired, std::nullopt, Keeps::nothing));
}

FoldStatus fire_document(const fold::Timer& timer, ProfileSlice& slice, FoldContext& context) {
  const auto& known = slice.get<ValidityMemory>().documents;
  if (!known.contains(timer.entity)) return {};
  const auto& files = slice.get<Documents>().files;
  const DocumentExpired body{timer.entity, files.at(timer.entity).type, timer.date + -1};
  auto& validity = slice.edit<ValidityMemory>().documents.at(timer.entity);
  if (expire(validity, timer, owner_of(timer.entity), fold::encoded(body), context))
    show(slice, timer.entity);
  return {};
}

}  // namespace dossier::profile
