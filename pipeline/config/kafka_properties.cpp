#include "pipeline/config/kafka_properties.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace vocmap {
namespace {

constexpr std::string_view kOffsets =
    "vocmap commits input positions itself, inside the transaction of what it wrote";
constexpr std::string_view kIdentity =
    "vocmap derives it from 'application' and 'instance', so that a restart fences its past self";
constexpr std::string_view kProducer =
    "vocmap writes in transactions, which fix how records are acknowledged and retried";
constexpr std::string_view kTimeouts =
    "vocmap keeps transactions short, so that a crashed instance never blocks readers for long";
constexpr std::string_view kPartitioner =
    "vocmap routes by murmur2, so that the records of one customer meet in one partition";
constexpr std::string_view kReading =
    "vocmap reads committed records only and watches the ends of partitions itself";
constexpr std::string_view kAssignment =
    "vocmap chooses the assignment that is safe with the librdkafka it runs on";

// Aliases of librdkafka stand beside the name that they stand for.
constexpr std::array<std::pair<std::string_view, std::string_view>, 28> kRefused = {{
    {"enable.auto.commit", kOffsets},
    {"auto.commit.enable", kOffsets},
    {"auto.commit.interval.ms", kOffsets},
    {"enable.auto.offset.store", kOffsets},
    {"offset.store.method", kOffsets},
    {"auto.offset.reset", kOffsets},
    {"group.id", kIdentity},
    {"group.instance.id", kIdentity},
    {"transactional.id", kIdentity},
    {"enable.idempotence", kProducer},
    {"enable.gapless.guarantee", kProducer},
    {"acks", kProducer},
    {"request.required.acks", kProducer},
    {"retries", kProducer},
    {"message.send.max.retries", kProducer},
    {"max.in.flight", kProducer},
    {"max.in.flight.requests.per.connection", kProducer},
    {"transaction.timeout.ms", kTimeouts},
    {"message.timeout.ms", kTimeouts},
    {"delivery.timeout.ms", kTimeouts},
    {"partitioner", kPartitioner},
    {"isolation.level", kReading},
    {"enable.partition.eof", kReading},
    {"partition.assignment.strategy", kAssignment},
    {"group.protocol", kAssignment},
    {"group.remote.assignor", kAssignment},
    {"group.protocol.type", kAssignment},
    {"allow.auto.create.topics",
     "vocmap creates its topics with the right partitions and cleanup ('vocmap topics')"},
}};

bool is_name(std::string_view text) {
  const auto letter = [](char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  const auto later = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
  return !text.empty() && letter(text.front()) && std::all_of(text.begin(), text.end(), later);
}

}  // namespace

std::optional<std::string_view> why_refused(std::string_view property) {
  for (const auto& [name, reason] : kRefused) {
    if (name == property) return reason;
  }
  return std::nullopt;
}

tl::expected<std::string, std::string> substitute_variables(
    std::string_view text,
    const std::function<std::optional<std::string>(const std::string&)>& variable) {
  std::string out;
  for (std::size_t open = text.find("${"); open != std::string_view::npos; open = text.find("${")) {
    const std::size_t close = text.find('}', open);
    const bool closed = close != std::string_view::npos;
    const std::string name{closed ? text.substr(open + 2, close - open - 2) : ""};
    if (!is_name(name)) {
      return tl::unexpected<std::string>(
          "'${' starts an environment variable: write ${NAME} with letters, digits and '_'");
    }
    const std::optional<std::string> value = variable(name);
    if (!value) return tl::unexpected(fmt::format("environment variable {} is not set", name));
    out.append(text.substr(0, open)).append(*value);
    text.remove_prefix(close + 1);
  }
  return out.append(text);
}

}  // namespace vocmap
