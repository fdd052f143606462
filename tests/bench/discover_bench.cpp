// Clusters labelled texts in one pass, the number of clusters unknown, and compares with the
// labels:
//   discover_bench NAME TEXTS.tsv SEED [VECTORS]
// TEXTS.tsv has a header and "text<TAB>label" lines; they are shuffled by the seed. VECTORS holds
// 128 signed bytes per text in the order of the file; without it vectors are made without a model.
// Prints one JSON line; its time is of the processor.

#include <fmt/format.h>
#include <xxhash.h>

#include <cmath>
#include <ctime>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "operators/discover/clustering.h"
#include "operators/scenario/features.h"
#include "operators/scenario/fold.h"
#include "operators/scenario/text_vector.h"
#include "pipeline/core/check.h"

namespace vocmap {
namespace {

constexpr std::size_t kBucket = 100;  // texts between two looks at whether a regrouping is due

struct Text {
  std::string label;
  TextVector vector{};
  std::uint64_t hash = 0;
};

TextVector vector_of(const std::u32string& folded) {
  FeatureBag bag;
  extract_features(folded, bag);
  VectorSum sum{};
  for (const Feature& feature : bag.features) add_feature(sum, feature.hash, feature.weight);
  return scaled(sum);
}

std::vector<Text> read_texts(const std::string& file, const char* vectors) {
  std::ifstream in(file, std::ios::binary);
  std::ifstream rows;
  if (vectors) rows.open(vectors, std::ios::binary);
  std::string line;
  std::getline(in, line);
  std::vector<Text> texts;
  std::u32string folded;
  while (std::getline(in, line)) {
    const std::size_t tab = line.find('\t');
    Text& text = texts.emplace_back();
    text.label = tab == line.npos ? "" : line.substr(tab + 1);
    fold_text(line.substr(0, tab), folded);
    text.hash = XXH3_64bits(folded.data(), folded.size() * sizeof(char32_t));
    if (vectors) {
      rows.read(reinterpret_cast<char*>(text.vector.data()), kVectorSize);
      CHECK(rows.gcount() == kVectorSize, "the file of vectors has a row for each text");
    } else {
      text.vector = vector_of(folded);
    }
  }
  CHECK(!texts.empty(), "a file without texts measures nothing");
  return texts;
}

// Normalised mutual information, the mean of the entropies below, in percent.
double nmi(const std::vector<std::string>& labels, const std::vector<std::uint64_t>& clusters) {
  std::map<std::string, double> a;
  std::map<std::uint64_t, double> b;
  std::map<std::pair<std::string, std::uint64_t>, double> both;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    ++a[labels[i]];
    ++b[clusters[i]];
    ++both[{labels[i], clusters[i]}];
  }
  const auto n = static_cast<double>(labels.size());
  const auto entropy = [&](const auto& counts) {
    double sum = 0;
    for (const auto& [key, count] : counts) sum -= count / n * std::log(count / n);
    return sum;
  };
  const double ha = entropy(a), hb = entropy(b);
  return 200 * (ha + hb - entropy(both)) / (ha + hb);
}

// Follows texts through merges of micro-clusters.
class Follow final : public ClusterEvents {
 public:
  void micro_merged(std::uint64_t from, std::uint64_t into) override { merged_[from] = into; }
  void micro_dropped(std::uint64_t) override { ++dropped; }
  void group_merged(std::uint32_t, std::uint32_t) override {}

  std::uint64_t now(std::uint64_t micro) const {
    for (auto at = merged_.find(micro); at != merged_.end(); at = merged_.find(micro)) {
      micro = at->second;
    }
    return micro;
  }
  std::size_t dropped = 0;

 private:
  std::map<std::uint64_t, std::uint64_t> merged_;
};

int run(int argc, char** argv) {
  CHECK(argc >= 4, "usage: discover_bench NAME TEXTS.tsv SEED [VECTORS]");
  std::vector<Text> texts = read_texts(argv[2], argc > 4 ? argv[4] : nullptr);
  std::mt19937 random{static_cast<std::uint32_t>(std::stoul(argv[3]))};
  for (std::size_t i = texts.size(); i > 1; --i) std::swap(texts[i - 1], texts[random() % i]);

  Follow follow;
  Clustering clustering{follow};
  std::vector<std::uint64_t> micros;
  std::size_t regroupings = 0;
  const std::clock_t start = std::clock();
  std::clock_t grouping = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    micros.push_back(is_zero(texts[i].vector) ? 0
                                              : clustering.place(texts[i].vector, texts[i].hash));
    if ((i + 1) % kBucket != 0 || !clustering.regrouping_due()) continue;
    const std::clock_t before = std::clock();
    clustering.regroup({}, {});
    grouping += std::clock() - before;
    ++regroupings;
  }
  const std::clock_t end = std::clock();
  std::vector<std::string> labels;
  std::vector<std::uint64_t> clusters;
  std::map<std::uint64_t, std::size_t> sizes;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::uint64_t micro = follow.now(micros[i]);
    const MicroCluster* found = clustering.find(micro);
    labels.push_back(texts[i].label);
    clusters.push_back(found ? found->group : (std::uint64_t{1} << 32) + micro);
    ++sizes[clusters.back()];
  }
  std::size_t large = 0;
  for (const auto& [cluster, size] : sizes) large += size >= 10 ? 1 : 0;
  const auto micros_per_text = [&](std::clock_t time) {
    return 1e6 * static_cast<double>(time) / CLOCKS_PER_SEC / static_cast<double>(texts.size());
  };
  fmt::print(
      R"({{"data":"{}","texts":{},"labels":{},"nmi":{:.1f},"clusters":{},"clusters_of_10":{},)"
      R"("micro_clusters":{},"dropped":{},"neighbourhood":{:.3f},"regroupings":{},)"
      R"("us_per_text":{:.1f},"us_regrouping":{:.1f}}})"
      "\n",
      argv[1], texts.size(),
      std::map<std::string, int>{[&] {
        std::map<std::string, int> seen;
        for (const Text& text : texts) seen[text.label] = 1;
        return seen;
      }()}
          .size(),
      nmi(labels, clusters), sizes.size(), large, clustering.numbers().size(), follow.dropped,
      static_cast<double>(clustering.head().neighbourhood) / kOne, regroupings,
      micros_per_text(end - start - grouping), micros_per_text(grouping));
  return 0;
}

}  // namespace
}  // namespace vocmap

int main(int argc, char** argv) {
  return vocmap::run(argc, argv);
}
