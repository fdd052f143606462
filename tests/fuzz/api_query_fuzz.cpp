// Any query string is answered with a known status and JSON.
#include <httplib.h>
#include <simdjson.h>

#include "pipeline/core/check.h"
#include "pipeline/http/api.h"
#include "pipeline/observe/live_table.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/unit/observe/documents.h"

namespace vocmap {
namespace {

const LiveTable& table() {
  static LiveTable table;
  static const bool filled = apply_map(table, {});
  CHECK(filled, "the document of this target is readable");
  return table;
}

void check_answer(const ApiAnswer& answer) {
  static simdjson::dom::parser parser;
  CHECK(answer.status == 200 || answer.status == 400 || answer.status == 404, "a known status");
  const auto parsed = parser.parse(answer.json);
  CHECK(!parsed.error(), "an answer is JSON");
  std::string_view sentence;
  CHECK(answer.status == 200 || (!parsed["error"].get(sentence) && !sentence.empty()),
        "an error has a sentence");
}

}  // namespace
}  // namespace vocmap

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vocmap;
  httplib::Params query;
  httplib::detail::parse_query_text(std::string{FuzzInput(data, size).rest()}, query);
  check_answer(answer_experience_map(table(), query));
  check_answer(answer_trend(table(), query));
  for (const auto& [name, value] : query) check_answer(api_error(400, "unknown: " + value));
  return 0;
}
