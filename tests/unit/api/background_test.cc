// Tasks run once, on time, and all of them before the end.
#include "dossier/api/background.h"

#include <doctest/doctest.h>

#include <atomic>
#include <future>

namespace dossier::api {

using std::chrono::milliseconds;

TEST_CASE("background: tasks run, and a later one after its pause") {
  Background background(2);
  std::promise<void> now, later;
  const auto start = std::chrono::steady_clock::now();
  background.after(milliseconds(40), [&] { later.set_value(); });
  background.run([&] { now.set_value(); });
  now.get_future().get();
  later.get_future().get();
  CHECK(std::chrono::steady_clock::now() - start >= milliseconds(40));
}

TEST_CASE("background: the end runs all that was given, and waits for no pause") {
  std::atomic<int> ran{0};
  Background background(3);
  for (int i = 0; i < 100; ++i) {
    background.run([&] { ++ran; });
    background.after(std::chrono::hours(1), [&] { ++ran; });
  }
  background.stop();
  CHECK(ran == 200);
  background.run([&] { ++ran; });
  background.after(std::chrono::hours(1), [&] { ++ran; });
  CHECK(ran == 202);
}

}  // namespace dossier::api
