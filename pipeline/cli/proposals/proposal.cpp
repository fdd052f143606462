#include "pipeline/cli/proposals/proposal.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "pipeline/core/terminal_text.h"
#include "pipeline/core/text_table.h"

namespace vocmap {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kShownTexts = 2, kTextIndent = 4;

template <class T>
std::optional<T> at(const dom::element& value, std::string_view pointer) {
  T found;
  if (value.at_pointer(pointer).get(found) != simdjson::SUCCESS) return std::nullopt;
  return found;
}

std::string text_at(const dom::element& value, std::string_view pointer) {
  return std::string{at<std::string_view>(value, pointer).value_or("")};
}

std::optional<EventTime> time_at(const dom::element& value, std::string_view pointer) {
  return parse_rfc3339(text_at(value, pointer));
}

std::string minute_of(const std::optional<EventTime>& time) {
  if (!time) return "-";
  std::string text = format_rfc3339(*time).substr(0, 16);
  text[10] = ' ';
  return text;
}

std::string label_of(const Proposal& proposal) {
  if (proposal.label_zh.empty() || proposal.label_en.empty()) {
    return proposal.label_zh + proposal.label_en;
  }
  return proposal.label_zh + " / " + proposal.label_en;
}

std::string state_of(const Proposal& proposal) {
  if (!proposal.adopted_as.empty()) return "adopted as " + proposal.adopted_as;
  if (!proposal.merged_into.empty()) return "merged into " + proposal.merged_into;
  if (!proposal.decided_by.empty()) return proposal.status + " by " + proposal.decided_by;
  return proposal.status;
}

TextTable::Cells row_of(const Proposal& p) {
  return {p.id,
          p.line,
          one_line(label_of(p)),
          right(fmt::format("{}", p.contacts)),
          right(fmt::format("{}", p.customers)),
          right(fmt::format("{} / {}", p.last_day, p.day_before)),
          minute_of(p.first_seen),
          minute_of(p.last_seen),
          one_line(state_of(p))};
}

}  // namespace

bool Proposal::open() const {
  const auto known = parse_enum<EmergentStatus>(status);
  return known && is_open(*known);
}

std::optional<Proposal> parse_proposal(std::string_view json) {
  dom::parser parser;
  dom::element value;
  if (parser.parse(json.data(), json.size()).get(value) != simdjson::SUCCESS) return std::nullopt;
  Proposal proposal;
  proposal.id = text_at(value, "/id");
  proposal.line = text_at(value, "/line");
  proposal.status = text_at(value, "/status");
  if (proposal.id.empty() || proposal.line.empty() || proposal.status.empty()) return std::nullopt;
  proposal.label_zh = text_at(value, "/label/zh");
  proposal.label_en = text_at(value, "/label/en");
  proposal.contacts = at<std::int64_t>(value, "/contacts").value_or(0);
  proposal.customers = at<std::int64_t>(value, "/customers").value_or(0);
  proposal.last_day = at<std::int64_t>(value, "/growth/last_24h").value_or(0);
  proposal.day_before = at<std::int64_t>(value, "/growth/previous_24h").value_or(0);
  proposal.first_seen = time_at(value, "/first_seen");
  proposal.last_seen = time_at(value, "/last_seen");
  if (const auto verbatims = at<dom::array>(value, "/verbatims")) {
    for (const dom::element verbatim : *verbatims) {
      proposal.verbatims.push_back(text_at(verbatim, "/text"));
    }
  }
  proposal.merged_into = text_at(value, "/merged_into");
  proposal.adopted_as = text_at(value, "/adopted_as/scenario");
  proposal.adopted_with = at<std::int64_t>(value, "/adopted_as/taxonomy_version");
  proposal.decided_by = text_at(value, "/verdict/by");
  proposal.json = json;
  return proposal;
}

void sort_proposals(std::vector<Proposal>& proposals) {
  const auto rank = [](const Proposal& p) {
    return std::tuple(!p.open(), -p.last_day, -p.contacts, std::string_view{p.id});
  };
  std::sort(proposals.begin(), proposals.end(),
            [&](const Proposal& a, const Proposal& b) { return rank(a) < rank(b); });
}

std::string table_of(const std::vector<Proposal>& proposals) {
  TextTable table;
  table.row({"id", "line", "label", right("contacts"), right("customers"), right("24 h / before"),
             "first seen (UTC)", "last seen (UTC)", "state"});
  std::map<std::string, std::size_t> states;
  for (const Proposal& proposal : proposals) {
    table.row(row_of(proposal));
    const std::size_t shown = std::min(kShownTexts, proposal.verbatims.size());
    for (std::size_t i = 0; i < shown; ++i) {
      table.note(kTextIndent, fmt::format("\"{}\"", one_line(proposal.verbatims[i])));
    }
    ++states[proposal.status];
  }
  std::string text = table.write();
  text += fmt::format("{} emergent scenario{}", proposals.size(), proposals.size() == 1 ? "" : "s");
  const char* separator = ": ";
  for (const auto& [state, count] : states) {
    text += fmt::format("{}{} {}", separator, count, state);
    separator = ", ";
  }
  return text + '\n';
}

}  // namespace vocmap
