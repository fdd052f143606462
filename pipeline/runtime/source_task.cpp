#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "pipeline/core/check.h"
#include "pipeline/runtime/task.h"

namespace vocmap {
namespace {

constexpr Duration kMinute = std::chrono::minutes{1};

// The metadata of a committed source offset: format, commit number, ledger, greatest event time.
std::string encode_metadata(std::uint64_t commit, const SourceLedger& l, EventTime greatest) {
  return fmt::format("1 {} {} {} {} {} {}", commit, l.read, l.forwarded, l.dead_lettered,
                     l.filtered, greatest.ms);
}

bool parse_metadata(const std::string& text, std::uint64_t& commit, SourceLedger& ledger,
                    EventTime& greatest) {
  unsigned long long n[5];
  long long ms = 0;
  if (std::sscanf(text.c_str(), "1 %llu %llu %llu %llu %llu %lld", &n[0], &n[1], &n[2], &n[3],
                  &n[4], &ms) != 6) {
    return false;
  }
  commit = n[0];
  ledger = {.read = n[1], .forwarded = n[2], .dead_lettered = n[3], .filtered = n[4]};
  greatest = {ms};
  return true;
}

}  // namespace

SourceTask::SourceTask(std::unique_ptr<SourceStage> stage, const TimeRules& rules, Start start)
    : stage_(std::move(stage)), rules_(rules), start_(std::move(start)) {
  progress_.next_offset = start_.stored.next_offset.value_or(0);
  parse_metadata(start_.stored.metadata, progress_.commit_number, progress_.ledger,
                 progress_.greatest_event);
  saved_ = progress_;
  last_record_ms_ = start_.now_ms;
  if (progress_.next_offset >= start_.end_offset) last_record_ms_ -= rules_.idle_timeout.count();
}

void SourceTask::process(const Record& record, Outbox& out) {
  if (drain_ && record.offset >= drain_->end_offset) return;  // of the next run
  const SourceOutcome outcome = stage_->on_record(record, out);
  dirty_ = true;
  active_ = true;
  if (std::exchange(progress_.idle, false)) progress_.woken = true;
  progress_.next_offset = record.offset + 1;
  ++progress_.ledger.read;
  switch (outcome.fate) {
    case SourceOutcome::Fate::forwarded:
      ++progress_.ledger.forwarded;
      break;
    case SourceOutcome::Fate::dead_lettered:
      ++progress_.ledger.dead_lettered;
      break;
    case SourceOutcome::Fate::filtered:
      ++progress_.ledger.filtered;
      break;
  }
  if (outcome.event_time && drives()) {
    progress_.greatest_event = std::max(progress_.greatest_event, *outcome.event_time);
    if (rules_.watermark_interval == Duration{0}) announce_progress(out);
  }
  finish_at_end(progress_.next_offset, out);
}

void SourceTask::announce(EventTime watermark, bool idle, std::int64_t silence_ms, Outbox& out) {
  const WatermarkRecord record{.topic = start_.source.topic,
                               .partition = start_.source.partition,
                               .watermark = watermark,
                               .idle = idle,
                               .silence_ms = silence_ms,
                               .upstreams = start_.upstreams};
  std::string value = framed(FrameKind::watermark);
  BinaryWriter{value}.put(record);
  for (std::int32_t p = 0; p < start_.downstream_partitions; ++p) {
    out.send(Topic::journey_in, {}, value, p);
  }
  dirty_ = true;
}

void SourceTask::announce_progress(Outbox& out) {
  if (progress_.idle || progress_.greatest_event == EventTime::min()) return;
  const EventTime watermark = std::max(own_watermark(), progress_.announced);
  if (!progress_.woken && floor_to(watermark, kMinute) <= floor_to(progress_.announced, kMinute))
    return;
  progress_.woken = false;
  progress_.announced = watermark;
  announce(watermark, false, 0, out);
}

void SourceTask::finish_at_end(std::int64_t position, Outbox& out) {
  if (!drain_ || progress_.finished) return;
  if (std::max(position, progress_.next_offset) < drain_->end_offset) return;
  progress_.finished = true;
  dirty_ = true;
  if (!drives()) return;
  progress_.announced = drain_->until;
  announce(drain_->until, false, 0, out);
}

void SourceTask::watch_silence(std::int64_t now_ms, Outbox& out) {
  const std::int64_t silent_ms = now_ms - last_record_ms_;
  if (silent_ms < rules_.idle_timeout.count()) return;
  const std::int64_t passed_ms = progress_.idle ? now_ms - last_announced_ms_ : 0;
  progress_.idle = true;
  announce(EventTime{now_ms} - rules_.idle_timeout, true, passed_ms, out);
  last_announced_ms_ = now_ms;
}

void SourceTask::tick(std::int64_t now_ms, const ReadingState& reading, Outbox& out) {
  if (std::exchange(active_, false)) last_record_ms_ = now_ms;
  finish_at_end(reading.position, out);
  if (!drives() || progress_.finished) return;
  if (now_ms - last_announced_ms_ < rules_.watermark_interval.count()) return;
  const EventTime before = progress_.announced;
  announce_progress(out);
  if (progress_.announced != before) last_announced_ms_ = now_ms;
  // Records that wait to be read are no silence.
  if (!drain_ && reading.at_end) watch_silence(now_ms, out);
}

SourcePosition SourceTask::prepare(Outbox&) {
  CHECK(progress_.ledger.balanced(), "a record read was neither forwarded, refused nor filtered");
  ++progress_.commit_number;
  return {start_.source, progress_.next_offset,
          encode_metadata(progress_.commit_number, progress_.ledger, progress_.greatest_event)};
}

void SourceTask::committed(const CommitReceipt&, std::int64_t) {
  saved_ = progress_;
  dirty_ = false;
}

void SourceTask::rolled_back() {
  progress_ = saved_;
  dirty_ = false;
}

}  // namespace vocmap
