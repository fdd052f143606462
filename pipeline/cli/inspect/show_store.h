#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "pipeline/cli/inspect/store_layout.h"
#include "pipeline/state/state_reader.h"

namespace vocmap {

// Calls `print` with one JSON object per entry of a store whose key, as text, begins with `prefix`,
// in key order, at most `limit` times; returns how often. What cannot be read is shown in
// hexadecimal. `number` is the store's place among its stage's, from 1.
std::uint64_t show_store(const StateReader& reader, std::size_t number, const StoreLayout& store,
                         std::string_view prefix, std::uint64_t limit,
                         const std::function<void(const std::string&)>& print);

}  // namespace vocmap
