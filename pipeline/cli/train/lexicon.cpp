#include "pipeline/cli/train/lexicon.h"

#include <cstring>

#include "operators/scenario/sealed_file.h"
#include "pipeline/cli/train/latent_space.h"
#include "pipeline/core/check.h"
#include "schemas/binary.h"

extern "C" const char vocmap_lexicon[];
extern "C" const char vocmap_lexicon_end[];

namespace vocmap {
namespace {

constexpr FileSeal kSeal{"vocmap-lexicon", 1, "lexicon"};
constexpr std::size_t kEntrySize = sizeof(std::uint64_t) + kVectorSize;

}  // namespace

Lexicon::Lexicon(std::vector<Entry> entries, std::uint64_t hash)
    : entries_(std::move(entries)), hash_(hash) {
  for (std::size_t i = 0; i < entries_.size(); ++i) positions_.emplace(entries_[i].hash, i);
}

const Lexicon& Lexicon::built_in() {
  static const Lexicon lexicon = [] {
    auto parsed = parse_lexicon({vocmap_lexicon, vocmap_lexicon_end});
    CHECK(parsed, "the lexicon of the program can be read");
    return std::move(*parsed);
  }();
  return lexicon;
}

DenseRows Lexicon::directions(std::span<const FeatureBag> texts) const {
  DenseRows out = DenseRows::Zero(static_cast<Eigen::Index>(texts.size()), kVectorSize);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    auto sum = out.row(static_cast<Eigen::Index>(i));
    for (const Feature& feature : texts[i].features) {
      const auto found = positions_.find(feature.hash);
      if (found == positions_.end()) continue;
      const auto& row = entries_[found->second].row;
      const Eigen::Map<const Eigen::Matrix<std::int8_t, 1, Eigen::Dynamic>> view(row.data(),
                                                                                 kVectorSize);
      sum += static_cast<float>(feature.weight) * view.cast<float>();
    }
  }
  normalise_rows(out);
  return out;
}

std::string serialise(const std::vector<Lexicon::Entry>& entries) {
  std::string body;
  BinaryWriter out{body};
  out.put_unsigned(entries.size());
  for (const auto& entry : entries) {
    body.append(reinterpret_cast<const char*>(&entry.hash), sizeof entry.hash);
  }
  for (const auto& entry : entries) {
    body.append(reinterpret_cast<const char*>(entry.row.data()), entry.row.size());
  }
  return seal(kSeal, body);
}

tl::expected<Lexicon, std::string> parse_lexicon(std::string_view bytes) {
  const auto sealed = unseal(kSeal, bytes);
  if (!sealed) return tl::unexpected(sealed.error());
  BinaryReader in{sealed->body};
  const std::uint64_t size = in.get_unsigned();
  const std::string_view body = in.rest();
  if (!in.ok() || body.size() % kEntrySize != 0 || body.size() / kEntrySize != size) {
    return tl::unexpected<std::string>("contradicts itself");
  }
  std::vector<Lexicon::Entry> entries(size);
  const char* rows = body.data() + size * sizeof(std::uint64_t);
  for (std::size_t i = 0; i < size; ++i) {
    std::memcpy(&entries[i].hash, body.data() + i * sizeof(std::uint64_t), sizeof(std::uint64_t));
    std::memcpy(entries[i].row.data(), rows + i * kVectorSize, kVectorSize);
    if (i > 0 && entries[i - 1].hash >= entries[i].hash) {
      return tl::unexpected<std::string>("contradicts itself");
    }
  }
  return Lexicon(std::move(entries), sealed->hash);
}

}  // namespace vocmap
