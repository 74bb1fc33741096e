// The fold of applications: which event goes where. Pure; any thread, one subject at a time.
#include "dossier/projections/schema.h"
#include "work.h"

namespace dossier::applications {
namespace {

using events::EventKind;

class Applications final : public fold::Projection {
 public:
  const fold::ProjectionInfo& info() const override { return info_; }
  std::unique_ptr<fold::Slice> make_slice(uint8_t kind) const override {
    if (kind != ApplicationSlice::kKind) return nullptr;
    return std::make_unique<ApplicationSlice>();
  }
  using Projection::fold;
  FoldStatus fold(const Event& event, FoldContext& context) const override {
    switch (event.kind()) {
      case EventKind::application_submitted:
      case EventKind::application_referred:
      case EventKind::application_approved:
      case EventKind::application_rejected:
      case EventKind::application_withdrawn:
      case EventKind::loan_disbursed: return fold_step(event, context);
      case EventKind::document_uploaded: return fold_document(event, context);
      case EventKind::bureau_check_requested: return fold_bureau_request(event, context);
      case EventKind::bureau_report_received: return fold_bureau_report(event, context);
      default: return {};
    }
  }
  std::string data_schema() const override;

 private:
  fold::ProjectionInfo info_{
      .name = "applications",
      .slot = kSlot,
      .version = 1,
      .summary = "Every application for a loan: what was asked, who decided what on which grounds.",
      .subjects = {"customer"},
      .reads = {}};
};

std::string Applications::data_schema() const {
  return projections::schema_document([](JsonWriter& out) {
    out.key("order").begin_object().member("type", "array").key("items");
    fold::write_type(out, "string");
    out.end_object();
    out.key("items").begin_object().member("type", "object");
    out.key("additionalProperties").begin_object().member("type", "object");
    out.key("properties").begin_object();
    for_each_shown_part(ApplicationSlice{}, [&]<class Part>(std::string_view name, const Part&) {
      out.key(name);
      fold::write_schema<Part>(out);
    });
    out.end_object().end_object().end_object();
  });
}

}  // namespace

std::shared_ptr<const fold::Projection> make() { return std::make_shared<Applications>(); }

}  // namespace dossier::applications
