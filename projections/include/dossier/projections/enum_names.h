// Names of the schema's enums, where the JSON writer looks for them: next to the enum. A value that
// this build does not know yet has an empty name.
#pragma once

#include <string_view>

#include "dossier/events/fbs/application_generated.h"
#include "dossier/events/fbs/charge_generated.h"
#include "dossier/events/fbs/common_generated.h"
#include "dossier/events/fbs/customer_generated.h"
#include "dossier/events/fbs/loan_generated.h"
#include "dossier/events/fbs/payment_generated.h"

#define DOSSIER_ENUM_NAME(Enum) \
  inline std::string_view enum_name(Enum value) { return EnumName##Enum(value); }

namespace dossier::event {
DOSSIER_ENUM_NAME(ActorKind)
DOSSIER_ENUM_NAME(Channel)
DOSSIER_ENUM_NAME(DocumentType)
DOSSIER_ENUM_NAME(EntityKind)
DOSSIER_ENUM_NAME(ProductType)
DOSSIER_ENUM_NAME(Relationship)
DOSSIER_ENUM_NAME(Sentiment)
}  // namespace dossier::event

namespace dossier::event::application {
DOSSIER_ENUM_NAME(DecisionType)
DOSSIER_ENUM_NAME(RuleResult)
}  // namespace dossier::event::application

namespace dossier::event::customer {
DOSSIER_ENUM_NAME(ContactKind)
DOSSIER_ENUM_NAME(Cooperation)
DOSSIER_ENUM_NAME(CustomerStatus)
DOSSIER_ENUM_NAME(CustomerType)
DOSSIER_ENUM_NAME(EmploymentType)
DOSSIER_ENUM_NAME(FlagKind)
DOSSIER_ENUM_NAME(KycStatus)
DOSSIER_ENUM_NAME(OfficerRole)
DOSSIER_ENUM_NAME(SegmentMethod)
}  // namespace dossier::event::customer

namespace dossier::event::charge {
DOSSIER_ENUM_NAME(ChargeKind)
}  // namespace dossier::event::charge

namespace dossier::event::loan {
DOSSIER_ENUM_NAME(Allocation)
DOSSIER_ENUM_NAME(AllocationOrder)
DOSSIER_ENUM_NAME(Amortization)
DOSSIER_ENUM_NAME(ClosureKind)
DOSSIER_ENUM_NAME(DayCount)
DOSSIER_ENUM_NAME(FutureMoney)
DOSSIER_ENUM_NAME(InterestMethod)
DOSSIER_ENUM_NAME(InterestPeriod)
DOSSIER_ENUM_NAME(LegalStatus)
DOSSIER_ENUM_NAME(LienStatus)
DOSSIER_ENUM_NAME(PeriodUnit)
DOSSIER_ENUM_NAME(RestructureKind)
DOSSIER_ENUM_NAME(Rounding)
DOSSIER_ENUM_NAME(ScheduleType)
}  // namespace dossier::event::loan

namespace dossier::event::payment {
DOSSIER_ENUM_NAME(PaymentKind)
DOSSIER_ENUM_NAME(PaymentMethod)
}  // namespace dossier::event::payment

#undef DOSSIER_ENUM_NAME
