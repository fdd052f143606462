#pragma once

#include <spdlog/spdlog.h>

#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace vocmap {

// A logger with one line per event: UTC time, level, sentence. Line breaks inside a message become
// spaces, so what others wrote can never look like a line of its own. `level` is trace, debug,
// info, warn, error or off; the error is a sentence.
tl::expected<std::shared_ptr<spdlog::logger>, std::string> make_log(std::string_view level,
                                                                    spdlog::sink_ptr sink);

// Makes such a logger on standard error the process' default; called once, before the first thread.
tl::expected<void, std::string> start_log(std::string_view level);

}  // namespace vocmap
