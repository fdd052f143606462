#include "operators/scenario/text_model.h"

#include <xxhash.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "operators/scenario/sealed_file.h"
#include "schemas/binary.h"

namespace vocmap {
namespace {

constexpr FileSeal kSeal{"vocmap-text-model", 1, "text model", ": train it again"};

// The rows as they lie in memory, little-endian.
template <typename Cell>
std::string_view bytes_of(const std::vector<Cell>& cells) {
  return {reinterpret_cast<const char*>(cells.data()), cells.size() * sizeof(Cell)};
}

template <typename Cell>
void read_cells(BinaryReader& in, std::size_t expected, std::vector<Cell>& cells) {
  const std::size_t size = in.get_unsigned();
  if (size != expected * sizeof(Cell)) return in.fail();
  const std::string_view bytes = in.get_bytes(size);
  if (!in.ok()) return;
  cells.resize(expected);
  std::memcpy(cells.data(), bytes.data(), size);
}

// Within the bounds in which no sum of a reader overflows.
bool is_sound(const FittedLine& line) {
  constexpr std::uint32_t kMaxWidth = 128;
  const auto within = [](std::int64_t value, std::int64_t limit) {
    return -limit <= value && value <= limit;
  };
  const auto is_idf = [&](std::int32_t idf) { return idf >= 0 && within(idf, 1 << 20); };
  return line.hashes.size() == line.idfs.size() &&
         std::all_of(line.idfs.begin(), line.idfs.end(), is_idf) && is_idf(line.unknown_idf) &&
         within(line.scale, INT32_MAX) && within(line.none_threshold, 1 << 24) &&
         within(line.none_slope, 1 << 16) && line.head_width > 0 && line.head_width <= kMaxWidth &&
         line.head_width % 16 == 0 && (line.vector_width == 0 || line.vector_width == kVectorSize);
}

}  // namespace

const FittedLine* TextModel::line(std::string_view id, std::uint64_t texts_hash) const {
  for (const FittedLine& line : lines) {
    if (line.line == id && line.texts_hash == texts_hash) return &line;
  }
  return nullptr;
}

std::string serialise(const TextModel& model) {
  std::string body;
  BinaryWriter out{body};
  out.put_unsigned(model.lines.size());
  for (const FittedLine& line : model.lines) {
    out.put(line);
    out.put(bytes_of(line.head_rows));
    out.put(bytes_of(line.vector_rows));
    out.put(bytes_of(line.class_rows));
  }
  return seal(kSeal, body);
}

tl::expected<TextModel, std::string> parse_text_model(std::string_view bytes) {
  const auto sealed = unseal(kSeal, bytes);
  if (!sealed) return tl::unexpected(sealed.error());
  TextModel model;
  model.hash = sealed->hash;
  BinaryReader in{sealed->body};
  const std::uint64_t count = in.get_unsigned();
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    FittedLine& line = model.lines.emplace_back();
    in.get(line);
    if (!in.ok() || !is_sound(line)) return tl::unexpected<std::string>("contradicts itself");
    read_cells(in, line.hashes.size() * line.head_width, line.head_rows);
    read_cells(in, line.hashes.size() * kVectorSize, line.vector_rows);
    read_cells(in, line.classes() * (line.head_width + line.vector_width), line.class_rows);
    if (std::any_of(line.class_rows.begin(), line.class_rows.end(),
                    [](std::int16_t weight) { return std::abs(weight) > kMaxClassWeight; })) {
      return tl::unexpected<std::string>("contradicts itself");
    }
  }
  if (!in.complete()) return tl::unexpected<std::string>("contradicts itself");
  return model;
}

std::uint64_t scenario_texts_hash(const TaxonomyIndex& index, std::size_t line_position) {
  std::string bytes;
  BinaryWriter out{bytes};
  for (const std::uint16_t position : index.scenarios_of(line_position)) {
    const Scenario& scenario = index.scenario(position);
    out(scenario.id, scenario.definition, scenario.examples, scenario.counter_examples);
    for (const auto& [language, name] : scenario.name) out(language, name);
  }
  return XXH64(bytes.data(), bytes.size(), 0);
}

}  // namespace vocmap
