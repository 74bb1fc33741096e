// The profile of one customer: who they are, how to reach them, who looks after them, KYC and
// documents. Parts are split by how they change. Personal values are sealed; the names in
// SealedFields say which are there. Folded by one thread, read through the engine's snapshots.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dossier/fold/json.h"
#include "dossier/fold/projection.h"
#include "dossier/fold/sealed.h"
#include "dossier/fold/slice.h"
#include "dossier/profile/memory.h"
#include "dossier/profile/validity.h"
#include "dossier/projections/enum_names.h"

namespace dossier::profile {

inline constexpr fold::Slot kSlot = 1;
inline constexpr size_t kMaxItems = 1000;  // contact points, references, flags, documents, each

using event::Channel;
using event::DocumentType;
using event::Relationship;
using event::customer::ContactKind;
using event::customer::Cooperation;
using event::customer::CustomerStatus;
using event::customer::CustomerType;
using event::customer::EmploymentType;
using event::customer::FlagKind;
using event::customer::KycStatus;
using event::customer::SegmentMethod;
using fold::SealedFields;

// Sealed: first_name middle_name last_name organization_name date_of_birth national_id trn gender
// pronoun referral_source.
struct Identity {
  std::optional<CustomerType> type;
  std::string cif_number;
  std::optional<int32_t> birth_year;
  std::string photo_document_id;
  SealedFields sealed;
  DOSSIER_FIELDS(type, cif_number, birth_year, photo_document_id, sealed);
};

struct Officer {
  std::string id;
  Date since;
  DOSSIER_FIELDS(id, since);
};

struct Standing {
  std::optional<CustomerStatus> status;
  std::optional<Date> status_since;
  std::string segment;
  std::optional<SegmentMethod> segment_method;
  std::string acquisition_channel;
  std::optional<Date> relationship_start;
  std::string branch_id;
  std::string branch;
  std::map<std::string, Officer> officers;  // by role
  std::optional<Cooperation> cooperation;
  DOSSIER_FIELDS(status, status_since, segment, segment_method, acquisition_channel,
                 relationship_start, branch_id, branch, officers, cooperation);
};

struct Preferences {
  std::optional<Channel> channel;
  std::string language;
  std::optional<bool> do_not_contact;
  DOSSIER_FIELDS(channel, language, do_not_contact);
};

// Sealed: label value address (a table of its lines).
struct ContactPoint {
  ContactKind kind{};
  bool primary = false;
  std::optional<Date> verified_on;
  std::string verified_how;
  std::string token;  // of its value, base64url
  std::string country;
  SealedFields sealed;
  DOSSIER_FIELDS(kind, primary, verified_on, verified_how, token, country, sealed);
};

struct Contacts {
  std::map<std::string, ContactPoint> points;  // by contact_id
  std::vector<std::string> order;              // as they were added
  DOSSIER_FIELDS(points, order);
};

// Sealed: employer_name job_title monthly_income employed_since employer_phone, and
// verified_income as it was checked.
struct Employment {
  std::optional<EmploymentType> type;
  std::optional<Date> income_verified_on;
  std::string income_verified_how;
  std::string income_document_id;
  SealedFields sealed;
  DOSSIER_FIELDS(type, income_verified_on, income_verified_how, income_document_id, sealed);
};

// Sealed, and that person's own: name phone email address note.
struct Reference {
  std::string customer_id;
  std::optional<Relationship> relationship;
  std::string phone_token;
  Instant added;
  SealedFields sealed;
  DOSSIER_FIELDS(customer_id, relationship, phone_token, added, sealed);
};

struct References {
  std::map<std::string, Reference> people;  // by person_id
  std::vector<std::string> order;
  DOSSIER_FIELDS(people, order);
};

// Sealed: note.
struct Flag {
  FlagKind kind{};
  std::string loan_id;
  Instant raised;
  std::optional<Date> expires_on;  // shut the day after
  SealedFields sealed;
  DOSSIER_FIELDS(kind, loan_id, raised, expires_on, sealed);
};

struct Flags {
  std::map<std::string, Flag> open;  // by flag_id
  DOSSIER_FIELDS(open);
};

struct Kyc {
  std::optional<KycStatus> status;
  std::optional<Date> verified_on;  // the last verification
  std::optional<Date> expires_on;
  std::string level;
  std::string verified_by;
  std::vector<std::string> verified_with;  // documents of the last verification
  DOSSIER_FIELDS(status, verified_on, expires_on, level, verified_by, verified_with);
};

// Stored numbers: add at the end.
enum class DocumentStatus : uint8_t { pending, verified, rejected, expired };
std::string_view enum_name(DocumentStatus status);

struct Document {
  std::optional<DocumentType> type;
  bool kyc = false;  // an identity or address paper, or named by a KYC event
  std::optional<DocumentStatus> status;
  std::optional<Date> uploaded_on;
  std::optional<Date> expiry_date;
  std::optional<Date> verified_on;
  std::string verified_by;
  DOSSIER_FIELDS(type, kyc, status, uploaded_on, expiry_date, verified_on, verified_by);
};

struct Documents {
  std::map<std::string, Document> files;  // by document_id
  std::vector<std::string> order;
  DOSSIER_FIELDS(files, order);
};

enum class Attribute : uint8_t {
  type,
  cif_number,
  birth_year,
  photo,
  first_name,
  middle_name,
  last_name,
  organization_name,
  date_of_birth,
  national_id,
  trn,
  gender,
  pronoun,
  referral_source,
  status,
  segment,
  acquisition_channel,
  relationship_start,
  branch,
  loan_officer,
  relationship_manager,
  collection_agent,
  cooperation,
  channel,
  language,
  do_not_contact,
  employment_type,
  employer_name,
  job_title,
  monthly_income,
  employed_since,
  employer_phone,
  income_verified
};
enum class ContactAttribute : uint8_t { kind, label, value, address, primary };

struct EarlyVerification {  // of a contact point that was not added yet
  Date on;
  std::string how;
  DOSSIER_FIELDS(on, how);
};

struct Memory {
  Stamps<Attribute> said;
  DOSSIER_FIELDS(said);
};

struct ContactMemory {
  std::map<std::string, Stamps<ContactAttribute>> said;
  std::map<std::string, EarlyVerification> early;
  Gone removed;
  DOSSIER_FIELDS(said, early, removed);
};

struct PeopleMemory {
  Gone references;
  Gone flags;
  DOSSIER_FIELDS(references, flags);
};

struct ValidityMemory {
  Validity kyc;
  std::map<std::string, Validity> documents;
  DOSSIER_FIELDS(kyc, documents);
};

using ProfileSlice =
    fold::SliceOf<0, Identity, Standing, Preferences, Contacts, Employment, References, Flags, Kyc,
                  Documents, Memory, ContactMemory, PeopleMemory, ValidityMemory>;

// Calls visit(name, part) for each part that readers see, in the order of the view.
template <class Visit>
void for_each_shown_part(const ProfileSlice& slice, Visit&& visit) {
  visit("identity", slice.get<Identity>());
  visit("standing", slice.get<Standing>());
  visit("preferences", slice.get<Preferences>());
  visit("contacts", slice.get<Contacts>());
  visit("employment", slice.get<Employment>());
  visit("references", slice.get<References>());
  visit("flags", slice.get<Flags>());
  visit("kyc", slice.get<Kyc>());
  visit("documents", slice.get<Documents>());
}

std::shared_ptr<const fold::Projection> make();  // for the registry

}  // namespace dossier::profile
