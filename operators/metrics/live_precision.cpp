#include "operators/metrics/live_precision.h"

#include <xxhash.h>

#include <utility>
#include <vector>

#include "operators/metrics/rate.h"
#include "schemas/json_writer.h"

namespace vocmap {
namespace {

constexpr int kWeeks = 4;  // in 28 days

}  // namespace

void LivePrecision::resume(EventTime watermark) {
  watermark_ = watermark;
  due_ = true;
}

void LivePrecision::apply(const LineDelta& delta) {
  for (const LabelDelta& label : delta.labels) {
    Week& week = weeks_.edit({delta.line, label.week});
    week.labelled += label.labelled;
    week.right += label.right;
    for (int i = 0; i < kWeeks; ++i) {
      weeks_.edit({delta.line, label.week + i * kWeek}).changed = true;
    }
    due_ = true;
  }
}

void LivePrecision::advance(EventTime watermark) {
  const EventTime before = std::exchange(watermark_, watermark);
  due_ = due_ || monday_of(before) != monday_of(watermark);
  if (monday_of(before - lateness_) == monday_of(watermark - lateness_)) return;
  due_ = true;
  std::vector<Key> due;
  weeks_.scan_prefix([&](const Key& key, const Week&) {
    if (is_final(std::get<1>(key))) due.push_back(key);
    return true;
  });
  for (const Key& key : due) weeks_.edit(key).changed = true;
}

void LivePrecision::publish(Outbox& out) {
  if (!std::exchange(due_, false)) return;
  std::vector<Key> due, old;
  weeks_.scan_prefix([&](const Key& key, const Week& week) {
    const EventTime start = std::get<1>(key);
    if (week.changed && start + kWeek <= watermark_) due.push_back(key);
    if (is_final(start + (kWeeks - 1) * kWeek)) old.push_back(key);
    return true;
  });
  for (const Key& key : due) publish_one(key, out);
  for (const Key& key : old) weeks_.erase(key);
}

void LivePrecision::publish_one(const Key& key, Outbox& out) {
  const auto& [line, week] = key;
  std::int64_t labelled = 0, right = 0;
  for (int i = 0; i < kWeeks; ++i) {
    const Week* of = weeks_.find({line, week - i * kWeek});
    labelled += of ? of->labelled : 0;
    right += of ? of->right : 0;
  }
  Week& published = weeks_.edit(key);
  published.changed = false;
  if (labelled == 0 && published.hash == 0) return;
  const EventTime start = week - (kWeeks - 1) * kWeek;
  JsonWriter json;
  json.begin_object().member("metric", "live_precision");
  json.key("dims").begin_object().member("line", line).end_object();
  json.key("window")
      .begin_object()
      .member("size", "28d")
      .member("start", start)
      .member("end", week + kWeek)
      .end_object();
  json.member("numerator", right).member("denominator", labelled);
  if (labelled == 0) {  // every label was taken back
    json.key("value").null().key("interval").null().member("reason", "no_labels");
  } else {
    const auto [low, high] = share_interval(right, labelled);
    json.member("value", static_cast<double>(right) / static_cast<double>(labelled));
    json.key("interval").begin_array().value(low).value(high).end_array().key("reason").null();
  }
  json.member("unit", "share").member("final", is_final(week));
  const std::uint64_t hash = XXH3_64bits(json.text().data(), json.text().size());
  if (std::exchange(published.hash, hash) == hash) return;
  json.member("revision", ++published.revision).end_object();
  out.send(Topic::metrics_28d, "live_precision|28d|" + format_rfc3339(start) + '|' + line + "|||",
           json.take());
}

}  // namespace vocmap
