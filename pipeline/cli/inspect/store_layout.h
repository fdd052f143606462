#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vocmap {

// One store of a stage's tasks, as people read it. The place in the list, from 1, is the first byte
// of its keys.
struct StoreLayout {
  // A key after that byte. Empty: not a key of this store.
  struct Key {
    std::string json;  // an object
    std::string text;  // its parts joined by '|'
  };

  std::string_view name;
  std::optional<Key> (*key)(std::string_view bytes);
  std::optional<std::string> (*value)(std::string_view bytes);  // JSON; empty: unreadable
  bool begins_with_text;  // the first part of the key is a string
};

// The stores of a stage ("journey", "map", "rank") in their order; empty for any other name.
std::span<const StoreLayout> stores_of(std::string_view stage);

}  // namespace vocmap
