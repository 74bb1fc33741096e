// Verbs of documents.
#include <array>

#include "story.h"

namespace dossier::seeds {
namespace {

constexpr std::string_view kDocuments = "/documents";

}  // namespace

std::span<const VerbForm> document_verbs() {
  static const auto kVerbs = std::to_array<VerbForm>({
      {.form = "uploads <document:type> <id:document_id> <text:name> =media_type=application/pdf",
       .type = "dossier.document.uploaded.v1",
       .source = kDocuments,
       .usual_minute = 580,
       .actor = "customer",
       .clauses = {"until <date:expiry_date>", "issued <date:issued_on>",
                   "linked{}: for <entity:kind> <id:id>", "tagged <words:tags>",
                   "extracted[]: reads <id:name> <text:value> sure <rate:confidence> %",
                   "answering <id:request_id>"}},
      {.form = "is asked for <document:type> as <id:request_id>",
       .type = "dossier.document.requested.v1",
       .source = kDocuments,
       .usual_minute = 660,
       .actor = "system/origination",
       .clauses = {"due <date:due_date>", "linked{}: for <entity:kind> <id:id>",
                   "via <channel:channel>"}},
      {.form = "document <id:document_id> is read by <text:engine> as <id:extraction_id>",
       .type = "dossier.document.extracted.v1",
       .source = "/ocr",
       .usual_minute = 600,
       .actor = "system/ocr",
       .clauses = {"version <text:engine_version>", "pages <int:pages>",
                   "fields[]: finding <id:name> <text:value> sure <rate:confidence> %"},
       .introduces = "extraction_id"},
      {.form = "reading of <id:document_id> is corrected by <id:corrected_by>",
       .type = "dossier.document.extraction_corrected.v1",
       .source = kDocuments,
       .usual_minute = 605,
       .actor = "staff",
       .clauses = {"reading <id:extraction_id>",
                   "fields[]: field <id:name> from <text:previous_value> to <text:value>",
                   "fields[]: without <id:name> <text:previous_value> =removed=true"},
       .needs = {"extraction_id"}},
      {.form = "document <id:document_id> is verified by <id:verified_by> =verified_on=@today",
       .type = "dossier.document.verified.v1",
       .source = kDocuments,
       .usual_minute = 610,
       .actor = "staff",
       .clauses = {"until <date:expiry_date>"}},
      {.form = "document <id:document_id> is rejected by <id:rejected_by> as <id:reason_code> "
               "=rejected_on=@today",
       .type = "dossier.document.rejected.v1",
       .source = kDocuments,
       .usual_minute = 610,
       .actor = "staff"},
      {.form = "document <id:document_id> expires =expired_on=@today",
       .type = "dossier.document.expired.v1",
       .source = kDocuments,
       .usual_minute = 360,
       .actor = "system/documents"},
  });
  return kVerbs;
}

}  // namespace dossier::seeds
