#include "pipeline/observe/log.h"

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace vocmap {
namespace {

constexpr std::array<std::pair<std::string_view, spdlog::level::level_enum>, 6> kLevels = {{
    {"trace", spdlog::level::trace},
    {"debug", spdlog::level::debug},
    {"info", spdlog::level::info},
    {"warn", spdlog::level::warn},
    {"error", spdlog::level::err},
    {"off", spdlog::level::off},
}};

class OneLineMessage : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& out) override {
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
    std::string text{message.payload.data(), message.payload.size()};
    std::replace_if(text.begin(), text.end(), is_control, ' ');
    out.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<OneLineMessage>();
  }
};

}  // namespace

tl::expected<std::shared_ptr<spdlog::logger>, std::string> make_log(std::string_view level,
                                                                    spdlog::sink_ptr sink) {
  const auto known = std::find_if(kLevels.begin(), kLevels.end(),
                                  [&](const auto& entry) { return entry.first == level; });
  if (known == kLevels.end()) {
    return tl::unexpected(
        fmt::format("unknown log level '{}'; known: trace, debug, info, warn, error, off", level));
  }
  auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
  formatter->add_flag<OneLineMessage>('*').set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %*");
  auto logger = std::make_shared<spdlog::logger>("vocmap", std::move(sink));
  logger->set_formatter(std::move(formatter));
  logger->set_level(known->second);
  logger->flush_on(spdlog::level::warn);
  return logger;
}

tl::expected<void, std::string> start_log(std::string_view level) {
  return make_log(level, std::make_shared<spdlog::sinks::stderr_sink_mt>())
      .map([](std::shared_ptr<spdlog::logger> logger) {
        spdlog::set_default_logger(std::move(logger));
      });
}

}  // namespace vocmap
