#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace vocmap {

// Why a librdkafka property is not the user's to set; empty for all that are.
std::optional<std::string_view> why_refused(std::string_view property);

// Replaces each `${NAME}` by the variable's value; any other `$` stays. The error is a sentence
// that does not repeat the text, which may hold a secret.
tl::expected<std::string, std::string> substitute_variables(
    std::string_view text,
    const std::function<std::optional<std::string>(const std::string&)>& variable);

}  // namespace vocmap
