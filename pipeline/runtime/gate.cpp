#include "pipeline/runtime/gate.h"

namespace vocmap {

void Gate::pass() {
  if (!closed_.load(std::memory_order_relaxed)) return;
  std::unique_lock lock{mutex_};
  ++waiting_;
  arrived_.notify_one();
  opened_.wait(lock, [this] { return !closed_; });
  --waiting_;
}

void Gate::leave() {
  const std::lock_guard lock{mutex_};
  --workers_;
  arrived_.notify_one();
}

std::optional<Gate::Closed> Gate::close(std::chrono::milliseconds patience) {
  std::unique_lock lock{mutex_};
  closed_ = true;
  const bool all = arrived_.wait_for(lock, patience, [this] { return waiting_ == workers_; });
  if (all) return std::optional<Closed>{std::in_place, *this};
  lock.unlock();
  open();
  return std::nullopt;
}

void Gate::open() {
  const std::lock_guard lock{mutex_};
  closed_ = false;
  opened_.notify_all();
}

}  // namespace vocmap
