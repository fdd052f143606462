#include "pipeline/cli/dlq.h"

#include <fmt/format.h>

#include <memory>
#include <tl/expected.hpp>

#include "pipeline/cli/cluster_settings.h"
#include "pipeline/cli/dlq/letter_lines.h"
#include "pipeline/cli/exit.h"
#include "pipeline/cli/replay_letters.h"
#include "pipeline/kafka/client.h"
#include "pipeline/kafka/stored_records.h"

namespace vocmap {
namespace {

using Problems = std::vector<std::string>;

std::optional<Topic> input_named(std::string_view name, const TopicNames& names) {
  auto topic = parse_enum<Topic>(name);
  if (!topic) topic = names.find(name);
  return topic && is_input(*topic) ? topic : std::nullopt;
}

tl::expected<DeadLetterFilter, Problems> filter_of(const DlqOptions& options,
                                                   const TopicNames& names) {
  Problems problems;
  DeadLetterFilter filter{.reason = {}, .topic = {}, .since = options.since};
  if (!options.reason.empty()) {
    filter.reason = parse_enum<Reason>(options.reason);
    if (!filter.reason) {
      problems.push_back(fmt::format("'{}' is no reason of dead letters", options.reason));
    }
  }
  if (!options.topic.empty()) {
    filter.topic = input_named(options.topic, names);
    if (!filter.topic) problems.push_back(fmt::format("'{}' is no input topic", options.topic));
  }
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return filter;
}

KafkaOptions kafka_options(const Settings& settings) {
  KafkaOptions options;
  options.properties = settings.kafka;
  options.application = settings.application;
  options.transactional_id = settings.application + "-dlq";
  options.topics = settings.topics;
  return options;
}

// The first offset of every input partition.
DeadLetterLog::Begins begins_of(StoredRecords& records) {
  DeadLetterLog::Begins begins;
  for (std::size_t t = 0; t < kInputTopics; ++t) {
    const auto topic = static_cast<Topic>(t);
    const std::int32_t count = records.partition_count(topic);
    for (std::int32_t partition = 0; partition < count; ++partition) {
      begins[{topic, partition}] = records.begin_offset({topic, partition});
    }
  }
  return begins;
}

DeadLetterLog read_log(StoredRecords& records) {
  DeadLetterLog log;
  records.read(Topic::dead_letters, [&](const Record& record) { log.add(record); });
  if (log.foreign() > 0) {
    fmt::print(stderr, "vocmap: {} records of the topic are no dead letters of vocmap\n",
               log.foreign());
  }
  return log;
}

// What both commands need. The records refer to the options beside them.
struct Session {
  DeadLetterFilter filter;
  KafkaOptions kafka;
  StoredRecords records{kafka.properties, kafka.application, kafka.topics};
};

tl::expected<std::unique_ptr<Session>, Problems> begin(const DlqOptions& options) {
  const auto settings = load_cluster_settings(options.config, "info");
  if (!settings) return tl::unexpected(settings.error());
  auto filter = filter_of(options, settings->topics);
  if (!filter) return tl::unexpected(std::move(filter.error()));
  std::unique_ptr<Session> session{new Session{*filter, kafka_options(*settings)}};
  if (session->records.partition_count(Topic::dead_letters) == 0) {
    return tl::unexpected(
        Problems{fmt::format("topic {} does not exist; `vocmap topics --create` creates it",
                             settings->topics.of(Topic::dead_letters))});
  }
  return session;
}

// The selected letters by what the command does with them.
struct Plan {
  std::vector<const DeadLetter*> replay;
  std::uint64_t done = 0;     // replayed before
  std::uint64_t refused = 0;  // again, and not asked for
  std::uint64_t lost = 0;
};

Plan plan_of(const DlqOptions& options, const DeadLetterLog& log, const DeadLetterFilter& filter,
             const DeadLetterLog::Begins& begins) {
  Plan plan;
  std::set<DeadLetterLog::Original> originals;
  for (const DeadLetter* letter : log.select(filter)) {
    const LetterStatus status = log.status(*letter, begins);
    if (status.state == LetterState::replayed) {
      ++plan.done;
    } else if (status.state == LetterState::lost) {
      ++plan.lost;
      fmt::print("{}\n", row_of(*letter, status));
    } else if (status.state == LetterState::refused_again && !options.again) {
      ++plan.refused;
    } else if (options.limit > 0 && plan.replay.size() >= options.limit) {
      break;
    } else if (originals.insert(DeadLetterLog::original_of(*letter)).second) {
      plan.replay.push_back(letter);
    }
  }
  return plan;
}

int report(const Plan& plan, std::size_t replayed, std::size_t left) {
  fmt::print("{} replayed, {} replayed before, {} not replayable\n", replayed, plan.done,
             plan.lost + left);
  if (plan.refused > 0) {
    fmt::print("{} were refused again after a replay; --again replays those as well\n",
               plan.refused);
  }
  return plan.lost + left + plan.refused > 0 ? 1 : 0;
}

}  // namespace

int dlq_list(const DlqOptions& options) {
  const auto begun = begin(options);
  if (!begun) return bad_start(begun.error());
  Session* const session = begun->get();
  StoredRecords& records = session->records;
  const DeadLetterLog log = read_log(records);
  const DeadLetterLog::Begins begins = begins_of(records);
  LetterCounts counts;
  if (!options.json) fmt::print("{}\n", heading_of_letters());
  for (const DeadLetter* letter : log.select(session->filter)) {
    if (options.limit > 0 && counts.all() >= options.limit) break;
    const LetterStatus status = log.status(*letter, begins);
    counts.add(*letter, status.state);
    fmt::print("{}\n", options.json ? json_of(*letter, status) : row_of(*letter, status));
  }
  fmt::print(options.json ? stderr : stdout, "{}\n", counts.text());
  return 0;
}

int dlq_replay(const DlqOptions& options) {
  const auto begun = begin(options);
  if (!begun) return bad_start(begun.error());
  Session* const session = begun->get();
  StoredRecords& records = session->records;
  std::optional<ReplayLetters> replay;
  if (!options.dry_run) replay.emplace(session->kafka, records);  // before the marks are read
  const DeadLetterLog log = read_log(records);
  const DeadLetterLog::Begins begins = begins_of(records);
  const Plan plan = plan_of(options, log, session->filter, begins);
  if (!replay) {
    for (const DeadLetter* letter : plan.replay) {
      fmt::print("{}\n", row_of(*letter, log.status(*letter, begins)));
    }
    fmt::print("{} would be replayed\n", plan.replay.size());
    return report(plan, 0, 0);
  }
  const auto result =
      replay->replay(plan.replay, options.commit_records, [&](const ReplayLetters::Result& sofar) {
        fmt::print(stderr, "{} of {} replayed\n", sofar.replayed.size(), plan.replay.size());
      });
  for (const auto& [letter, why] : result.left) {
    fmt::print("{}\n", row_of(*letter, {LetterState::lost, why}));
  }
  return report(plan, result.replayed.size(), result.left.size());
}

}  // namespace vocmap
