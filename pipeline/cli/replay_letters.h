#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/cli/dlq/dead_letter_log.h"
#include "pipeline/kafka/stored_records.h"
#include "pipeline/kafka/transaction.h"

namespace vocmap {

// Writes the originals of dead letters to the end of their input partitions, each in one
// transaction with the mark of its letter. The constructor fences every earlier replay of the same
// application, so marks that are read after it are complete.
class ReplayLetters {
 public:
  // `options` and `records` must outlive it.
  ReplayLetters(const KafkaOptions& options, StoredRecords& records);

  struct Result {
    std::vector<const DeadLetter*> replayed;
    std::vector<std::pair<const DeadLetter*, std::string>> left;  // and why
  };
  // `letters` are open, no two of one original. Calls `progress` after each transaction of at most
  // `per_commit` letters. Throws KafkaError when the outcome of a transaction is not known.
  Result replay(std::span<const DeadLetter* const> letters, std::size_t per_commit,
                const std::function<void(const Result&)>& progress);

 private:
  struct Original {
    const DeadLetter* letter;
    OutboundRecord copy;
  };

  std::vector<Original> find(std::span<const DeadLetter* const> letters, Result& result);
  bool commit(std::span<const Original> originals);

  StoredRecords& records_;
  TransactionalProducer producer_;
};

}  // namespace vocmap
