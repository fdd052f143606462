#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "schemas/events.h"

namespace vocmap {

// What was read of a history, in records.
struct ReadRecords {
  std::size_t records = 0, refused = 0, without_line = 0;
};

// Reads voc.contacts records from JSONL files as INTAKE does: decoded, redacted. `use` gets each
// record with the customer's words. A plain record without a line is refused, or is of
// `default_line` where that is given. The error is a sentence.
using UseContact = std::function<void(const Contact&, std::vector<std::string> texts)>;
tl::expected<ReadRecords, std::string> read_contacts(
    const std::vector<std::filesystem::path>& files, const UseContact& use,
    std::string_view default_line = {});

}  // namespace vocmap
