// The topics that Dossier keeps, with the settings that each needs: one table, from which they are
// made and against which they are checked (docs/KAFKA.md repeats it).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <thread>

#include "kafka/admin.h"

namespace dossier::engine {

using namespace kafka;

namespace {

enum class Rule : uint8_t { equal, at_least, at_most };

struct TopicSetting {
  const char* name;
  const char* value;
  Rule rule;
};

// What the log itself needs: nothing goes, nothing is stamped anew, nothing acknowledged is lost.
constexpr auto kForEver = std::to_array<TopicSetting>({
    {"cleanup.policy", "delete", Rule::equal},
    {"retention.ms", "-1", Rule::equal},
    {"retention.bytes", "-1", Rule::equal},
    {"message.timestamp.type", "CreateTime", Rule::equal},
    {"message.timestamp.after.max.ms", "3600000", Rule::at_most},  // recorded time never goes back
    {"unclean.leader.election.enable", "false", Rule::equal},
    {"max.message.bytes", "4194304", Rule::at_least},
});
constexpr auto kInbox = std::to_array<TopicSetting>({
    {"cleanup.policy", "delete", Rule::equal},
    {"retention.ms", "86400000", Rule::at_least},
    {"retention.bytes", "-1", Rule::equal},
    {"unclean.leader.election.enable", "false", Rule::equal},
    {"max.message.bytes", "4194304", Rule::at_least},
});
constexpr auto kDeadLetters = std::to_array<TopicSetting>({
    {"cleanup.policy", "delete", Rule::equal},
    {"retention.ms", "2592000000", Rule::at_least},
    {"retention.bytes", "-1", Rule::equal},
    {"unclean.leader.election.enable", "false", Rule::equal},
    {"max.message.bytes", "8388608", Rule::at_least},
});

struct TopicPlan {
  TopicRole role;
  std::string_view name;
  std::span<const TopicSetting> settings;
  bool one_partition;
};
constexpr auto kPlans = std::to_array<TopicPlan>({
    {TopicRole::inbox, "inbox", kInbox, false},
    {TopicRole::events, "events", kForEver, false},
    {TopicRole::control, "control", kForEver, true},
    {TopicRole::dead_letters, "dead-letters", kDeadLetters, true},
    {TopicRole::access, "access", kForEver, true},
    {TopicRole::checkpoints, "checkpoints", kForEver, true},
});

constexpr uint16_t kSafeReplicas = 2;
constexpr int kAppearTries = 100;
constexpr const char* kMinInSync = "min.insync.replicas";

std::optional<int64_t> number(const std::string& text) {
  int64_t value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool fits(const TopicSetting& wanted, const std::string& found) {
  if (wanted.rule == Rule::equal) return found == wanted.value;
  const auto have = number(found);
  if (!have) return false;
  const int64_t bound = *number(wanted.value);
  return wanted.rule == Rule::at_most ? *have <= bound : *have == -1 || *have >= bound;
}

// What a check found of one topic.
class Findings {
 public:
  Findings(std::string topic, std::vector<TopicFault>& out) : topic_(std::move(topic)), out_(out) {}
  void add(std::string problem, std::string remedy) {
    out_.push_back({topic_, std::move(problem), std::move(remedy)});
  }
  void add_setting(const char* name, const std::string& found, const std::string& wanted) {
    add(fmt::format("{} is {}, and has to be {}", name, found.empty() ? "not known" : found,
                    wanted),
        fmt::format("kafka-configs.sh --bootstrap-server … --alter --entity-type topics "
                    "--entity-name {} --add-config {}={}",
                    topic_, name, wanted));
  }

 private:
  const std::string topic_;
  std::vector<TopicFault>& out_;
};

void check_settings(const TopicPlan& plan, const Settings& found, Findings& out) {
  for (const TopicSetting& wanted : plan.settings) {
    const auto at = found.find(wanted.name);
    const std::string have = at == found.end() ? std::string() : at->second;
    if (!fits(wanted, have)) out.add_setting(wanted.name, have, wanted.value);
  }
}

void check_replicas(const TopicShape& shape, const Settings& found, bool allow_one, Findings& out) {
  if (shape.replicas < kSafeReplicas && !allow_one)
    out.add("has one replica: what its broker loses is lost",
            "make the topic with 3 replicas, or say --allow-unreplicated where a loss is no harm");
  const auto at = found.find(kMinInSync);
  const auto in_sync = at == found.end() ? std::nullopt : number(at->second);
  if (shape.replicas >= kSafeReplicas && in_sync.value_or(0) < kSafeReplicas)
    out.add_setting(kMinInSync, at == found.end() ? "" : at->second, "2");
}

void check_partitions(const TopicPlan& plan, const TopicShape& shape, uint32_t partitions,
                      Findings& out) {
  // How the inbox is cut is the publishers' affair.
  if (plan.role == TopicRole::inbox) return;
  const uint32_t wanted = plan.one_partition ? 1 : partitions;
  if (shape.partitions != wanted)
    out.add(
        fmt::format("has {} partitions, and has to have {}", shape.partitions, wanted),
        plan.role == TopicRole::events
            ? fmt::format("the count is fixed for ever: start with --partitions {} where the log "
                          "was made so, else make the topic anew",
                          shape.partitions)
            : "make the topic anew");
}

}  // namespace

std::string topic_name(const KafkaOptions& options, TopicRole role) {
  const auto plan = std::ranges::find(kPlans, role, &TopicPlan::role);
  return options.topic_prefix + std::string(plan->name);
}

Result<std::vector<std::string>> create_topics(const KafkaOptions& options, uint32_t partitions,
                                               uint16_t replicas) {
  DOSSIER_ASSIGN(const Client client, make_looker(options));
  std::vector<std::string> made;
  for (const TopicPlan& plan : kPlans) {
    NewTopic topic{
        topic_name(options, plan.role), plan.one_partition ? 1 : partitions, replicas, {}};
    for (const TopicSetting& setting : plan.settings)
      topic.settings.emplace(setting.name, setting.value);
    topic.settings.emplace(kMinInSync, replicas >= kSafeReplicas ? "2" : "1");
    DOSSIER_ASSIGN(const bool fresh, create_topic(client.get(), topic));
    if (fresh) made.push_back(topic.name);
  }
  // The brokers hear of a new topic a little later than the one that was asked.
  for (const std::string& name : made) {
    DOSSIER_ASSIGN(auto shape, shape_of(client.get(), name));
    for (int i = 0; !shape && i < kAppearTries; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      DOSSIER_ASSIGN(shape, shape_of(client.get(), name));
    }
  }
  return made;
}

Result<std::vector<TopicFault>> check_topics(const KafkaOptions& options, uint32_t partitions) {
  DOSSIER_ASSIGN(const Client client, make_looker(options));
  return check_topics(client.get(), options, partitions);
}

Result<std::vector<TopicFault>> kafka::check_topics(rd_kafka_t* client, const KafkaOptions& options,
                                                    uint32_t partitions) {
  std::vector<TopicFault> faults;
  for (const TopicPlan& plan : kPlans) {
    const std::string name = topic_name(options, plan.role);
    Findings out(name, faults);
    DOSSIER_ASSIGN(const auto shape, shape_of(client, name));
    if (!shape) {
      out.add("is not there", "dossier topics create");
      continue;
    }
    DOSSIER_ASSIGN(const Settings settings, settings_of(client, name));
    check_partitions(plan, *shape, partitions, out);
    check_replicas(*shape, settings, options.allow_unreplicated, out);
    check_settings(plan, settings, out);
  }
  return faults;
}

}  // namespace dossier::engine
