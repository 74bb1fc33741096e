// The index of customers alone: how long it takes to build, what a customer takes in memory, and
// how much work each further letter of a person is, in time of one core.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>
#include <random>

#include "dossier/search/index.h"

namespace {

using namespace dossier;
using namespace dossier::search;
// Of this thread's own work: what others do on the machine does not count.
struct Clock {
  using duration = std::chrono::nanoseconds;
  using time_point = std::chrono::time_point<Clock, duration>;
  using rep = duration::rep;
  using period = duration::period;
  static constexpr bool is_steady = true;
  static time_point now() {
    timespec spent{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return time_point(std::chrono::seconds(spent.tv_sec) + duration(spent.tv_nsec));
  }
};
using Random = std::mt19937_64;

constexpr const char* kStarts[] = {"b", "br", "c", "d", "f",  "g", "gr", "h",  "j", "k", "l",  "m",
                                   "n", "p",  "r", "s", "st", "t", "th", "tr", "v", "w", "wh", "y"};
constexpr const char* kMiddles[] = {"a", "e", "i", "o", "u", "ai", "ea", "ee", "ie", "oo"};
constexpr const char* kEnds[] = {"", "n", "r", "l", "s", "nd", "ck", "m", "t", "ll", "ng", "x"};
constexpr const char* kCommon[] = {"Nguyễn", "Trần", "Lê",    "Phạm",    "Hoàng",    "Brown",
                                   "Smith",  "Đặng", "Grant", "Johnson", "Williams", "Campbell"};

size_t below(Random& random, size_t count) { return random() % count; }
template <size_t N>
std::string pick(Random& random, const char* const (&words)[N]) {
  return words[below(random, N)];
}

// A third of last names are among the common ones; the rest are of some tens of thousands.
std::string made_word(Random& random, size_t syllables) {
  std::string word;
  for (size_t i = 0; i < syllables; ++i)
    word += pick(random, kStarts) + pick(random, kMiddles) + pick(random, kEnds);
  word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

std::vector<Entry> made_customers(size_t count) {
  Random random(1);
  std::vector<std::string> first, last;
  for (int i = 0; i < 3000; ++i) first.push_back(made_word(random, 2));
  for (int i = 0; i < 20'000; ++i) last.push_back(made_word(random, 2 + below(random, 2)));
  std::vector<Entry> all(count);
  for (size_t i = 0; i < count; ++i) {
    Entry& entry = all[i];
    entry.id = fmt::format("CUST-{:08}", i);
    entry.cif = fmt::format("CIF-{:07}", 3'000'000 + i);
    entry.names = {first[below(random, first.size())], below(random, 3) == 0
                                                           ? pick(random, kCommon)
                                                           : last[below(random, last.size())]};
    if (below(random, 2) == 0) entry.names.push_back(first[below(random, first.size())]);
    for (size_t loans = below(random, 10) < 4 ? 1 : 2; loans-- > 0;)
      entry.loans.push_back(
          fmt::format("LN-{}-{:06}", 2022 + below(random, 5), below(random, 999'999)));
    entry.phones = {fmt::format("+1 876 {:03} {:04}", below(random, 1000), below(random, 10'000))};
    if (below(random, 10) < 7)
      entry.emails = {fmt::format("{}.{}{}@example.com", entry.names[0], i % 97, i)};
    entry.branch_id = fmt::format("BR-{}", below(random, 14));
    entry.officers = {fmt::format("OF-{}", below(random, 60))};
    entry.active_loans = static_cast<uint32_t>(below(random, 3));
    entry.last_active = Date{20'000 + static_cast<int32_t>(below(random, 500))};
  }
  return all;
}

size_t resident_bytes() {
  std::ifstream in("/proc/self/statm");
  size_t pages = 0, resident = 0;
  in >> pages >> resident;
  return resident * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

struct Times {
  std::vector<double> ms;
  std::string text() {
    std::ranges::sort(ms);
    const auto at = [&](double q) {
      return ms[static_cast<size_t>(q * static_cast<double>(ms.size() - 1))];
    };
    return fmt::format("p50 {:.3f}  p99 {:.3f}  most {:.3f} ms", at(0.5), at(0.99), ms.back());
  }
};

Searchable everything() { return {true, true, true, true}; }

// The text with two neighbours swapped, or one letter left out.
std::string mistyped(std::string text, Random& random) {
  const size_t at = 1 + below(random, text.size() - 2);
  if (below(random, 2) == 0)
    std::swap(text[at], text[at + 1]);
  else
    text.erase(at, 1);
  return text;
}

void time_letters(const Index& index, const std::vector<Entry>& all, size_t rounds,
                  const Reach& reach, std::string_view what) {
  Random random(2);
  Times every;
  for (size_t letters = 1; letters <= 12; ++letters) {
    Times times;
    for (size_t i = 0; i < rounds; ++i) {
      const Entry& entry = all[below(random, all.size())];
      std::string text = entry.names[1] + " " + entry.names[0];
      if (i % 5 == 0) text = entry.id;
      if (i % 5 == 1) text = entry.loans[0];
      if (i % 5 == 2) text = mistyped(entry.names[1], random) + " " + entry.names[0];
      while (text.size() > letters && (text[letters] & 0xC0) == 0x80) text.pop_back();
      text.resize(std::min(text.size(), letters));
      while (!text.empty() && text.back() < 0) text.pop_back();
      if (text.empty()) text = "n";
      const auto start = Clock::now();
      const Answer answer = index.find({text, everything(), 10, reach});
      times.ms.push_back(ms_since(start));
    }
    every.ms.insert(every.ms.end(), times.ms.begin(), times.ms.end());
    fmt::print("{:<28} {:>2} letters   {}\n", what, letters, times.text());
  }
  fmt::print("{:<28} all          {}\n", what, every.text());
}

template <class Make>
void time_kind(const Index& index, const std::vector<Entry>& all, size_t rounds,
               std::string_view what, const Make& make) {
  Random random(3);
  Times times;
  size_t found = 0;
  for (size_t i = 0; i < rounds; ++i) {
    const Entry& entry = all[below(random, all.size())];
    const std::string text = make(entry, random);
    const auto start = Clock::now();
    const Answer answer = index.find({text, everything(), 10, {}});
    times.ms.push_back(ms_since(start));
    found += !answer.hits.empty();
  }
  fmt::print("{:<28} {:>3} % find   {}\n", what, found * 100 / rounds, times.text());
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("The index that finds customers");
  size_t customers = 100'000, rounds = 500;
  app.add_option("--customers", customers)->capture_default_str();
  app.add_option("--rounds", rounds, "queries of each kind")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const auto all = made_customers(customers);
  const size_t before = resident_bytes();
  Index index("1");
  const auto start = Clock::now();
  for (const Entry& entry : all) index.put(entry);
  const double took = ms_since(start);
  fmt::print("{} customers: built in {:.2f} s, {} bytes a customer\n", customers, took / 1000,
             (resident_bytes() - before) / customers);
  time_letters(index, all, rounds, {}, "as typed");
  const Reach few = [](const Reachable& who) {
    return who.branch_id == "BR-3" && who.officers.front() == "OF-7";
  };
  time_letters(index, all, rounds, few, "as typed, 1 of 840 reached");
  time_kind(index, all, rounds, "typo in the last name",
            [](const Entry& entry, Random& random) { return mistyped(entry.names[1], random); });
  time_kind(index, all, rounds, "typos in both", [](const Entry& entry, Random& random) {
    return mistyped(entry.names[1], random) + " " + mistyped(entry.names[0], random);
  });
  time_kind(index, all, rounds, "last four digits", [](const Entry& entry, Random&) {
    return entry.phones[0].substr(entry.phones[0].size() - 4);
  });
  time_kind(index, all, rounds, "an entry put anew, then found", [&](const Entry& entry, Random&) {
    index.put(entry);
    return entry.id;
  });
  return 0;
}
