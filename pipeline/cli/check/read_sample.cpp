#include "pipeline/cli/check/read_sample.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "operators/scenario/scorer.h"
#include "pipeline/cli/train/read_contacts.h"

namespace vocmap {
namespace {

// The evidence of all texts of one contact.
struct Sums {
  std::int64_t none = 0, whole = 0;
  std::map<std::uint16_t, std::int64_t> by_scenario;

  void add(const Evidence& evidence) {
    none += evidence.none;
    std::int64_t all = evidence.none;
    for (const ScenarioScore& s : evidence.top) {
      by_scenario[s.scenario] += s.score;
      all += s.score;
    }
    whole += evidence.calibrated ? evidence.whole : all;
  }

  std::int32_t share(std::int64_t score) const {
    return whole == 0 ? 0 : static_cast<std::int32_t>(1000 * score / whole);
  }
};

void decide(const Sums& sums, SampleContact& contact) {
  std::vector<std::pair<std::uint16_t, std::int64_t>> ranked(sums.by_scenario.begin(),
                                                             sums.by_scenario.end());
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (ranked.empty() || sums.none > ranked[0].second) return;
  contact.scenario = ranked[0].first;
  contact.share = sums.share(ranked[0].second);
  if (ranked.size() < 2) return;
  contact.next = ranked[1].first;
  contact.next_share = sums.share(ranked[1].second);
}

// The contacts of a line in the order of their first records.
class LineContacts {
 public:
  void add(std::size_t line, const std::string& id, const std::vector<std::string>& texts) {
    const auto [number, is_new] = numbers_.try_emplace(id, contacts_.size());
    if (is_new) contacts_.emplace_back().line = line;
    std::vector<std::string>& own = contacts_[number->second].texts;
    for (const std::string& text : texts) {
      if (std::find(own.begin(), own.end(), text) == own.end()) own.push_back(text);
    }
  }

  std::vector<SampleContact> take() { return std::move(contacts_); }

 private:
  std::unordered_map<std::string, std::size_t> numbers_;
  std::vector<SampleContact> contacts_;
};

}  // namespace

std::string shape_of(std::string_view text) {
  std::string shape{text};
  std::erase_if(shape, [](char c) { return c >= '0' && c <= '9'; });
  return shape;
}

tl::expected<CheckedSample, std::string> read_sample(
    const TaxonomyIndex& index, const TextModel* model,
    const std::vector<std::filesystem::path>& files) {
  std::vector<LineContacts> lines(index.taxonomy().lines.size());
  CheckedSample sample;
  ReadContacts contacts({}, [&](const Contact& contact, const std::vector<std::string>& texts) {
    if (const auto line = index.line_position(contact.line)) {
      lines[*line].add(*line, contact.contact_id, texts);
    } else {
      ++sample.other_lines;
    }
  });
  if (const auto read = read_files(files, contacts, ProgressDisplay::silent()); !read) {
    return tl::unexpected(read.error());
  }
  sample.read = contacts.counts();
  const auto scorer = make_scorer(index, model);
  Evidence evidence;
  for (std::size_t line = 0; line < lines.size(); ++line) {
    sample.calibrated.push_back(
        model != nullptr &&
        model->line(index.taxonomy().lines[line].id, scenario_texts_hash(index, line)) != nullptr);
    sample.without_text.push_back(0);
    for (SampleContact& contact : lines[line].take()) {
      if (contact.texts.empty()) {
        ++sample.without_text[line];
        continue;
      }
      Sums sums;
      for (const std::string& text : contact.texts) {
        scorer->score(line, text, evidence);
        sums.add(evidence);
      }
      decide(sums, contact);
      sample.contacts.push_back(std::move(contact));
    }
  }
  return sample;
}

}  // namespace vocmap
