#include "pipeline/runtime/gate.h"

#include <gtest/gtest.h>

#include <deque>
#include <thread>

namespace vocmap {
namespace {

using namespace std::chrono_literals;

// A worker's thread, as far as the gate sees it.
class Passing {
 public:
  explicit Passing(Gate& gate)
      : thread_([this, &gate](const std::stop_token& stop) {
          while (!stop.stop_requested()) {
            gate.pass();
            working_ = true;
            for (int i = 0; i < 10; ++i) std::this_thread::yield();
            working_ = false;
            ++rounds_;
          }
          gate.leave();
        }) {}

  bool working() const { return working_; }
  std::uint64_t rounds() const { return rounds_; }
  void end() {
    thread_.request_stop();
    thread_.join();
  }

 private:
  std::atomic<bool> working_ = false;
  std::atomic<std::uint64_t> rounds_ = 0;
  std::jthread thread_;
};

TEST(Gate, holds_all_workers_until_it_opens) {
  Gate gate{3};
  std::deque<Passing> workers;
  for (int i = 0; i < 3; ++i) workers.emplace_back(gate);
  for (int turn = 0; turn < 100; ++turn) {
    const auto closed = gate.close(30s);
    ASSERT_TRUE(closed);
    for (const Passing& worker : workers) ASSERT_FALSE(worker.working()) << "turn " << turn;
  }
}

TEST(Gate, opens_again_when_a_worker_does_not_come) {
  Gate gate{2};
  Passing worker{gate};
  EXPECT_FALSE(gate.close(10ms));
  const std::uint64_t before = worker.rounds();
  while (worker.rounds() == before) std::this_thread::yield();
}

TEST(Gate, waits_for_no_worker_that_has_ended) {
  Gate gate{2};
  Passing worker{gate};
  Passing ended{gate};
  ended.end();
  EXPECT_TRUE(gate.close(30s));
}

}  // namespace
}  // namespace vocmap
