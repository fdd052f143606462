#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>

namespace vocmap {

// Holds all workers of a process between two transactions, so that what they share can change for
// all of them at one moment. Thread-safe; closed by one thread at a time.
class Gate {
 public:
  // Opens the gate when it ends.
  class Closed {
   public:
    explicit Closed(Gate& gate) : gate_(&gate) {}
    Closed(Closed&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)) {}
    Closed& operator=(Closed&&) = delete;
    ~Closed() {
      if (gate_ != nullptr) gate_->open();
    }

   private:
    Gate* gate_;
  };

  explicit Gate(std::size_t workers) : workers_(workers) {}

  // By a worker, between two transactions: waits while the gate is closed. Costs nothing else.
  void pass();
  // By a worker that has ended: nobody waits for it any more.
  void leave();

  // Holds whoever comes and waits for all; empty, and open again, when one has not come in time.
  std::optional<Closed> close(std::chrono::milliseconds patience);

 private:
  void open();

  std::mutex mutex_;
  std::condition_variable arrived_, opened_;
  std::size_t workers_;
  std::size_t waiting_ = 0;
  std::atomic<bool> closed_ = false;
};

}  // namespace vocmap
