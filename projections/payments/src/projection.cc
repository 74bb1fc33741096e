// The payments' fold. Pure; any thread, one subject at a time.
#include "dossier/payments/figures.h"
#include "dossier/projections/schema.h"
#include "fold_parts.h"
#include "totals.h"

namespace dossier::payments {
namespace {

using fold::Event;
using fold::Fact;
using fold::FoldContext;
using fold::FoldStatus;
using loans::PaymentAllocated;

class Payments final : public fold::Projection {
 public:
  const fold::ProjectionInfo& info() const override { return info_; }
  std::unique_ptr<fold::Slice> make_slice(uint8_t kind) const override {
    if (kind == PaymentsSlice::kKind) return std::make_unique<PaymentsSlice>();
    if (kind == OpenSlice::kKind) return std::make_unique<OpenSlice>();
    return nullptr;
  }
  FoldStatus fold(const Event& event, FoldContext& context) const override {
    write_said(event, context);
    return {};
  }
  FoldStatus fold(const Fact& fact, FoldContext& context) const override {
    if (!fact.is<PaymentAllocated>()) return {};
    const auto told = fact.as<PaymentAllocated>();
    write_effect(told, fact.withdrawn, context);
    return count(told, fact.withdrawn, context.own<PaymentsSlice>());
  }
  std::string data_schema() const override {
    return projections::schema_document([](JsonWriter& out) {
      fold::write_schema<Summary>(out.key("summary"));
      out.key("items").begin_object().member("type", "array").key("items");
      fold::write_schema<PaymentData>(out);
      out.end_object();
    });
  }

 private:
  const fold::ProjectionInfo info_{
      .name = "payments",
      .slot = kSlot,
      .version = 1,
      .summary = "Every payment, what its loan made of it, and what all of them add up to.",
      .subjects = {"customer"},
      .reads = {"loans"}};
};

}  // namespace

std::string open_id(std::string_view payment_id, std::string_view loan_id) {
  return std::string(payment_id) + "/" + std::string(loan_id);
}

std::string month_of(Date date) { return to_string(date).substr(0, 7); }

std::shared_ptr<const fold::Projection> make() { return std::make_shared<Payments>(); }

}  // namespace dossier::payments
