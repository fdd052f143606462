#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "schemas/time.h"

namespace vocmap {

class LedgerView;
class LiveTable;

// An answer of the API: an HTTP status and JSON.
struct ApiAnswer {
  int status = 200;
  std::string json;
};

// The parameters of a request's query, decoded.
using Query = std::multimap<std::string, std::string>;

ApiAnswer api_error(int status, std::string_view sentence);

struct ServiceStatus {
  bool ready = false;
  std::string_view mode;
  std::optional<EventTime> watermark;
  std::optional<EventTime> event_time_from;
  bool ended = false;  // everything was processed; what is shown stays as it is
};

ApiAnswer answer_status(const ServiceStatus& status);
ApiAnswer answer_lines(const LiveTable& table);
// line, size (default 1h), start (default: the newest closed window, else the newest).
ApiAnswer answer_experience_map(const LiveTable& table, const Query& query);
// line, size (default 1h), limit (default 96): the newest windows, oldest first.
ApiAnswer answer_trend(const LiveTable& table, const Query& query);
// line: its emergent scenarios, by id.
ApiAnswer answer_scenarios(const LiveTable& table, const Query& query);
ApiAnswer answer_battle_map(const LiveTable& table);
ApiAnswer answer_ledger(const LedgerView& ledger);

}  // namespace vocmap
