#include "pipeline/cli/train/lexicon_fit.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "pipeline/cli/train/dictionary.h"
#include "pipeline/cli/train/latent_space.h"
#include "pipeline/cli/train/text_bag.h"

namespace vocmap {
namespace {

constexpr std::uint32_t kMinDocuments = 2;
constexpr std::size_t kMaxFeatures = 40'000;  // of a language; twice as many give nothing
constexpr float kRidge = 0.3f;

using FloatRow = std::vector<float>;

void add_language(const TaughtTexts& language, std::map<std::uint64_t, FloatRow>& rows) {
  std::vector<FeatureBag> bags;
  for (const std::string& text : language.texts) bags.push_back(bag_of(text));
  const Dictionary dictionary(bags, kMinDocuments, kMaxFeatures);
  DenseRows targets = language.teacher;
  centre_rows(targets);
  const DenseRows weights = regress(dictionary.rows(bags), principal(targets, kVectorSize), kRidge);
  for (Eigen::Index r = 0; r < weights.rows(); ++r) {
    const auto& entry = dictionary.entries()[static_cast<std::size_t>(r)];
    FloatRow row(kVectorSize, 0);
    for (Eigen::Index c = 0; c < weights.cols(); ++c) {
      row[static_cast<std::size_t>(c)] = weights(r, c) * static_cast<float>(entry.idf);
    }
    rows.emplace(entry.hash, std::move(row));
  }
}

}  // namespace

std::vector<Lexicon::Entry> fit_lexicon(std::span<const TaughtTexts> languages) {
  std::map<std::uint64_t, FloatRow> rows;
  for (const TaughtTexts& language : languages) add_language(language, rows);
  float top = 0;
  for (const auto& [hash, row] : rows) {
    for (const float x : row) top = std::max(top, std::abs(x));
  }
  const float scale = top > 0 ? 127 / top : 1;
  std::vector<Lexicon::Entry> entries;
  for (const auto& [hash, row] : rows) {
    Lexicon::Entry& entry = entries.emplace_back(Lexicon::Entry{hash, {}});
    std::transform(row.begin(), row.end(), entry.row.begin(),
                   [&](float x) { return static_cast<std::int8_t>(std::lround(x * scale)); });
  }
  return entries;
}

}  // namespace vocmap
