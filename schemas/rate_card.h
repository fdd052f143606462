#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "schemas/enums.h"

namespace vocmap {

// What time and contacts cost where no record says so, as vocmap.yaml says it. Amounts are in minor
// units of `currency`.
struct RateCard {
  std::string currency;
  std::int64_t wage_minor_per_hour = 0;
  std::map<std::string, std::int64_t> team_wage_minor_per_hour;
  std::int64_t bot_minor_per_contact = 0;  // for a contact in which a bot took part
  std::array<std::int64_t, EnumNames<Channel>::values.size()> channel_minor_per_contact{};

  friend bool operator==(const RateCard&, const RateCard&) = default;
};

}  // namespace vocmap
