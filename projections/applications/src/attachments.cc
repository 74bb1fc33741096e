// What hangs on an application: papers, bureau reports. Pure; one subject at a time.
#include "dossier/events/fbs/application_generated.h"
#include "dossier/events/fbs/bureau_generated.h"
#include "dossier/events/fbs/document_generated.h"
#include "work.h"

namespace dossier::applications {
namespace {

// The slice, with the summary that says that no submission was seen where it is new.
ApplicationSlice& slice_of(const std::string& id, FoldContext& context) {
  auto& slice = context.own<ApplicationSlice>(id);
  if (slice.get<Steps>().by_key.empty() && slice.get<Summary>().anomalies.empty())
    slice.edit<Summary>() = summary_of(slice.get<Request>(), slice.get<Steps>());
  return slice;
}

// The entry for that id, made where there is none; null at the bound.
template <class T>
T* entry_of(std::map<std::string, T>& entries, const std::string& id) {
  const auto found = entries.find(id);
  if (found != entries.end()) return &found->second;
  return entries.size() >= kMaxItems ? nullptr : &entries[id];
}

}  // namespace

FoldStatus attach_submitted(const Event& event, ApplicationSlice& slice) {
  const auto* ids = event.as<event::application::Submitted>().documents();
  if (ids == nullptr) return {};
  auto& documents = slice.edit<Attachments>().documents;
  for (const auto* id : *ids) {
    Document* document = entry_of(documents, id->str());
    if (document == nullptr) return too_many("documents");
    document->submitted = true;
  }
  return {};
}

FoldStatus fold_document(const Event& event, FoldContext& context) {
  const auto& said = event.as<event::document::Uploaded>();
  const auto* linked = said.linked();
  if (linked == nullptr || linked->kind() != event::EntityKind::application) return {};
  auto& slice = slice_of(text_of(linked->id()), context);
  Document* document = entry_of(slice.edit<Attachments>().documents, text_of(said.document_id()));
  if (document == nullptr) return too_many("documents");
  if (document->uploaded_on > event.effective_date) return {};
  document->type = value_of(said.type());
  document->uploaded_on = event.effective_date;
  document->sealed.take(event, "name", fold::field_id(event::document::Uploaded::VT_NAME));
  return {};
}

FoldStatus fold_bureau_report(const Event& event, FoldContext& context) {
  const auto& said = event.as<event::bureau::ReportReceived>();
  const std::string id = text_of(said.application_id());
  if (id.empty()) return {};
  auto& reports = slice_of(id, context).edit<Attachments>().bureau_reports;
  BureauReport* report = entry_of(reports, text_of(said.report_id()));
  if (report == nullptr) return too_many("bureau reports");
  *report = {text_of(said.bureau()),
             event.effective_date,
             value_of(said.score()),
             value_of(said.previous_score()),
             decimal_of<2>(said.debt_to_income()),
             text_of(said.request_id())};
  return {};
}

FoldStatus fold_bureau_request(const Event& event, FoldContext& context) {
  const auto& said = event.as<event::bureau::CheckRequested>();
  const std::string id = text_of(said.application_id());
  if (id.empty()) return {};
  auto& requests = slice_of(id, context).edit<Attachments>().bureau_requests;
  BureauRequest* request = entry_of(requests, text_of(said.request_id()));
  if (request == nullptr) return too_many("bureau requests");
  *request = {text_of(said.bureau()), event.effective};
  return {};
}

}  // namespace dossier::applications
