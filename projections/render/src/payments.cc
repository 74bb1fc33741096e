// The payments page as the API answers it.
#include "dossier/render/payments.h"

#include "lending_text.h"
#include "personal.h"

namespace dossier::render {
namespace {

using payments::Effect;
using payments::PaymentData;
using payments::Row;
using payments::RowKey;
using payments::Status;
using payments::What;

// "3 days late"; nothing where nothing was due.
std::string timing(const LendingText& text, int32_t days_late) {
  if (days_late == 0) return text.words("payment.due_on_time");
  const std::string days = text.days(days_late < 0 ? -days_late : days_late);
  return text.words(days_late < 0 ? "payment.due_early" : "payment.due_late", {{"days", days}});
}

void write_text(JsonWriter& out, const PaymentData& data, const LendingText& text) {
  out.member("what", text.value(enum_name(data.what)));
  out.member("status", text.value(enum_name(data.status)));
  if (data.amount) out.member("amount", text.money(*data.amount));
  if (data.method) out.member("method", text.value(enum_name(*data.method)));
  if (data.kind) out.member("kind", text.value(enum_name(*data.kind)));
  if (data.channel) out.member("channel", text.value(enum_name(*data.channel)));
  if (data.days_late) out.member("timing", timing(text, *data.days_late));
  if (data.balance) out.member("balance", text.money(*data.balance));
  if (data.left_open) out.member("left_open", text.money(*data.left_open));
  if (!data.breakdown) return;
  out.key("breakdown").begin_object();
  fold::for_each_field(*data.breakdown, [&](std::string_view name, const Money& part) {
    out.member(name, text.money(part));
  });
  out.end_object();
}

std::string id_of(const Row& row) {
  return std::string(enum_name(row.what)) + "/" + row.loan_id + "/" + row.id;
}

}  // namespace

std::string render_payment(const RowKey& key, const Row& row, const Effect* effect,
                           const loans::LoanSlice* loan, std::string_view subject,
                           BoxOpener& opener, const Viewer& viewer) {
  const std::string name = loan == nullptr ? "" : loan->get<loans::Agreement>().product_name;
  const PaymentData data = payments::data_of(key, row, effect, name);
  PersonalReader reader(subject, opener, viewer);
  JsonWriter out;
  out.begin_object().member("id", id_of(row));
  fold::write_member(out, "data", data);
  out.key("text").begin_object();
  write_text(out, data, LendingText(viewer.language));
  const Personal words = reader.read(row.boxes, "narrative", events::Purpose::finance);
  if (const auto shown = reader.show(words, FieldClass::content)) out.member("narrative", *shown);
  if (const auto shown = reader.show(reader.read_reason(row.boxes), FieldClass::content))
    out.member("reason", *shown);
  out.end_object().end_object();
  return out.take();
}

std::string render_payments_summary(const payments::Summary& summary, Language language) {
  const LendingText text(language);
  JsonWriter out;
  out.begin_object();
  fold::write_member(out, "data", summary);
  out.key("text").begin_object();
  if (summary.instalments)
    out.member("success_rate",
               text.success(summary.instalments->success_rate, summary.instalments->on_time,
                            summary.instalments->due));
  const auto& pattern = summary.pattern;
  out.member("pattern", text.words("pattern." + std::string(enum_name(pattern.regularity)),
                                   {{"usual", std::to_string(pattern.usual_gaps)},
                                    {"gaps", std::to_string(pattern.gaps)},
                                    {"days", text.days(pattern.median_gap_days.value_or(0))}}));
  const auto dated = [&](std::string_view name, const std::optional<payments::PaymentRef>& ref) {
    if (ref)
      out.member(name, text.words("headline.next_payment", {{"amount", text.money(ref->amount)},
                                                            {"date", to_string(ref->date)}}));
  };
  dated("last_payment", summary.last_payment);
  dated("next_scheduled", summary.next_scheduled);
  out.key("paid").begin_object();
  for (const auto& [currency, flow] : summary.totals.paid)
    out.member(currency, text.money(flow.amount));
  out.end_object().key("methods").begin_object();
  for (const auto& [method, uses] : summary.methods) out.member(method, text.value(method));
  out.end_object().end_object().end_object();
  return out.take();
}

}  // namespace dossier::render
