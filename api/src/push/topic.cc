#include "push/topic.h"

#include <algorithm>

#include "http/guard.h"

namespace dossier::api::push {

Result<TopicName> parse_topic(std::string_view text) {
  constexpr std::string_view kCustomer = "customer/";
  if (text == "portfolio") return TopicName{TopicKind::portfolio, "portfolio", {}};
  if (text == "operations") return TopicName{TopicKind::operations, "operations", {}};
  if (text.starts_with(kCustomer) && valid_id(text.substr(kCustomer.size())))
    return TopicName{TopicKind::customer, std::string(text), Subject::trusted(std::string(text))};
  return fail(ErrorCode::not_found, "nothing of that name can be subscribed to", "topic",
              text.starts_with("agent/")
                  ? "work lists are no view yet: subscribe to their customers, customer/ID"
                  : "use customer/ID, portfolio or operations");
}

std::string_view operation_of(TopicKind kind) {
  switch (kind) {
    case TopicKind::customer: return "readTimeline";
    case TopicKind::portfolio: return "readPortfolio";
    case TopicKind::operations: break;
  }
  return "readUsage";
}

Error no_access(const TopicName& topic) {
  if (topic.kind == TopicKind::customer)
    return {ErrorCode::not_found, "no customer has this id", "topic", ""};
  return {ErrorCode::refused, topic.text + " is not for your role", "topic",
          "an administrator can grant it"};
}

bool origin_allowed(std::string_view origin, std::string_view host,
                    const std::vector<std::string>& configured) {
  if (origin.empty() || std::ranges::find(configured, origin) != configured.end()) return true;
  constexpr std::string_view kScheme = "http://";
  return origin.starts_with(kScheme) && origin.substr(kScheme.size()) == host &&
         http_guard::is_loopback_host(host);
}

}  // namespace dossier::api::push
