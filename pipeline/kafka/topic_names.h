#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "schemas/topics.h"

namespace vocmap {

// The configured name of every topic, and back. Starts with the default names.
class TopicNames {
 public:
  TopicNames() {
    for (std::size_t i = 0; i < kTopics; ++i) names_[i] = EnumNames<Topic>::values[i];
  }

  void set(Topic topic, std::string name) { names_[index(topic)] = std::move(name); }

  const std::string& of(Topic topic) const { return names_[index(topic)]; }

  std::optional<Topic> find(std::string_view name) const {
    for (std::size_t i = 0; i < kTopics; ++i) {
      if (names_[i] == name) return static_cast<Topic>(i);
    }
    return std::nullopt;
  }

 private:
  static std::size_t index(Topic topic) { return static_cast<std::size_t>(topic); }

  std::array<std::string, kTopics> names_;
};

}  // namespace vocmap
