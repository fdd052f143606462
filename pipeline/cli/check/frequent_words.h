#pragma once

#include <vector>

#include "pipeline/cli/check/shares.h"

namespace vocmap {

// The kMostWords words or phrases that most of the unclassified contacts have, in both kinds of
// script: each in two of them at least, and at least twice as frequent among them as among the
// classified ones. A part of a phrase that is hardly more frequent gives way to it, and a phrase
// that comes with one already listed is left out. Of more than kMostRead contacts so many are read,
// evenly spread, and the counts are theirs.
constexpr std::size_t kMostWords = 6;
constexpr std::size_t kMostRead = 2'000;
using SampleContacts = std::vector<const SampleContact*>;
std::vector<FrequentWord> frequent_words(const SampleContacts& unclassified,
                                         const SampleContacts& classified);

}  // namespace vocmap
