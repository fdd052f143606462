#include "pipeline/cli/measured_cells.h"

#include <simdjson.h>

#include <algorithm>

namespace vocmap {
namespace {

namespace dom = simdjson::dom;

std::string text_at(const dom::element& value, std::string_view pointer) {
  std::string_view text;
  return value.at_pointer(pointer).get(text) == simdjson::SUCCESS ? std::string{text} : "";
}

// Neither by a breakdown nor under another version's names.
bool is_plain(const dom::element& value) {
  dom::object dims;
  if (value["dims"].get(dims) != simdjson::SUCCESS) return false;
  return std::all_of(dims.begin(), dims.end(), [](const auto& dim) {
    return dim.key == "line" || dim.key == "stage" || dim.key == "scenario";
  });
}

}  // namespace

void MeasuredCells::apply(const Record& record) {
  if (record.topic == Topic::dead_letters) {
    apply_dead_letter(record);
  } else {
    apply_metric(record);
  }
}

void MeasuredCells::apply_dead_letter(const Record& record) {
  dom::parser parser;
  dom::element value;
  if (parser.parse(record.value.data(), record.value.size()).get(value) != simdjson::SUCCESS)
    return;
  const auto input = parse_enum<Topic>(text_at(value, "/input"));
  const auto reason = parse_enum<Reason>(text_at(value, "/reason"));
  if (!input || !reason) return;
  const std::scoped_lock lock{mutex_};
  ++dead_letters_[*input][*reason];
}

void MeasuredCells::apply_metric(const Record& record) {
  if (record.tombstone) return;  // breakdowns only
  dom::parser parser;
  dom::element value;
  if (parser.parse(record.value.data(), record.value.size()).get(value) != simdjson::SUCCESS)
    return;
  const std::string metric = text_at(value, "/metric");
  const std::string line = text_at(value, "/dims/line");
  const auto start = parse_rfc3339(text_at(value, "/window/start"));
  const Duration size = text_at(value, "/window/size") == "1h" ? Duration{std::chrono::hours{1}}
                                                               : Duration{std::chrono::days{1}};
  if (!start || !is_plain(value)) return;
  const std::scoped_lock lock{mutex_};
  if (metric == "exposure") {
    double exposure = 0;
    const bool known = value.at_pointer("/value").get(exposure) == simdjson::SUCCESS;
    exposures_[{line, size, *start}] = known ? std::optional{exposure} : std::nullopt;
  } else if (const std::string scenario = text_at(value, "/dims/scenario");
             metric == "contacts" && !scenario.empty()) {
    std::int64_t contacts = 0;
    if (value.at_pointer("/value").get(contacts) == simdjson::SUCCESS) {
      contacts_[{line, scenario, size, *start}] = contacts;
    }
  }
}

Measured MeasuredCells::measured(const LedgerView& ledger) const {
  Measured measured;
  {
    const std::scoped_lock lock{mutex_};
    for (const auto& [cell, contacts] : contacts_) {
      const auto exposure = exposures_.find({cell.line, cell.size, cell.start});
      measured.cells[cell] = {contacts,
                              exposure == exposures_.end() ? std::nullopt : exposure->second};
    }
    for (const auto& [topic, reasons] : dead_letters_) {
      measured.topics[topic].dead_letters = reasons;
    }
  }
  for (const LedgerView::Row& row : ledger.snapshot().rows) {
    const auto topic = parse_enum<Topic>(row.topic);
    if (!topic) continue;
    TopicTruth& truth = measured.topics[*topic];
    truth.read += static_cast<std::int64_t>(row.source.read);
    truth.duplicate += static_cast<std::int64_t>(row.received.duplicate);
    truth.conflicting += static_cast<std::int64_t>(row.received.conflicting);
    truth.late += static_cast<std::int64_t>(row.received.late);
  }
  return measured;
}

}  // namespace vocmap
