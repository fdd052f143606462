#pragma once

#include <cstdint>
#include <string_view>

#include "operators/scenario/features.h"

namespace vocmap {

// The features of a text as the stream sees it.
FeatureBag bag_of(std::string_view text);

// Of the features and their weights: texts with one hash are one text.
std::uint64_t hash_of(const FeatureBag& bag);

}  // namespace vocmap
