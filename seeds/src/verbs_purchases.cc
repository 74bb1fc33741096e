// Verbs of what is bought on hire purchase.
#include <fmt/format.h>

#include <array>

#include "dossier/base/money.h"
#include "story.h"
#include "teller.h"

namespace dossier::seeds {
namespace {

constexpr std::string_view kStore = "/retail/orders";
constexpr std::string_view kLinePart = "items[]: line <id:line_id> <int:quantity>";
constexpr std::string_view kItem =
    "items[]: item <id:line_id> <text:name> sku <id:sku> in <text:category> <int:quantity> at "
    "<money:unit_price>";
constexpr std::string_view kDevice =
    "items[]: device <id:line_id> <text:name> sku <id:sku> in <text:category> <int:quantity> at "
    "<money:unit_price> serial <texts:serial_numbers> warranty <date:warranty_expires_on>";
constexpr std::string_view kAbout = "about <id:loan_id>";
constexpr std::string_view kSaying = "saying <text:note>";

// Quantity times price, of every line.
int64_t sum_of_items(const Entry& entry) {
  int64_t sum = 0;
  for (const Part& part : entry.parts) {
    if (part.into != "items[]") continue;
    int64_t line = 1;
    for (const Slot& slot : part.slots)
      if (slot.kind == "int" || slot.kind == "money")
        line *= parse_decimal(slot.text, slot.kind == "int" ? 0 : 2).value_or(0);
    sum += line;
  }
  return sum;
}

Status buys(Teller& teller, const Entry& entry) {
  const int64_t total = entry.amount("total");
  if (sum_of_items(entry) != total)
    return line_fault(
        entry,
        fmt::format("the lines of the bill come to {}", format_decimal(sum_of_items(entry), 2)),
        "mend the total, a quantity or a price");
  const int64_t paid = entry.has("down_payment") ? entry.amount("down_payment") : 0;
  if (entry.has("financed_amount") && entry.amount("financed_amount") + paid != total)
    return line_fault(entry, "what is financed and paid down is not the total", "mend one of them");
  return teller.emit(entry);
}

VerbForm selling(std::string_view form, std::string_view event,
                 std::vector<std::string_view> clauses) {
  return {.form = form,
          .type = event,
          .source = kStore,
          .usual_minute = 770,
          .actor = "system/retail",
          .clauses = std::move(clauses),
          .needs = {"purchase_id"}};
}

VerbForm by_customer(VerbForm form, std::string_view introduces) {
  form.actor = "customer";
  form.introduces = introduces;
  return form;
}

VerbForm about(VerbForm form, std::string_view needed) {
  form.needs.push_back(needed);
  return form;
}

VerbForm buying() {
  VerbForm form = {
      .form = "buys at <text:store> as <id:purchase_id> for <money:total> =purchased_on=@today",
      .type = "dossier.purchase.made.v1",
      .source = kStore,
      .usual_minute = 750,
      .actor = "customer",
      .clauses = {kItem, kDevice, "financed <money:financed_amount> through <id:loan_id>",
                  "paying <money:down_payment> down", "for <id:application_id>",
                  "store <id:store_id>", "branch <id:branch_id>",
                  "delivery <goods:delivery_status>", "due <date:delivery_due_on>",
                  "to <id:delivery_contact_id>", "warranty <date:warranty_expires_on>",
                  "invoice <id:invoice_number>", "document <id:document_id>"},
      .handler = buys};
  form.introduces = "purchase_id";
  return form;
}

}  // namespace

std::span<const VerbForm> purchase_verbs() {
  static const auto kVerbs = std::to_array<VerbForm>({
      buying(),
      selling("delivery of <id:purchase_id> becomes <goods:status> =changed_on=@today",
              "dossier.purchase.delivery_status_changed.v1",
              {"from <goods:previous_status>", kLinePart, "next <date:next_delivery_on>",
               "document <id:document_id>"}),
      by_customer(selling("returns purchase <id:purchase_id> as <id:return_id> for "
                          "<id:reason_code> =returned_on=@today",
                          "dossier.purchase.returned.v1",
                          {kLinePart, "refund <money:refund_amount>",
                           "restocking <restocking:restocking_status>", kAbout,
                           "credited <id:payment_id>", kSaying}),
                  "return_id"),
      about(selling("return <id:return_id> of <id:purchase_id> is <restocking:restocking_status> "
                    "=updated_on=@today",
                    "dossier.purchase.return_updated.v1",
                    {"refund <money:refund_amount>", "credited <id:payment_id>"}),
            "return_id"),
      by_customer(
          about(selling("disputes purchase <id:purchase_id> as <id:dispute_id> over "
                        "<money:amount> =raised_on=@today",
                        "dossier.purchase.dispute_raised.v1",
                        {"return <id:return_id>", "reason <id:reason_code>", kAbout, kSaying}),
                "return_id"),
          "dispute_id"),
      about(selling("dispute <id:dispute_id> of <id:purchase_id> is <dispute_outcome:outcome> "
                    "=resolved_on=@today",
                    "dossier.purchase.dispute_resolved.v1",
                    {"crediting <money:credited_amount>", "credited <id:payment_id>", kSaying}),
            "dispute_id"),
      by_customer(selling("claims warranty on <id:purchase_id> as <id:claim_id> "
                          "=claimed_on=@today",
                          "dossier.purchase.warranty_claimed.v1",
                          {"line <id:line_id>", "serial <text:serial_number>", kSaying}),
                  "claim_id"),
      about(selling("claim <id:claim_id> on <id:purchase_id> is <warranty:resolution> "
                    "=resolved_on=@today",
                    "dossier.purchase.warranty_resolved.v1",
                    {"costing <money:cost>", "serial <text:serial_number>",
                     "warranty <date:warranty_expires_on>", kSaying}),
            "claim_id"),
  });
  return kVerbs;
}

}  // namespace dossier::seeds
