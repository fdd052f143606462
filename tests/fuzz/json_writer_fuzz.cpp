// Whatever is written, the text is JSON that gives the values back.
#include <simdjson.h>

#include <bit>
#include <cmath>

#include "pipeline/core/check.h"
#include "schemas/json_writer.h"
#include "tests/fuzz/fuzz_input.h"

namespace vocmap {
namespace {

constexpr int kDeepest = 20;

void write_value(JsonWriter& out, FuzzInput& input, int depth) {
  switch (input.byte() % 8) {
    case 0:
      out.value(std::string_view{input.text()});
      break;
    case 1:
      out.value(std::bit_cast<double>(input.number()));
      break;
    case 2:
      out.value(static_cast<std::int64_t>(input.number()));
      break;
    case 3:
      out.value(input.number());
      break;
    case 4:
      out.value(EventTime{static_cast<std::int64_t>(input.number()) / 4});
      break;
    case 5:
      out.value(input.byte() % 2 == 0);
      break;
    case 6:
      out.begin_array();
      while (depth < kDeepest && input.byte() % 3 != 0) write_value(out, input, depth + 1);
      out.end_array();
      break;
    default:
      out.begin_object();
      while (depth < kDeepest && input.byte() % 3 != 0) {
        out.key(input.text());
        write_value(out, input, depth + 1);
      }
      out.end_object();
  }
}

void check_numbers(FuzzInput input) {
  static simdjson::dom::parser parser;
  const std::uint64_t bits = input.number();
  const auto number = std::bit_cast<double>(bits);
  const auto whole = static_cast<std::int64_t>(bits);
  JsonWriter out;
  out.begin_array().value(number).value(whole).value(bits).end_array();
  simdjson::dom::array read;
  CHECK(!parser.parse(out.text()).get(read), "numbers are JSON");
  double back = 0;
  CHECK(std::isfinite(number) ? !read.at(0).get(back) && back == number : read.at(0).is_null(),
        "a double reads back equal");
  CHECK(std::int64_t{read.at(1)} == whole && std::uint64_t{read.at(2)} == bits, "integers, too");
}

void check_text(std::string_view bytes) {
  static simdjson::dom::parser parser;
  JsonWriter out;
  out.begin_object().member("text", bytes).end_object();
  std::string_view read;
  CHECK(!parser.parse(out.text())["text"].get(read), "any bytes are written as a JSON string");
  CHECK(read == bytes || !simdjson::validate_utf8(bytes), "UTF-8 reads back equal");
}

}  // namespace
}  // namespace vocmap

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vocmap;
  static simdjson::dom::parser parser;
  FuzzInput input(data, size);
  check_numbers(input);
  check_text(input.rest());
  JsonWriter out;
  write_value(out, input, 0);
  CHECK(!parser.parse(out.text()).error(), "what was written is JSON");
  return 0;
}
