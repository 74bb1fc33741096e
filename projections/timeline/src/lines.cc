// Which event is which entry. docs/timeline.md has the same table for readers; a test compares.
#include "dossier/timeline/lines.h"

#include <algorithm>

namespace dossier::timeline {
namespace {

using enum events::EventKind;
using enum Category;

constexpr Line kLines[] = {
    {control_import_completed, system, Performer::system, "", "import_id count"},

    {customer_registered, system, Performer::system, "",
     "customer_type cif_number segment acquisition_channel branch_id branch officer_id"},
    {customer_profile_updated, system, Performer::system, "", "customer_type language"},
    {customer_contact_point_added, system, Performer::system, "", "contact_id kind primary"},
    {customer_contact_point_updated, system, Performer::system, "", "contact_id kind primary"},
    {customer_contact_point_verified, system, Performer::system, "", "contact_id method"},
    {customer_contact_point_removed, system, Performer::system, "", "contact_id"},
    {customer_employment_changed, system, Performer::system, "", "employment_type"},
    {customer_income_verified, system, Performer::system, "", "verified_on method document_id"},
    {customer_kyc_verified, kyc, Performer::system, "verified_by",
     "verified_on expires_on level documents"},
    {customer_kyc_status_changed, kyc, Performer::system, "", "status expires_on"},
    {customer_kyc_document_linked, kyc, Performer::system, "",
     "document_id document_type expires_on"},
    {customer_segment_changed, system, Performer::system, "", "segment previous_segment method"},
    {customer_officer_assigned, system, Performer::system, "", "officer_id role"},
    {customer_officer_reassigned, system, Performer::system, "",
     "officer_id previous_officer_id role"},
    {customer_branch_changed, system, Performer::system, "", "branch_id branch"},
    {customer_status_changed, system, Performer::system, "", "status previous_status"},
    {customer_account_flagged, system, Performer::system, "", "flag_id kind loan_id expires_on"},
    {customer_account_unflagged, system, Performer::system, "", "flag_id"},
    {customer_reference_added, system, Performer::system, "", "person_id relationship"},
    {customer_reference_removed, system, Performer::system, "", "person_id"},
    {customer_preferences_changed, system, Performer::customer, "",
     "preferred_channel language do_not_contact"},
    {customer_cooperation_rated, collections, Performer::officer, "", "cooperation"},

    {application_submitted, applications, Performer::customer, "",
     "application_id product_name product_type amount_requested term_months channel documents"},
    {application_referred, applications, Performer::system, "", "application_id to_officer_id"},
    {application_approved, applications, Performer::system, "officer_id",
     "application_id amount_approved term_months annual_rate decision_type is_override"},
    {application_rejected, applications, Performer::system, "officer_id",
     "application_id decision_type is_override reasons"},
    {application_withdrawn, applications, Performer::customer, "", "application_id"},

    {loan_disbursed, loans, Performer::system, "",
     "loan_id amount value_date product_name product_type application_id maturity_date method "
     "refinances_loan_id"},
    {loan_schedule_published, loans, Performer::system, "", "loan_id valid_from schedule"},
    {loan_restructured, loans, Performer::system, "",
     "loan_id restructure_id kind value_date new_maturity_date capitalized_interest "
     "capitalized_fees forgiven deferral_days"},
    {loan_closed, loans, Performer::system, "", "loan_id kind value_date"},
    {loan_written_off, loans, Performer::system, "", "loan_id amount value_date"},
    {loan_legal_proceedings_started, loans, Performer::system, "",
     "loan_id legal_case_id court amount_claimed"},
    {loan_legal_proceedings_updated, loans, Performer::system, "",
     "loan_id legal_case_id status next_hearing_on"},
    {loan_collateral_added, loans, Performer::system, "", "loan_id"},
    {loan_collateral_valued, loans, Performer::system, "",
     "loan_id collateral_id value valued_on document_id"},
    {loan_lien_changed, loans, Performer::system, "", "loan_id collateral_id lien_status"},
    {loan_guarantor_added, loans, Performer::system, "", "loan_id"},
    {loan_guarantor_released, loans, Performer::system, "", "loan_id person_id"},
    {loan_delinquency_paused, loans, Performer::system, "", "loan_id from_date until_date"},
    {loan_delinquency_resumed, loans, Performer::system, "", "loan_id from_date"},
    {loan_credit_balance_refunded, loans, Performer::system, "",
     "loan_id refund_id amount value_date"},
    {loan_disbursement_reversed, loans, Performer::system, "",
     "loan_id disbursement_id value_date"},

    {charge_applied, payments, Performer::system, "",
     "charge_id loan_id kind name amount value_date due_date"},
    {charge_waived, payments, Performer::system, "", "charge_id loan_id amount value_date"},
    {charge_adjusted, payments, Performer::system, "",
     "charge_id loan_id adjustment_id amount value_date"},
    {charge_reversed, payments, Performer::system, "", "charge_id loan_id value_date"},

    {payment_received, payments, Performer::customer, "",
     "payment_id loan_id amount value_date due_date method kind receipt_number running_balance "
     "promise_id"},
    {payment_reversed, payments, Performer::system, "",
     "payment_id loan_id amount value_date reversed_on"},
    {payment_failed, payments, Performer::system, "",
     "payment_id loan_id amount value_date due_date method failure_code"},
    {payment_pending, payments, Performer::customer, "",
     "payment_id loan_id amount value_date due_date method"},
    {payment_scheduled, payments, Performer::system, "",
     "payment_id loan_id amount scheduled_for due_date method"},
    {payment_reminder_sent, payments, Performer::system, "",
     "reminder_id loan_id amount due_date channel message_id", "channel", "=outbound"},
    {payment_charged_back, payments, Performer::system, "",
     "chargeback_id payment_id loan_id amount value_date"},

    {promise_made, collections, Performer::customer, "agent_id",
     "promise_id loan_id amount due_date made_on channel parts"},
    {promise_cancelled, collections, Performer::system, "", "promise_id loan_id"},

    {collection_activity_recorded, collections, Performer::officer, "agent_id",
     "activity_id loan_id type outcome contact_id person_id next_action next_action_on promise_id "
     "promised_amount promised_date call_duration_s recording_ref",
     "type", "=outbound"},
    {collection_escalated, collections, Performer::system, "agent_id",
     "loan_id stage previous_stage queue"},
    {collection_legal_action_initiated, collections, Performer::system, "",
     "loan_id legal_case_id court amount_claimed"},
    {collection_case_status_changed, collections, Performer::system, "agent_id",
     "case_id loan_id status previous_status"},
    {collection_follow_up_scheduled, collections, Performer::system, "agent_id",
     "follow_up_id loan_id action due_at contact_id"},
    {collection_follow_up_closed, collections, Performer::system, "", "follow_up_id result"},

    {message_sent, communications, Performer::system, "agent_id",
     "message_id channel thread_id contact_id attachments template_id status loan_id campaign_id",
     "channel", "=outbound"},
    {message_received, communications, Performer::customer, "",
     "message_id channel thread_id contact_id attachments loan_id", "channel", "=inbound"},
    {message_delivery_status_changed, communications, Performer::system, "",
     "message_id status failure_code"},
    {message_call_logged, communications, Performer::officer, "agent_id",
     "call_id direction duration_s answered contact_id person_id activity_id recording_ref loan_id "
     "campaign_id",
     "=call", "direction"},

    {note_added, communications, Performer::officer, "", "note_id loan_id pinned"},

    {document_uploaded, documents, Performer::customer, "",
     "document_id type uploaded_at issued_on expiry_date media_type size_bytes request_id"},
    {document_requested, documents, Performer::system, "",
     "request_id type count due_date channel"},
    {document_verified, documents, Performer::officer, "verified_by", "document_id expiry_date"},
    {document_rejected, documents, Performer::officer, "rejected_by", "document_id reason_code"},
    {document_expired, documents, Performer::system, "", "document_id"},
    {document_extracted, documents, Performer::system, "",
     "document_id extraction_id engine pages fields"},
    {document_extraction_corrected, documents, Performer::officer, "corrected_by",
     "document_id extraction_id fields"},

    {bureau_check_requested, credit, Performer::system, "", "request_id bureau application_id"},
    {bureau_report_received, credit, Performer::system, "",
     "report_id bureau score previous_score debt_to_income probability_of_default total_debt "
     "open_accounts delinquent_accounts inquiries application_id document_id"},

    {staff_registered, system, Performer::system, "", "branch_id team supervisor_id"},
    {staff_profile_updated, system, Performer::system, "", "branch_id team supervisor_id active"},

    {purchase_made, products, Performer::customer, "",
     "purchase_id store total financed_amount down_payment items loan_id application_id "
     "delivery_status delivery_due_on warranty_expires_on invoice_number document_id"},
    {purchase_delivery_status_changed, products, Performer::system, "",
     "purchase_id status previous_status items next_delivery_on document_id"},
    {purchase_returned, products, Performer::customer, "",
     "purchase_id return_id reason_code items refund_amount restocking_status loan_id payment_id"},
    {purchase_return_updated, products, Performer::system, "",
     "purchase_id return_id restocking_status refund_amount payment_id"},
    {purchase_dispute_raised, products, Performer::customer, "",
     "purchase_id dispute_id return_id loan_id amount reason_code"},
    {purchase_dispute_resolved, products, Performer::system, "",
     "purchase_id dispute_id outcome credited_amount payment_id"},
    {purchase_warranty_claimed, products, Performer::customer, "", "purchase_id claim_id line_id"},
    {purchase_warranty_resolved, products, Performer::system, "",
     "purchase_id claim_id resolution cost warranty_expires_on"},

    {campaign_registered, system, Performer::system, "",
     "name kind channel dial_mode stage days_past_due_from days_past_due_to product_type segment "
     "starts_on ends_on team script_id"},
    {campaign_started, system, Performer::system, "", ""},
    {campaign_ended, system, Performer::system, "", "reason"},
    {campaign_customer_enrolled, communications, Performer::system, "",
     "campaign_id loan_id reason_code stage days_past_due amount_due priority agent_id expires_on"},
    {campaign_customer_removed, communications, Performer::system, "",
     "campaign_id loan_id reason"},
    {campaign_call_dialled, communications, Performer::system, "",
     "attempt_id campaign_id contact_id person_id loan_id result ring_s", "=call", "=outbound"},
    {campaign_call_connected, communications, Performer::officer, "agent_id",
     "attempt_id campaign_id agent_id wait_s loan_id call_id"},
    {campaign_call_dropped, communications, Performer::system, "",
     "attempt_id campaign_id wait_s reason"},
    {campaign_call_wrapped_up, communications, Performer::officer, "agent_id",
     "attempt_id campaign_id agent_id outcome talk_s wrap_up_s call_id activity_id"},

    {request_message_requested, communications, Performer::officer, "",
     "request_id channel template_id contact_id loan_id"},
    {request_application_requested, applications, Performer::officer, "",
     "request_id product_name product_type amount term_months"},
    {request_collections_action_requested, collections, Performer::officer, "",
     "request_id action loan_id"},
    {request_fulfilled, system, Performer::system, "", "request_id result"},

    {insight_signal_dismissed, system, Performer::officer, "", "signal_id"},
    {insight_recommendation_ignored, system, Performer::officer, "", "recommendation_id"},
    {insight_pinned, system, Performer::officer, "", "insight_id sources"},
    {insight_brief_requested, system, Performer::officer, "", ""},
};

}  // namespace

std::span<const Line> lines() { return kLines; }

const Line* find_line(uint16_t event_code) {
  const auto kind = static_cast<events::EventKind>(event_code);
  const auto found = std::ranges::lower_bound(kLines, kind, {}, &Line::kind);
  return found == std::end(kLines) || found->kind != kind ? nullptr : &*found;
}

std::vector<std::string_view> split_words(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

}  // namespace dossier::timeline
