#include "pipeline/cli/check/frequent_words.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

#include "operators/discover/phrases.h"
#include "operators/scenario/chinese.h"
#include "operators/scenario/fold.h"
#include "schemas/utf8.h"

namespace vocmap {
namespace {

constexpr std::size_t kReadBytes = 600;  // of a text
constexpr std::size_t kCandidates = 300;
constexpr std::size_t kWidenedBy = 50;  // texts

using Counts = std::map<std::u32string, std::uint32_t>;

struct Candidate {
  std::u32string phrase;
  std::vector<std::uint32_t> contacts = {};  // positions, ascending
};

SampleContacts evenly_spread(const SampleContacts& all) {
  SampleContacts some;
  const std::size_t step = (all.size() + kMostRead - 1) / kMostRead;
  for (std::size_t i = 0; i < all.size(); i += step) some.push_back(all[i]);
  return some;
}

// Both kinds of phrases of a text.
class Reader {
 public:
  std::set<std::u32string> phrases_of(std::string_view text) {
    std::set<std::u32string> phrases = words_.of(cut_utf8(text, kReadBytes));
    phrases.merge(characters_.of(cut_utf8(text, kReadBytes)));
    return phrases;
  }
  std::set<std::u32string> phrases_of(const SampleContact& contact) {
    std::set<std::u32string> phrases;
    for (const std::string& text : contact.texts) phrases.merge(phrases_of(text));
    return phrases;
  }

 private:
  Phrases words_{false}, characters_{true};
};

// Takes out every phrase of which a longer one has three of four contacts.
void drop_parts(Counts& counts) {
  std::set<std::u32string> parts;
  const auto drop = [&](const std::u32string& part, std::uint32_t whole) {
    const auto found = counts.find(part);
    if (found != counts.end() && 4 * whole >= 3 * found->second) parts.insert(part);
  };
  for (const auto& [phrase, contacts] : counts) {
    for (std::size_t length = 1; length < phrase.size(); ++length) {
      drop(phrase.substr(0, length), contacts);
      drop(phrase.substr(phrase.size() - length), contacts);
    }
  }
  for (const std::u32string& part : parts) counts.erase(part);
}

// The most frequent phrases, the longer first where two are equally frequent.
std::vector<Candidate> most_frequent(const Counts& counts) {
  std::vector<std::pair<std::uint32_t, std::u32string_view>> sorted;
  for (const auto& [phrase, contacts] : counts) sorted.emplace_back(contacts, phrase);
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.first, a.second.size()) > std::tuple(b.first, b.second.size());
  });
  sorted.resize(std::min(sorted.size(), kCandidates));
  std::vector<Candidate> candidates;
  candidates.reserve(sorted.size());
  for (const auto& [contacts, phrase] : sorted) candidates.push_back({std::u32string{phrase}});
  return candidates;
}

// A phrase of nearly as many Chinese characters as phrases may have is often the middle of a
// sentence: what stands beside it in three of four texts is added.
std::u32string widened(std::u32string phrase, const Candidate& candidate,
                       const SampleContacts& read) {
  if (phrase.size() + 1 < Phrases::kMostCharacters || !is_han(phrase.front())) return phrase;
  std::vector<std::string_view> texts;
  for (const std::uint32_t contact : candidate.contacts) {
    for (const std::string& text : read[contact]->texts)
      texts.push_back(cut_utf8(text, kReadBytes));
    if (texts.size() >= kWidenedBy) break;
  }
  return Phrases{true}.whole(std::move(phrase), texts);
}

// "I'm", "hasn't": says nothing by itself.
bool is_contraction(std::u32string_view phrase) {
  return phrase.find(U'\'') != std::u32string::npos && phrase.find(U' ') == std::u32string::npos;
}

// Most of the contacts of `candidate` are contacts of `kept`.
bool comes_with(const Candidate& candidate, const Candidate& kept) {
  std::vector<std::uint32_t> both;
  std::set_intersection(candidate.contacts.begin(), candidate.contacts.end(), kept.contacts.begin(),
                        kept.contacts.end(), std::back_inserter(both));
  return 2 * both.size() > candidate.contacts.size();
}

std::vector<Candidate> choose(std::vector<Candidate> candidates, const Counts& classified,
                              std::size_t unclassified_read, std::size_t classified_read) {
  std::vector<Candidate> kept;
  for (Candidate& candidate : candidates) {
    if (kept.size() == kMostWords) break;
    if (is_contraction(candidate.phrase)) continue;
    const auto elsewhere = classified.find(candidate.phrase);
    const bool telling =
        elsewhere == classified.end() || candidate.contacts.size() * classified_read >=
                                             2 * std::size_t{elsewhere->second} * unclassified_read;
    const bool known = std::any_of(kept.begin(), kept.end(),
                                   [&](const Candidate& k) { return comes_with(candidate, k); });
    if (telling && !known) kept.push_back(std::move(candidate));
  }
  return kept;
}

}  // namespace

std::vector<FrequentWord> frequent_words(const SampleContacts& unclassified,
                                         const SampleContacts& classified) {
  const SampleContacts read = evenly_spread(unclassified), others = evenly_spread(classified);
  Reader reader;
  Counts counts, elsewhere;
  for (const SampleContact* contact : read) {
    for (const std::u32string& phrase : reader.phrases_of(*contact)) ++counts[phrase];
  }
  std::erase_if(counts, [](const auto& entry) { return entry.second < 2; });
  for (const SampleContact* contact : others) {
    for (const std::u32string& phrase : reader.phrases_of(*contact)) {
      if (counts.contains(phrase)) ++elsewhere[phrase];
    }
  }
  drop_parts(counts);
  std::vector<Candidate> candidates = most_frequent(counts);
  for (std::uint32_t i = 0; i < read.size(); ++i) {
    const auto phrases = reader.phrases_of(*read[i]);
    for (Candidate& candidate : candidates) {
      if (phrases.contains(candidate.phrase)) candidate.contacts.push_back(i);
    }
  }
  std::vector<FrequentWord> words;
  std::set<std::string> shown;  // a text stands under one word only
  for (const Candidate& c : choose(std::move(candidates), elsewhere, read.size(), others.size())) {
    FrequentWord& word = words.emplace_back();
    word.word = to_utf8(widened(c.phrase, c, read));
    word.contacts = static_cast<std::uint32_t>(c.contacts.size());
    for (const std::uint32_t contact : c.contacts) {
      if (word.texts.size() == kShownTexts) break;
      for (const std::string& text : read[contact]->texts) {
        if (!reader.phrases_of(text).contains(c.phrase)) continue;
        if (!shown.insert(shape_of(text)).second) continue;
        word.texts.push_back(text);
        break;
      }
    }
  }
  return words;
}

}  // namespace vocmap
