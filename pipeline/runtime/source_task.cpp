#include <fmt/format.h>

#include <algorithm>
#include <charconv>

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

template <class Number>
bool take(std::string_view& text, Number& value) {
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  return true;
}

bool parse_metadata(std::string_view text, std::uint64_t& commit, SourceLedger& ledger,
                    EventTime& greatest) {
  if (!text.starts_with('1')) return false;
  text.remove_prefix(1);
  for (std::uint64_t* number :
       {&commit, &ledger.read, &ledger.forwarded, &ledger.dead_lettered, &ledger.filtered}) {
    if (!text.starts_with(' ')) return false;
    text.remove_prefix(1);
    if (!take(text, *number)) return false;
  }
  if (!text.starts_with(' ')) return false;
  text.remove_prefix(1);
  return take(text, greatest.ms) && text.empty() && ledger.balanced() &&
         greatest >= EventTime::min() && greatest <= EventTime::end_of_time();
}

}  // namespace

SourceTask::SourceTask(std::unique_ptr<SourceStage> stage, const TimeRules& rules, Start start)
    : stage_(std::move(stage)), rules_(rules), start_(std::move(start)) {
  progress_.next_offset = start_.stored.next_offset.value_or(0);
  const std::string& metadata = start_.stored.metadata;
  if (!metadata.empty() && !parse_metadata(metadata, progress_.commit_number, progress_.ledger,
                                           progress_.greatest_event)) {
    throw StateError(fmt::format(
        "the committed position of {} [{}] has metadata that is not vocmap's: '{}'. Set the "
        "position without metadata, which starts its ledger anew, or restore it",
        start_.topic_name, start_.source.partition, metadata));
  }
  stage_->resume(progress_.greatest_event);
  saved_ = progress_;
  last_record_ms_ = start_.now_ms;
  if (progress_.next_offset >= start_.end_offset) last_record_ms_ -= rules_.idle_timeout.count();
}

bool SourceTask::process(const Record& record, Outbox& out) {
  if (drain_ && record.offset >= drain_->end_offset) return true;  // of the next run
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
  return true;
}

void SourceTask::announce(WatermarkRecord record, Outbox& out) {
  record.topic = start_.source.topic;
  record.partition = start_.source.partition;
  std::string value = framed(FrameKind::watermark, stage_->taxonomy_at(record.watermark));
  BinaryWriter{value}.put(record);
  for (std::int32_t p = 0; p < start_.downstream_partitions; ++p) {
    out.send(Topic::journey_in, {}, value, p);
  }
  dirty_ = true;
}

Upstreams SourceTask::driving() const {
  Upstreams driving;
  for (const auto& upstream : start_.upstreams) {
    if (drives_watermark(upstream.first)) driving.push_back(upstream);
  }
  return driving;
}

void SourceTask::announce_progress(Outbox& out) {
  if (progress_.idle || progress_.greatest_event == EventTime::min()) return;
  const EventTime watermark = std::max(own_watermark(), progress_.announced);
  if (!progress_.woken && floor_to(watermark, kMinute) <= floor_to(progress_.announced, kMinute))
    return;
  progress_.woken = false;
  progress_.announced = watermark;
  announce({.watermark = watermark, .upstreams = driving()}, out);
}

void SourceTask::finish_at_end(std::int64_t position, Outbox& out) {
  if (!drain_ || progress_.finished) return;
  if (std::max(position, progress_.next_offset) < drain_->end_offset) return;
  progress_.finished = true;
  progress_.announced = drain_->until;
  announce({.watermark = drain_->until,
            .ends = true,
            .upstreams = start_.upstreams,
            .read = {{start_.source.topic, start_.source.partition, drain_->end_offset}}},
           out);
}

void SourceTask::watch_silence(std::int64_t now_ms, Outbox& out) {
  const std::int64_t silent_ms = now_ms - last_record_ms_;
  if (silent_ms < rules_.idle_timeout.count()) return;
  const std::int64_t passed_ms = progress_.idle ? now_ms - last_announced_ms_ : 0;
  progress_.idle = true;
  announce({.watermark = EventTime{now_ms} - rules_.idle_timeout,
            .idle = true,
            .silence_ms = passed_ms,
            .upstreams = driving()},
           out);
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
