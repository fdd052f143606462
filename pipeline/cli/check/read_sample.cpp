#include "pipeline/cli/check/read_sample.h"

#include <xxhash.h>

#include <algorithm>
#include <map>
#include <unordered_set>

#include "operators/scenario/scorer.h"
#include "pipeline/cli/train/smallest_hashes.h"
#include "schemas/utf8.h"

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

// A contact while its records are read.
struct OpenContact {
  std::size_t first_record = 0;  // counted from 1
  Sums sums;
  std::unordered_set<std::uint64_t> known;  // hashes of its texts
  std::vector<std::string> texts;
  std::size_t kept_bytes = 0;

  void add(const std::string& text, std::size_t line, ScenarioScorer& scorer) {
    if (!known.insert(XXH3_64bits(text.data(), text.size())).second) return;
    Evidence evidence;
    scorer.score(line, text, evidence);
    sums.add(evidence);
    const std::string_view kept = cut_utf8(text, kKeptTextBytes - kept_bytes);
    if (kept.empty()) return;
    texts.emplace_back(kept);
    kept_bytes += kept.size();
  }
};

using OpenContacts = SmallestHashes<OpenContact>;

// In the order of their first records.
void take(std::size_t line, OpenContacts& open, CheckedSample& sample) {
  std::vector<OpenContact> contacts;
  for (auto& [hash, contact] : open.take()) contacts.push_back(std::move(contact));
  std::sort(contacts.begin(), contacts.end(), [](const OpenContact& a, const OpenContact& b) {
    return a.first_record < b.first_record;
  });
  for (OpenContact& open_contact : contacts) {
    if (open_contact.texts.empty()) {
      ++sample.without_text[line];
      continue;
    }
    SampleContact& contact = sample.contacts.emplace_back();
    contact.line = line;
    contact.texts = std::move(open_contact.texts);
    decide(open_contact.sums, contact);
  }
}

}  // namespace

std::string shape_of(std::string_view text) {
  std::string shape{text};
  std::erase_if(shape, [](char c) { return c >= '0' && c <= '9'; });
  return shape;
}

tl::expected<CheckedSample, std::string> read_sample(
    const TaxonomyIndex& index, const TextModel* model,
    const std::vector<std::filesystem::path>& files, std::size_t most) {
  const auto& lines = index.taxonomy().lines;
  std::vector<OpenContacts> open(lines.size(), OpenContacts{most});
  const auto scorer = make_scorer(index, model);
  CheckedSample sample;
  std::size_t records = 0;
  ReadContacts contacts({}, [&](const Contact& record, const std::vector<std::string>& texts) {
    const auto line = index.line_position(record.line);
    if (!line) {
      ++sample.other_lines;
      return;
    }
    OpenContact* const contact = open[*line].find_or_add(hash_of(record).contact);
    if (contact == nullptr) return;
    ++records;
    if (contact->first_record == 0) contact->first_record = records;
    for (const std::string& text : texts) contact->add(text, *line, *scorer);
  });
  if (const auto read = read_files(files, contacts, ProgressDisplay::silent()); !read) {
    return tl::unexpected(read.error());
  }
  sample.read = contacts.counts();
  sample.without_text.assign(lines.size(), 0);
  for (std::size_t line = 0; line < lines.size(); ++line) {
    sample.calibrated.push_back(model != nullptr &&
                                model->line(lines[line].id, scenario_texts_hash(index, line)) !=
                                    nullptr);
    sample.complete.push_back(open[line].complete());
    take(line, open[line], sample);
  }
  return sample;
}

}  // namespace vocmap
