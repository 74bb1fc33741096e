// What one customer contributes to the portfolio. It keeps nothing of its own: loans and profile
// say all. Pure; any thread, one subject at a time.
#include <algorithm>
#include <array>

#include "dossier/loans/slice.h"
#include "dossier/portfolio/groups.h"
#include "dossier/profile/slice.h"
#include "dossier/projections/schema.h"

namespace dossier::portfolio {
namespace {

using fold::field_count;
using loans::LoanSlice;

// A day of the stretch on which the loan's figures are what its slice says: the loan wakes on the
// next day that changes one (docs/loans.md), so the day before that is as good as today.
Date day_of(const LoanSlice& loan) {
  const auto& wake = loan.get<loans::History>().wake;
  return wake ? *wake + -1 : Date{INT32_MAX / 2};
}

Figures figures_of(const LoanSlice& loan) {
  const auto& account = loan.get<loans::Account>();
  const auto late = loans::lateness(account, loan.get<loans::Standing>().pauses, day_of(loan));
  Figures figures;
  figures.loans = 1;
  figures.outstanding = account.outstanding();
  figures.principal = account.principal;
  figures.arrears = late.arrears.total();
  return figures;
}

// Gathers one customer's groups.
class Gathering {
 public:
  Gathering(const profile::ProfileSlice* profile, fold::Contribution& out) : out_(out) {
    if (profile != nullptr) {
      const auto& standing = profile->get<profile::Standing>();
      places_[1].value = standing.branch_id;
      const auto officer = standing.officers.find("loan_officer");
      if (officer != standing.officers.end()) places_[2].value = officer->second.id;
    }
    for (size_t i = 0; i < kOfCustomer; ++i) count_customer(places_[i], 0);
  }

  void add(const LoanSlice& loan) {
    const auto& agreement = loan.get<loans::Agreement>();
    const int32_t bucket = loan.get<loans::History>().bucket();
    const Figures figures = figures_of(loan);
    places_[kOfCustomer].value =
        agreement.product_type ? enum_name(*agreement.product_type) : std::string_view();
    for (const Place& place : places_) add(place, agreement.currency, figures, 1);
    add({Dimension::bucket, name_of(bucket)}, agreement.currency, figures, 0);
    for (const uint16_t currency : {uint16_t{0}, agreement.currency}) {
      const auto [worst, fresh] = worst_.try_emplace(currency, bucket);
      if (!fresh) worst->second = std::max(worst->second, bucket);
    }
  }

  // A customer stands in one bucket, that of the worst loan.
  void end() {
    for (const auto& [currency, bucket] : worst_)
      count_customer({Dimension::bucket, name_of(bucket)}, currency);
  }

 private:
  struct Place {
    Dimension dimension;
    std::string_view value;
  };
  static constexpr size_t kOfCustomer = 3;  // the other is of a loan

  static std::string_view name_of(int32_t bucket) {
    static const std::vector<std::string> kNames = bucket_names();
    return kNames.at(static_cast<size_t>(bucket));
  }
  std::string_view key_of(const Place& place, uint16_t currency) {
    write_group_key(key_, place.dimension, place.value, currency);
    return key_.bytes();
  }
  void count_customer(const Place& place, uint16_t currency) {
    auto& figures = out_.groups[key_of(place, currency)];
    if (figures.empty()) figures.resize(field_count<Figures>());
    figures.front() = 1;
  }
  // In the loan's currency, and of all currencies the counts alone. `customers` is 1 where the
  // customer counts in each place of a loan: once, however many loans are in it.
  void add(const Place& place, uint16_t currency, const Figures& figures, int64_t customers) {
    add(key_of(place, currency), customers, figures);
    Figures counts;
    counts.loans = figures.loans;
    add(key_of(place, 0), customers, counts);
  }
  void add(std::string_view key, int64_t customers, const Figures& figures) {
    const auto [group, fresh] = out_.groups.try_emplace(key);
    if (fresh)
      group->second = {customers, figures.loans, figures.outstanding, figures.principal,
                       figures.arrears};
    else
      out_.add(key, {0, figures.loans, figures.outstanding, figures.principal, figures.arrears});
  }

  fold::Contribution& out_;
  ByteWriter key_;
  std::array<Place, kOfCustomer + 1> places_{{{Dimension::all, {}},
                                              {Dimension::branch, {}},
                                              {Dimension::officer, {}},
                                              {Dimension::product, {}}}};
  fold::FlatMap<uint16_t, int32_t> worst_;  // by currency
};

class Portfolio final : public fold::Projection {
 public:
  const fold::ProjectionInfo& info() const override { return info_; }
  std::unique_ptr<fold::Slice> make_slice(uint8_t) const override { return nullptr; }
  using Projection::fold;
  fold::FoldStatus fold(const fold::Event&, fold::FoldContext&) const override { return {}; }

  void contribute(fold::SliceReader& slices, fold::Contribution& out) const override {
    const auto* profile = slices.find<profile::ProfileSlice>(profile::kSlot);
    const auto* list = slices.find<loans::LoanListSlice>(loans::kSlot);
    if (profile == nullptr && list == nullptr) return;
    Gathering gathering(profile, out);
    if (list != nullptr)
      for (const auto& id : list->get<loans::LoanIds>().ids) {
        const auto* loan = slices.find<LoanSlice>(loans::kSlot, id);
        if (loan != nullptr && is_active(*loan)) gathering.add(*loan);
      }
    gathering.end();
  }
  std::string data_schema() const override {
    return projections::schema_document([](JsonWriter& out) {
      fold::write_type(out.key("by"), "string");
      out.key("groups").begin_object().member("type", "object").key("additionalProperties");
      fold::write_schema<Figures>(out);
      out.end_object();
    });
  }

 private:
  fold::ProjectionInfo info_{
      .name = "portfolio",
      .slot = kSlot,
      .version = 1,
      .summary = "Customers, loans and money by bucket, branch, officer and product.",
      .subjects = {"customer"},
      .reads = {"profile", "loans"},
      .contributes = true};
};

}  // namespace

std::shared_ptr<const fold::Projection> make() { return std::make_shared<Portfolio>(); }

}  // namespace dossier::portfolio
