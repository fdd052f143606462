#include "operators/sentiment/sentiment_model.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <iterator>

#include "operators/scenario/sealed_file.h"
#include "pipeline/core/check.h"
#include "schemas/binary.h"

extern "C" const char vocmap_sentiment[];
extern "C" const char vocmap_sentiment_end[];

namespace vocmap {
namespace {

constexpr FileSeal kSeal{"vocmap-sentiment", 1, "sentiment model"};
constexpr std::size_t kEntryBytes = 4 + 2 + 1;

template <class Cell>
void append(std::string& out, Cell cell) {  // little-endian, as it lies in memory
  out.append(reinterpret_cast<const char*>(&cell), sizeof cell);
}

template <class Cell>
void read_cell(const char* column, std::size_t row, Cell& cell) {
  std::memcpy(&cell, column + row * sizeof cell, sizeof cell);
}

}  // namespace

SentimentModel::SentimentModel(const std::vector<SentimentEntry>& entries, std::uint64_t hash)
    : hash_(hash),
      mask_(std::bit_ceil(entries.size() + entries.size() / 2 + 1) - 1),
      slots_(mask_ + 1) {
  for (const SentimentEntry& entry : entries) {
    std::size_t slot = entry.tag & mask_;
    while (slots_[slot].idf != 0) slot = (slot + 1) & mask_;
    slots_[slot] = entry;
  }
}

std::vector<SentimentEntry> SentimentModel::entries() const {
  std::vector<SentimentEntry> out;
  std::copy_if(slots_.begin(), slots_.end(), std::back_inserter(out),
               [](const SentimentEntry& entry) { return entry.idf != 0; });
  std::sort(out.begin(), out.end(),
            [](const SentimentEntry& a, const SentimentEntry& b) { return a.tag < b.tag; });
  return out;
}

const SentimentModel& SentimentModel::built_in() {
  static const SentimentModel model = [] {
    auto parsed = parse_sentiment_model({vocmap_sentiment, vocmap_sentiment_end});
    CHECK(parsed, "the sentiment model of the program can be read");
    return std::move(*parsed);
  }();
  return model;
}

std::string serialise(const std::vector<SentimentEntry>& entries) {
  std::string body;
  BinaryWriter{body}.put_unsigned(entries.size());
  for (const SentimentEntry& entry : entries) append(body, entry.tag);
  for (const SentimentEntry& entry : entries) append(body, entry.weight);
  for (const SentimentEntry& entry : entries) append(body, entry.idf);
  return seal(kSeal, body);
}

tl::expected<SentimentModel, std::string> parse_sentiment_model(std::string_view bytes) {
  const auto sealed = unseal(kSeal, bytes);
  if (!sealed) return tl::unexpected(sealed.error());
  BinaryReader in{sealed->body};
  const std::uint64_t size = in.get_unsigned();
  const std::string_view body = in.rest();
  if (!in.ok() || body.size() % kEntryBytes != 0 || body.size() / kEntryBytes != size) {
    return tl::unexpected<std::string>("contradicts itself");
  }
  std::vector<SentimentEntry> entries(size);
  for (std::size_t i = 0; i < size; ++i) {
    read_cell(body.data(), i, entries[i].tag);
    read_cell(body.data() + 4 * size, i, entries[i].weight);
    read_cell(body.data() + 6 * size, i, entries[i].idf);
    if (entries[i].idf == 0 || (i > 0 && entries[i - 1].tag >= entries[i].tag)) {
      return tl::unexpected<std::string>("contradicts itself");
    }
  }
  return SentimentModel(entries, sealed->hash);
}

}  // namespace vocmap
