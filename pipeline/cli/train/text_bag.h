#pragma once

#include <string_view>

#include "operators/scenario/features.h"

namespace vocmap {

// The features of a text as the stream sees it.
FeatureBag bag_of(std::string_view text);

}  // namespace vocmap
