// The log on Kafka. append() checks the index, gives the rest to the producer in the caller's
// thread, and returns; the reader judges what comes back; Appends puts both together and answers.
#pragma once

#include "kafka/control.h"
#include "kafka/log_check.h"
#include "kafka/log_reader.h"

namespace dossier::engine::kafka {

class KafkaLog final : public EventLog {
 public:
  static Result<std::unique_ptr<KafkaLog>> open(std::unique_ptr<Records> records,
                                                KafkaLogOptions options);
  ~KafkaLog() override;

  void append(std::vector<Draft> drafts, AppendDone done) override;
  void append_control(Draft draft, AppendDone done) override;
  const Records& records() const override { return *state_.records; }
  void on_records(std::function<void(Partition)> wake) override;
  LogHealth health() const override;
  Status catch_up(std::chrono::milliseconds most) override;
  void stop() override;

 private:
  KafkaLog(std::unique_ptr<Records> records, KafkaLogOptions options,
           std::unique_ptr<Producer> producer)
      : state_(std::move(records), std::move(options), std::move(producer)), control_(state_) {}
  Status begin();
  std::optional<Error> refusal(size_t bytes) const;
  // What the index knows of it; nothing where it is new.
  std::optional<AppendOutcome> known(const Draft& draft) const;
  void produce(const Draft& draft, const Appends::CallPtr& call, size_t place);

  LogState state_;
  std::unique_ptr<LogCheck> check_;
  std::unique_ptr<LogReader> reader_;
  Control control_;
};

}  // namespace dossier::engine::kafka
