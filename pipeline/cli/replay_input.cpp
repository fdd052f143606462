#include "pipeline/cli/replay_input.h"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <optional>

#include "operators/decode/decode_event.h"
#include "pipeline/cli/taxonomy_files.h"

namespace vocmap {
namespace {

struct InputLine {
  Topic topic;
  std::string text;
  EventTime at;
};

std::optional<Topic> input_topic(std::string_view name) {
  for (std::size_t t = 0; t < kInputTopics; ++t) {
    const std::string_view full = EnumNames<Topic>::values[t];
    if (name == full || name == full.substr(full.find('.') + 1)) return static_cast<Topic>(t);
  }
  return std::nullopt;
}

tl::expected<void, std::string> read_lines(const std::string& input, DecodeEvent& decode,
                                           std::vector<InputLine>& lines) {
  const std::size_t equals = input.find('=');
  const std::filesystem::path file = equals == input.npos ? input : input.substr(equals + 1);
  const std::string name = equals == input.npos ? file.stem().string() : input.substr(0, equals);
  const std::optional<Topic> topic = input_topic(name);
  if (!topic) return tl::unexpected(input + ": '" + name + "' is no input topic (use TOPIC=FILE)");
  const auto bytes = read_file(file);
  if (!bytes) return tl::unexpected(bytes.error());
  EventTime at = EventTime::min();
  for (std::string_view rest = *bytes; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view text = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (text.empty()) continue;
    if (const auto decoded = decode({.topic = *topic, .value = text, .headers = {}})) {
      at = std::visit([](const auto& e) { return event_time(e); }, decoded->event);
    }
    lines.push_back({*topic, std::string{text}, at});
  }
  return {};
}

}  // namespace

tl::expected<std::size_t, std::vector<std::string>> read_inputs(
    const std::vector<std::string>& inputs, bool as_is, LocalBroker& broker) {
  std::vector<std::string> problems;
  std::vector<InputLine> lines;
  DecodeEvent decode;
  for (const std::string& input : inputs) {
    if (const auto read = read_lines(input, decode, lines); !read) problems.push_back(read.error());
  }
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  if (!as_is) {
    std::stable_sort(lines.begin(), lines.end(),
                     [](const InputLine& a, const InputLine& b) { return a.at < b.at; });
  }
  broker.set_partitions(Topic::contacts, 1);  // one input at least drives the watermark
  for (InputLine& line : lines) broker.add_input(line.topic, 0, {}, std::move(line.text));
  return lines.size();
}

}  // namespace vocmap
