#include "operators/scenario/lexical_fit.h"

#include <algorithm>

#include "operators/scenario/fixed_point.h"
#include "operators/scenario/fold.h"

namespace vocmap {
namespace {

constexpr std::int32_t kExampleShare = 16, kNameShare = 12, kDefinitionShare = 6;
constexpr std::int32_t kCounterShare = -8;

void scale_to_unit(TermVector& vector) {
  std::uint64_t squares = 0;
  for (const Term& t : vector) squares += static_cast<std::uint64_t>(t.value * t.value);
  const auto norm = static_cast<std::int64_t>(integer_sqrt(squares));
  if (norm == 0) return vector.clear();  // a zero vector stays zero: no division by its length
  for (Term& t : vector) t.value = (t.value << kUnitBits) / norm;
}

void add_scaled(TermVector& sum, const TermVector& vector, std::int64_t factor) {
  for (const Term& t : vector) sum.push_back({t.hash, t.value * factor});
}

void merge_terms(TermVector& terms) {
  std::sort(terms.begin(), terms.end(),
            [](const Term& a, const Term& b) { return a.hash < b.hash; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < terms.size();) {
    Term sum{terms[i].hash, 0};
    for (; i < terms.size() && terms[i].hash == sum.hash; ++i) sum.value += terms[i].value;
    terms[kept++] = sum;
  }
  terms.resize(kept);
}

}  // namespace

std::int32_t inverse_frequency(std::size_t documents, std::uint32_t half_frequency) {
  constexpr std::uint32_t kScale = 256;
  const auto ratio = static_cast<std::uint32_t>(2 * kScale * documents / half_frequency);
  return log2_fixed(kScale + ratio) - log2_fixed(kScale);
}

LexicalFit::LexicalFit(const TaxonomyIndex& index, std::size_t line_position) {
  for (const std::uint16_t scenario_index : index.scenarios_of(line_position)) {
    const Scenario& scenario = index.scenario(scenario_index);
    const std::size_t position = scenario_count_++;
    for (const auto& example : scenario.examples) add(position, kExampleShare, example, true);
    for (const auto& text : scenario.counter_examples) add(position, kCounterShare, text, false);
    const std::string* last = nullptr;  // a plain name is stored once per language
    for (const auto& [language, name] : scenario.name) {
      if (last == nullptr || *last != name) add(position, kNameShare, name, false);
      last = &name;
    }
    if (!scenario.definition.empty()) add(position, kDefinitionShare, scenario.definition, false);
  }
  weigh_features();
  weigh_documents();
}

void LexicalFit::add(std::size_t scenario, std::int32_t share, const std::string& text,
                     bool is_example) {
  Document document{scenario, share, is_example ? &text : nullptr};
  std::u32string folded;
  fold_text(text, folded);
  extract_features(folded, document.bag);
  documents_.push_back(std::move(document));
}

void LexicalFit::weigh_features() {
  std::unordered_map<std::uint64_t, std::uint32_t> frequency;
  std::size_t documents = 0;
  for (const Document& document : documents_) {
    if (document.share < 0) continue;
    ++documents;
    for (const Feature& f : document.bag.features) ++frequency[f.hash];
  }
  for (const auto& [hash, count] : frequency) idf_[hash] = inverse_frequency(documents, 2 * count);
  unknown_idf_ = inverse_frequency(documents, 1);
  once_idf_ = inverse_frequency(documents, 2);
}

void LexicalFit::weigh_documents() {
  for (Document& document : documents_) {
    for (const Feature& f : document.bag.features) {
      const auto found = idf_.find(f.hash);
      const std::int32_t idf = found == idf_.end() ? unknown_idf_ : found->second;
      document.unit.push_back({f.hash, term_value(f.weight, idf)});
    }
    scale_to_unit(document.unit);
  }
}

TermVector LexicalFit::centroid(std::size_t scenario, std::optional<std::size_t> left_out) const {
  TermVector han, other;
  const auto by_scenario = [](const Document& d, std::size_t s) { return d.scenario < s; };
  auto document = std::lower_bound(documents_.begin(), documents_.end(), scenario, by_scenario);
  for (; document != documents_.end() && document->scenario == scenario; ++document) {
    if (left_out == static_cast<std::size_t>(document - documents_.begin())) continue;
    add_scaled(document->bag.han ? han : other, document->unit, document->share);
  }
  merge_terms(han);
  merge_terms(other);
  scale_to_unit(han);
  scale_to_unit(other);
  add_scaled(han, other, 1);
  merge_terms(han);
  return han;
}

}  // namespace vocmap
