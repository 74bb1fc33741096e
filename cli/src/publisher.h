// Publishes events through the API in batches, in order, and tells what became of each.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "backend.h"

namespace dossier::cli {

struct Outcome {
  int status = 0;  // 201 new, 200 known already, else a fault
  std::string at;  // "7:12", where it was taken
  std::string detail, field, remedy;

  bool taken() const { return status == 200 || status == 201; }
};

class Publisher {
 public:
  // The number that the event was given, and its outcome.
  using Tell = std::function<void(uint64_t, const Outcome&)>;

  explicit Publisher(Backend& backend, Tell tell = {});

  // `event`: valid JSON of one event. Sent when a batch is full.
  Status add(std::string_view event, uint64_t number);
  // Sends by itself what may be no JSON at all.
  Status add_alone(std::string event, uint64_t number);
  Status flush();

  uint64_t fresh() const { return fresh_; }
  uint64_t known() const { return known_; }
  uint64_t faults() const { return faults_; }
  uint64_t done() const { return fresh_ + known_ + faults_; }

 private:
  Result<api::Response> send(const std::string& body, const std::string& content_type);
  void note(uint64_t number, const Outcome& outcome);
  Status note_batch(const api::Response& response);

  Backend& backend_;
  const Tell tell_;
  std::string body_;               // "[" and the events so far
  std::vector<uint64_t> numbers_;  // of the events in it
  uint64_t fresh_ = 0, known_ = 0, faults_ = 0;
};

}  // namespace dossier::cli
