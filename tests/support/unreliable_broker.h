#pragma once

#include <stdexcept>

#include "pipeline/runtime/local_broker.h"

namespace vocmap {

// Thrown out of a commit in place of the end of the process.
struct Killed : std::runtime_error {
  Killed() : std::runtime_error("killed") {}
};

// What happens to one commit; `*_written`: the transaction took effect before the fault.
enum class Fault : std::uint8_t {
  none,
  aborted,
  uncertain,
  uncertain_written,
  fatal,
  fenced,
  killed,
  killed_written,
};

// A LocalBroker whose commits fail as planned, counted from 0 over the whole life of the broker.
// It keeps changelogs, so that tasks can be restored.
class UnreliableBroker final : public LocalBroker {
 public:
  using Plan = std::function<Fault(std::size_t commit)>;

  explicit UnreliableBroker(Plan plan = {}) : plan_(std::move(plan)) { keep_changelogs(); }

  std::size_t commits() const { return commits_; }
  std::size_t recoveries() const { return recoveries_; }

  void recover() override { ++recoveries_; }

  tl::expected<CommitReceipt, CommitFailure> commit(Batch&& batch) override {
    const Fault fault = plan_ ? plan_(commits_) : Fault::none;
    ++commits_;
    switch (fault) {
      case Fault::none:
        break;
      case Fault::aborted:
        return tl::unexpected(CommitFailure::aborted);
      case Fault::uncertain:
        return tl::unexpected(CommitFailure::uncertain);
      case Fault::fatal:
        return tl::unexpected(CommitFailure::fatal);
      case Fault::fenced:
        return tl::unexpected(CommitFailure::fenced);
      case Fault::killed:
        throw Killed{};
      case Fault::uncertain_written:
        (void)LocalBroker::commit(std::move(batch));
        return tl::unexpected(CommitFailure::uncertain);
      case Fault::killed_written:
        (void)LocalBroker::commit(std::move(batch));
        throw Killed{};
    }
    return LocalBroker::commit(std::move(batch));
  }

 private:
  const Plan plan_;
  std::size_t commits_ = 0;
  std::size_t recoveries_ = 0;
};

}  // namespace vocmap
