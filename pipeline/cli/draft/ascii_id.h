#pragma once

#include <string>
#include <string_view>

namespace vocmap {

// The part of an id that a label gives, in a-z, 0-9 and '_': words as they are, Chinese characters
// by their reading (退款 is tui_kuan). At most 48 characters, cut between words. A label of which
// nothing remains gives a hash. The same label gives the same id.
std::string ascii_id(std::string_view label);

}  // namespace vocmap
