// Crash images: a copy of the folder while the store is open is what a power cut leaves behind,
// with its write-ahead log cut or damaged at any place.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <thread>

#include "unit/engine/records_fixture.h"

using namespace dossier;
using namespace dossier::engine;
using namespace dossier::engine::test;
namespace fs = std::filesystem;

namespace {

constexpr uint16_t kPartitions = 3;
using Ends = std::vector<int64_t>;

Ends ends_of(const Records& records) {
  Ends ends;
  for (uint16_t i = 0; i < kPartitions; ++i) ends.push_back(records.end({i}).value);
  return ends;
}

// The corruption verbs, upon the store's write-ahead log.
class CrashImage {
 public:
  explicit CrashImage(const std::string& store, const std::string& image) : path_(image) {
    while (!copy(store, image)) {
    }
    fs::remove(path_ + "/LOCK");
    for (const auto& file : fs::directory_iterator(path_))
      if (file.path().extension() == ".log" && file.file_size() > 0)
        log_ = std::max(log_, file.path().string());
    REQUIRE_FALSE(log_.empty());
  }
  const std::string& path() const { return path_; }
  size_t log_size() const { return fs::file_size(log_); }
  void shrink(size_t size) { fs::resize_file(log_, size); }
  void set_byte(size_t at, char value) {
    std::fstream file(log_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(at));
    file.put(value);
  }

 private:
  // False where files came or went meanwhile: such a copy is of no one moment.
  static bool copy(const std::string& store, const std::string& image) {
    const auto names = [&] {
      std::set<std::string> all;
      for (const auto& file : fs::directory_iterator(store)) all.insert(file.path().filename());
      return all;
    };
    const auto before = names();
    fs::remove_all(image);
    fs::create_directories(image);
    std::error_code gone;
    for (const std::string& name : before)
      if (!fs::copy_file(fs::path(store) / name, fs::path(image) / name, gone)) return false;
    return names() == before;
  }

  std::string path_, log_;
};

std::vector<RecordText> random_batch(std::mt19937& random, const Ends& ends) {
  Ends next = ends;
  std::vector<RecordText> batch;
  for (auto n = 1 + random() % 90; n > 0; --n) {
    const auto partition = static_cast<uint16_t>(random() % kPartitions);
    batch.push_back(record_text({partition}, {.subject = fmt::format("customer/P{}", partition),
                                              .id = fmt::format("e-{}", next[partition]++),
                                              .text = std::string(random() % 200, 'x')}));
  }
  return batch;
}

// All that is there can be read, is what was written, and can be written on.
void check_whole(Records& records) {
  for (uint16_t i = 0; i < kPartitions; ++i) {
    const auto read = records.read({i}, {0}, SIZE_MAX);
    REQUIRE(read.has_value());
    REQUIRE(static_cast<int64_t>(read->size()) == records.end({i}).value);
    for (size_t offset = 0; offset < read->size(); ++offset)
      REQUIRE((*read)[offset].header("ce_id") == fmt::format("e-{}", offset));
    const auto stream = records.stream(Subject::trusted(fmt::format("customer/P{}", i)));
    // The subject's home may be another partition: then its stream is told as empty.
    REQUIRE(stream.has_value());
    const int64_t end = records.end({i}).value;
    const Event last{.subject = fmt::format("customer/P{}", i), .id = fmt::format("e-{}", end - 1)};
    const Event next{.subject = last.subject, .id = fmt::format("e-{}", end)};
    if (end > 0)
      CHECK((*append(records, {record_text({i}, last)}, Repeats::skip))[0].first.value == end - 1);
    CHECK((*append(records, {record_text({i}, next)}, Repeats::skip))[0].first.value == end);
  }
}

}  // namespace

TEST_CASE("records: after a cut of the write-ahead log, a prefix of whole batches is there") {
  std::mt19937 random(21);
  const TempFolder folder;
  const RecordsOptions options{.path = folder / "records", .partitions = kPartitions};
  std::vector<Ends> boundaries = {Ends(kPartitions, 0)};
  std::vector<size_t> log_sizes;
  const auto records = open_records(options);
  for (int batch = 0; batch < 12; ++batch) {
    log_sizes.push_back(CrashImage(options.path, folder / "sized").log_size());
    REQUIRE(append(*records, random_batch(random, boundaries.back())).has_value());
    boundaries.push_back(ends_of(*records));
  }
  RecordsOptions image_options = options;
  image_options.path = folder / "image";
  const size_t whole = CrashImage(options.path, image_options.path).log_size();
  for (int round = 0; round < 60; ++round) {
    CAPTURE(round);
    const size_t at = log_sizes[0] + random() % (whole - log_sizes[0]);
    CrashImage image(options.path, image_options.path);
    if (round % 2 == 0)
      image.shrink(at);
    else
      image.set_byte(at, static_cast<char>(random()));
    const auto reopened = Records::open(image_options);
    REQUIRE(reopened.has_value());
    const Ends ends = ends_of(**reopened);
    // All batches that were in the log before the damage, and no part of a later one.
    const auto kept = static_cast<size_t>(
        std::ranges::count_if(log_sizes, [&](size_t size) { return size <= at; }));
    CHECK(std::ranges::find(boundaries, ends) >=
          boundaries.begin() + static_cast<std::ptrdiff_t>(kept) - 1);
    CHECK(std::ranges::find(boundaries, ends) != boundaries.end());
    check_whole(**reopened);
  }
}

TEST_CASE("records: a copy taken in the middle of writing has every batch that was answered") {
  std::mt19937 random(22);
  const TempFolder folder;
  const RecordsOptions options{.path = folder / "records", .partitions = kPartitions};
  const auto records = open_records(options);
  std::mutex mutex;
  std::vector<Ends> boundaries = {Ends(kPartitions, 0)};
  std::jthread writer([&](const std::stop_token& stop) {
    std::mt19937 of_writer(23);
    while (!stop.stop_requested()) {
      Ends before;
      {
        const std::lock_guard lock(mutex);
        before = boundaries.back();
      }
      if (!append(*records, random_batch(of_writer, before)).has_value()) return;
      const std::lock_guard lock(mutex);
      boundaries.push_back(ends_of(*records));
    }
  });
  RecordsOptions image_options = options;
  image_options.path = folder / "image";
  for (int round = 0; round < 15; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 20));
    size_t answered = 0;
    {
      const std::lock_guard lock(mutex);
      answered = boundaries.size();
    }
    const CrashImage image(options.path, image_options.path);
    const auto reopened = open_records(image_options);
    const Ends ends = ends_of(*reopened);
    std::vector<Ends> known;
    for (bool is_known = false; !is_known;) {  // the writer notes a batch after it was answered
      const std::lock_guard lock(mutex);
      known = boundaries;
      is_known = known.back() >= ends;
    }
    CHECK(std::find(known.begin() + static_cast<std::ptrdiff_t>(answered) - 1, known.end(), ends) !=
          known.end());
    check_whole(*reopened);
  }
}
