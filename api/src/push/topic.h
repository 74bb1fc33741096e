// What can be subscribed to, and who may. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dossier/api/principal.h"
#include "dossier/base/error.h"
#include "dossier/base/ids.h"

namespace dossier::api::push {

enum class TopicKind : uint8_t { customer, portfolio, operations };

struct TopicName {
  TopicKind kind = TopicKind::customer;
  std::string text;  // "customer/C-1042"
  Subject subject;   // of a customer
};

// Errors: not_found (with what there is), where nothing of that name can be subscribed to.
Result<TopicName> parse_topic(std::string_view text);

// The operation of the policy that the topic needs.
std::string_view operation_of(TopicKind kind);
// What one is told who may not: a customer out of reach is not there, a topic names its role.
Error no_access(const TopicName& topic);

// Whether a page of that origin may connect: one of this server's own on a loopback name, or one of
// the configured. Whatever is no browser sends none.
bool origin_allowed(std::string_view origin, std::string_view host,
                    const std::vector<std::string>& configured);

}  // namespace dossier::api::push
