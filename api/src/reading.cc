// Reads run on whatever thread has them; the wait holds no thread.
#include "reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "dossier/base/bytes.h"
#include "dossier/engine/position.h"
#include "query.h"

namespace dossier::api {
namespace {

// The first byte of a cursor: its version, and which way it goes.
constexpr char kOlder = 1;
constexpr char kNewer = 2;

// What the request wants folded: the greatest offset in each partition that it names.
Result<std::vector<Position>> wanted(const Call& call) {
  const auto token = call.target.find("min_position");
  if (!token) return std::vector<Position>();
  DOSSIER_ASSIGN(auto positions,
                 engine::parse_position_token(call.services.engine.records().log_id(), *token));
  const size_t partitions = call.services.engine.records().partition_count();
  std::erase_if(positions, [&](Position p) { return p.partition.value >= partitions; });
  return positions;
}

Progress of_views(engine::Engine& engine) {
  return {[&engine](Partition partition) { return engine.position(partition).next.offset; },
          [&engine](Position position, std::function<void()> reached) {
            engine.when_folded(position, std::move(reached));
          }};
}

// `next`: how far that partition is.
void answer_not_reached(const CallPtr& call, Partition partition, Offset next) {
  const std::string token =
      folded_token(call->services.engine, engine::FoldedPosition{{{partition}, next}, {}, {}});
  Response response =
      problem_response(problem("position-not-reached"),
                       {ErrorCode::not_reached, "", "min_position", ""}, call->trace.id, token);
  if (!token.empty()) response.headers.emplace_back("Dossier-Position", token);
  call->answer(std::move(response));
}

void write_incomplete(JsonWriter& out, const engine::Incomplete& why) {
  out.begin_object().member("projection", why.projection);
  out.member("fold_version", why.fold_version).member("since", to_string(why.since));
  out.member("message", why.message).member("remedy", why.remedy).end_object();
}

}  // namespace

Result<Subject> customer_named(std::string_view id) {
  if (!valid_id(id)) return fail(ErrorCode::not_found, "no customer has such an id");
  return Subject::trusted("customer/" + std::string(id));
}

namespace {

// One request's wait for its positions, one after the other; the last of `left` is next.
struct Waiting {
  CallPtr call;
  Progress progress;
  std::vector<Position> left;
  std::function<void()> then;
  std::atomic<bool> done = false;
  std::atomic<uint16_t> partition = 0;  // that is waited for
};

void wait_on(const std::shared_ptr<Waiting>& waiting);

// Drops what is there; true where nothing is left.
bool all_there(Waiting& waiting) {
  while (!waiting.left.empty() &&
         waiting.left.back().offset < waiting.progress.next(waiting.left.back().partition))
    waiting.left.pop_back();
  return waiting.left.empty();
}

void go_on(const std::shared_ptr<Waiting>& waiting) {
  if (waiting->done) return;
  if (!all_there(*waiting)) return wait_on(waiting);
  if (!waiting->done.exchange(true)) waiting->then();
}

void wait_on(const std::shared_ptr<Waiting>& waiting) {
  waiting->partition = waiting->left.back().partition.value;
  waiting->progress.when(waiting->left.back(), [waiting] {
    waiting->call->services.background.run([waiting] { go_on(waiting); });
  });
}

void when_there(const CallPtr& call, Progress progress, std::vector<Position> positions,
                std::function<void()> then) {
  const engine::Engine& engine = call->services.engine;
  // Nothing beyond the log's end was ever answered to anyone: there is nothing to wait for.
  for (const Position& position : positions)
    if (position.offset >= engine.records().end(position.partition))
      return answer_not_reached(call, position.partition, progress.next(position.partition));
  const auto waiting = std::make_shared<Waiting>();
  waiting->call = call;
  waiting->progress = std::move(progress);
  waiting->left = std::move(positions);
  if (all_there(*waiting)) return then();
  waiting->then = std::move(then);
  wait_on(waiting);
  call->services.background.after(kPositionWait, [waiting] {
    if (waiting->done.exchange(true)) return;
    const Partition partition{waiting->partition};
    answer_not_reached(waiting->call, partition, waiting->progress.next(partition));
  });
}

}  // namespace

void when_readable(const CallPtr& call, const Subject& subject, std::function<void()> then) {
  if (!call->target.has("min_position")) return then();
  auto positions = wanted(*call);
  if (!positions) return call->fault(positions.error());
  const Partition partition =
      partition_of(subject, call->services.engine.records().partition_count());
  std::erase_if(*positions, [&](Position position) { return position.partition != partition; });
  when_there(call, of_views(call->services.engine), std::move(*positions), std::move(then));
}

void when_all_readable(const CallPtr& call, std::function<void()> then) {
  when_all_there(call, of_views(call->services.engine), std::move(then));
}

void when_all_there(const CallPtr& call, Progress progress, std::function<void()> then) {
  auto positions = wanted(*call);
  if (!positions) return call->fault(positions.error());
  when_there(call, std::move(progress), std::move(*positions), std::move(then));
}

std::string folded_token(const engine::Engine& engine, const engine::FoldedPosition& folded) {
  if (folded.next.offset.value == 0) return {};
  const Position last{folded.next.partition, folded.next.offset + -1};
  return engine::position_token(engine.records().log_id(), std::array{last});
}

std::string folded_token(const engine::Engine& engine,
                         std::span<const engine::FoldedPosition> folded) {
  std::vector<Position> last;
  for (const auto& one : folded)
    if (one.next.offset.value > 0) last.push_back({one.next.partition, one.next.offset + -1});
  return last.empty() ? std::string() : engine::position_token(engine.records().log_id(), last);
}

Result<PageAsk> page_ask_of(const Call& call, bool (*is_key)(std::string_view)) {
  PageAsk ask;
  ask.limit = static_cast<size_t>(call.number("limit"));
  const auto text = call.target.find("cursor");
  if (!text) return ask;
  const auto bytes = from_base64url(*text);
  const char version = bytes && !bytes->empty() ? bytes->front() : '\0';
  if ((version != kOlder && version != kNewer) || !is_key(std::string_view(*bytes).substr(1)))
    return fail(ErrorCode::invalid, "not a cursor", "cursor", "send the cursor of an answer");
  ask.from = bytes->substr(1);
  ask.newer = version == kNewer;
  return ask;
}

void write_cursor(JsonWriter& out, std::string_view name, const std::optional<std::string>& key,
                  bool newer) {
  out.key(name);
  if (key)
    out.text(base64url((newer ? kNewer : kOlder) + *key));
  else
    out.null();
}

void write_view_head(JsonWriter& out, const Call& call, const engine::SubjectView& view) {
  const engine::Engine& engine = call.services.engine;
  out.member("id", call.subject.id());
  out.member("position", folded_token(engine, view.folded));
  out.member("version",
             engine::position_token(engine.records().log_id(), std::array{view.version}));
  out.key("business_date");
  if (view.folded.business_date)
    out.text(to_string(*view.folded.business_date));
  else
    out.null();
  out.member("importing", view.importing);
  out.key("incomplete").begin_array();
  for (const auto& why : view.incomplete) write_incomplete(out, why);
  out.end_array();
}

void answer_customer(const CallPtr& call, std::span<const fold::Slot> slots, WriteView write) {
  const engine::Engine& engine = call->services.engine;
  const auto view = engine.read(call->subject, slots);
  if (!view) return call->fault(view.error());
  answer_view(call, *view, [&] {
    JsonWriter out;
    out.begin_object();
    write_view_head(out, *call, *view);
    write(out, {engine, call->subject, *view, call->viewer()});
    out.end_object();
    return out.take() + "\n";
  });
}

}  // namespace dossier::api
