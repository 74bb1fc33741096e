// Facts that the profile concludes. Codes are stored in rows: never reused, never changed.
#pragma once

#include <optional>
#include <string>

#include "dossier/events/fbs/common_generated.h"
#include "dossier/fold/fact.h"

namespace dossier::profile {

// The last day of the customer's KYC passed and nothing newer stood by then. Effective the day
// after. Entity "kyc", occurrence the day of expiry.
struct KycExpired {
  static constexpr fold::FactType kType{101, "kyc_expired"};
  Date expires_on;
  DOSSIER_FIELDS(expires_on);
};

// A document was valid through its expiry date, which has passed. Effective the day after. Entity
// the document's id, occurrence its expiry date.
struct DocumentExpired {
  static constexpr fold::FactType kType{102, "document_expired"};
  std::string document_id;
  std::optional<event::DocumentType> type;
  Date expiry_date;
  DOSSIER_FIELDS(document_id, type, expiry_date);
};

}  // namespace dossier::profile
