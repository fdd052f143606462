#include <fmt/format.h>

#include <algorithm>

#include "pipeline/core/check.h"
#include "pipeline/runtime/task.h"

namespace vocmap {
namespace {

bool reached(const InputEnds& read, const InputEnds& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const InputEnd& end) {
    const auto found = std::lower_bound(read.begin(), read.end(), end);
    return found != read.end() && found->topic == end.topic && found->partition == end.partition;
  });
}

}  // namespace

KeyedTask::KeyedTask(Database database, Topology& topology, const TimeRules& rules, Start start)
    : topology_(topology),
      rules_(rules),
      start_(std::move(start)),
      state_(std::move(database)),
      watermarks_(state_),
      stage_(topology.make_stage(stage_reading(start_.source.topic), state_)),
      progress_(state_.database().progress()),
      saved_offset_(start_.next_offset),
      next_offset_(start_.next_offset) {
  go_back_to(progress_.stamp.taxonomy_version);
  stage_->resume(watermarks_.current());
}

// Results under another version of the taxonomy than the one in force would be a guess.
void KeyedTask::go_back_to(std::uint32_t taxonomy_version) {
  taxonomy_version_ = taxonomy_version;
  awaited_taxonomy_ = topology_.knows_taxonomy(taxonomy_version) ? 0 : taxonomy_version;
}

bool KeyedTask::process(const Record& record, Outbox& out) {
  if (awaited_taxonomy_ != 0) return false;
  const std::optional<Frame> frame = parse_frame(record.value);
  CHECK(frame.has_value(), "an internal topic holds a record of another version");
  if (frame->taxonomy_version > taxonomy_version_) {
    if (!topology_.knows_taxonomy(frame->taxonomy_version)) {
      awaited_taxonomy_ = frame->taxonomy_version;
      return false;
    }
    taxonomy_version_ = frame->taxonomy_version;
  }
  dirty_ = true;
  next_offset_ = record.offset + 1;
  if (frame->kind == FrameKind::data) {
    stage_->on_record(record.key, frame->body, out);
    return true;
  }
  const std::optional<WatermarkRecord> update = decode<WatermarkRecord>(frame->body);
  CHECK(update.has_value(), "a watermark record is unreadable");
  const EventTime before = watermarks_.current();
  const bool moved = watermarks_.update(*update);
  end_heard_ = end_heard_ || update->ends;
  if (moved) advance(before, false, out);
  return true;
}

void KeyedTask::advance(EventTime before, bool ends, Outbox& out) {
  const EventTime now = watermarks_.current();
  taxonomy_version_ = std::max(taxonomy_version_, topology_.taxonomy_at(now));
  stage_->flush(out);
  stage_->on_watermark(now, out);
  const bool crossed = floor_to(now, std::chrono::minutes{1}) > before;
  if (ends) {
    stage_->publish(Extent::all, out);
  } else if (crossed && rules_.watermark_interval == Duration{0}) {
    stage_->publish(Extent::due, out);
  }
  if (!start_.downstream || !(crossed || ends)) return;
  const WatermarkRecord record{.topic = start_.source.topic,
                               .partition = start_.source.partition,
                               .watermark = ends ? drain_->until : now,
                               .ends = ends,
                               .upstreams = {{start_.source.topic, start_.source_partitions}},
                               .read = ends ? watermarks_.read_by_all() : InputEnds{}};
  std::string value = framed(FrameKind::watermark, topology_.taxonomy_at(record.watermark));
  BinaryWriter{value}.put(record);
  for (std::int32_t p = 0; p < start_.downstream_partitions; ++p) {
    out.send(*start_.downstream, {}, value, p);
  }
}

// The end may have been read already: by the worker that had the task before, before this one was
// told of the drain, or in a transaction that was rolled back. It is passed on also when this task
// waits for more: tasks of another process may not.
void KeyedTask::tick(std::int64_t, const ReadingState&, Outbox& out) {
  if (awaited_taxonomy_ != 0) return;
  if (!drain_ || !std::exchange(end_heard_, false) || !watermarks_.all_ended(drain_->until)) return;
  dirty_ = true;
  advance(watermarks_.current(), true, out);
  ended_ = ended_ || reached(watermarks_.read_by_all(), drain_->inputs);
}

void KeyedTask::publish(Outbox& out) {
  if (awaited_taxonomy_ != 0) return;
  const std::size_t before = out.size();
  stage_->publish(Extent::due, out);
  if (out.size() != before) dirty_ = true;
}

SourcePosition KeyedTask::prepare(Outbox& out) {
  stage_->flush(out);
  changes_ = state_.collect();
  const Topic changelog = changelog_of(stage_reading(start_.source.topic));
  for (const Change& change : changes_) {
    out.send(changelog, change.key, change.value, start_.source.partition);
  }
  stamp_ = {.commit_number = progress_.stamp.commit_number + 1,
            .input_offset = next_offset_,
            .partitions = start_.source_partitions,
            .taxonomy_version = taxonomy_version_};
  out.send(changelog, std::string{kStampKey}, encode_stamp(stamp_), start_.source.partition);
  return {start_.source, next_offset_, fmt::format("1 {}", stamp_.commit_number)};
}

void KeyedTask::committed(const CommitReceipt& receipt, std::int64_t now_ms) {
  progress_.stamp = stamp_;
  progress_.written_ms = now_ms;
  const TopicPartition changelog{changelog_of(stage_reading(start_.source.topic)),
                                 start_.source.partition};
  for (const auto& [partition, end] : receipt.changelog_ends) {
    if (partition == changelog) progress_.changelog_offset = end;
  }
  saved_offset_ = next_offset_;
  saved_ended_ = ended_;
  dirty_ = false;
  state_.committed(std::exchange(changes_, {}), progress_);
}

void KeyedTask::rolled_back() {
  state_.rolled_back();
  changes_.clear();
  ended_ = saved_ended_;
  end_heard_ = true;
  next_offset_ = saved_offset_;
  dirty_ = false;
  go_back_to(progress_.stamp.taxonomy_version);
  stage_->resume(watermarks_.current());
}

}  // namespace vocmap
