// The payments page and the headline as the API answers them. Pure but for the opener; any thread.
#pragma once

#include <optional>
#include <string>

#include "dossier/headline/headline.h"
#include "dossier/payments/figures.h"
#include "dossier/render/render.h"

namespace dossier::render {

// {"id","data":{…},"text":{…}} of one row; `loan` may be null.
std::string render_payment(const payments::RowKey& key, const payments::Row& row,
                           const payments::Effect* effect, const loans::LoanSlice* loan,
                           std::string_view subject, BoxOpener& opener, const Viewer& viewer);

// {"data":{…},"text":{…}} of all of them.
std::string render_payments_summary(const payments::Summary& summary, Language language);

// The days that the words need, in the business zone.
struct HeadlineDays {
  std::optional<Date> business_date;  // lengths of time are told for it
  std::optional<Date> last_contact;
};
std::string render_headline(const headline::Headline& headline, const HeadlineDays& days,
                            Language language);

}  // namespace dossier::render
