#include "pipeline/config/money_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace vocmap {
namespace {

constexpr std::int64_t kMostMinor = 1'000'000'000'000;

// What a number may be, and the words for it.
struct Bounds {
  double least, most;
  std::string_view words;
};
// A customer who complains stands for at most 1,000.
constexpr Bounds kComplain = {.001, 1, "from 0.001 to 1"};
constexpr Bounds kShare = {0, 1, "from 0 to 1"};
constexpr Bounds kPeople = {0, 1'000, "from 0 to 1000"};
constexpr Bounds kMargin = {0, static_cast<double>(kMostMinor), "from 0 to 10^12, in minor units"};

std::optional<double> number_of(const YAML::Node& node, const Bounds& bounds) {
  return parse_number(node, bounds.least, bounds.most);
}

// "0.5", or "[0.4, 0.5, 0.6]" from low to high.
std::optional<Estimate> parse_estimate(const YAML::Node& node, const Bounds& bounds) {
  if (const auto value = number_of(node, bounds)) return Estimate{*value, *value, *value};
  if (!node.IsSequence() || node.size() != 3) return std::nullopt;
  const auto low = number_of(node[0], bounds);
  const auto mid = number_of(node[1], bounds);
  const auto high = number_of(node[2], bounds);
  if (!low || !mid || !high || *low > *mid || *mid > *high) return std::nullopt;
  return Estimate{*low, *mid, *high};
}

class MoneySection {
 public:
  MoneySection(MoneyRules& out, SettingsProblems& problems) : out_(out), problems_(problems) {}

  void read(const YAML::Node& node, const std::string& path) {
    const std::vector<YamlField> fields = {
        {"complain", [this](auto& value, auto& at) { read_complain(value, at); }},
        {"repurchase",
         [this](auto& value, auto& at) {
           read_mapping(value, at, by_name(out_.repurchase, kShare), problems_);
         }},
        {"word_of_mouth",
         [this](auto& value, auto& at) {
           read_mapping(value, at,
                        {{"bad", estimate(out_.told_bad)}, {"good", estimate(out_.told_good)}},
                        problems_);
         }},
        {"margin_per_year",
         [this](auto& value, auto& at) {
           by_currency(value, at, [this](auto& amount, auto& path_of, auto& currency) {
             read_estimate(amount, path_of, kMargin,
                           [&](Estimate e) { out_.margin_per_year[currency] = e; });
           });
         }},
        {"losses",
         [this](auto& value, auto& at) {
           by_currency(value, at, [this](auto& bounds, auto& path_of, auto& currency) {
             read_losses(bounds, path_of, currency);
           });
         }},
        {"value_of_time",
         [this](auto& value, auto& at) {
           by_currency(value, at, [this](auto& amount, auto& path_of, auto& currency) {
             integer_field(out_.value_of_time[currency], 0, kMostMinor, problems_)(amount, path_of);
           });
         }},
    };
    read_mapping(node, path, fields, problems_);
  }

 private:
  void read_complain(const YAML::Node& node, const std::string& path) {
    std::vector<YamlField> fields = by_name(out_.complain, kComplain);
    fields.push_back({"channels", [this](auto& value, auto& at) {
                        read_mapping(value, at, by_name(out_.complain_channel, kComplain),
                                     problems_);
                      }});
    read_mapping(node, path, fields, problems_);
  }

  void read_losses(const YAML::Node& node, const std::string& path, const std::string& currency) {
    LossBounds bounds;
    read_mapping(node, path,
                 {{"small", integer_field(bounds.small_minor, 1, kMostMinor, problems_)},
                  {"large", integer_field(bounds.large_minor, 1, kMostMinor, problems_)}},
                 problems_);
    if (!node.IsMap()) return;
    const auto given = [&](const char* key) { return node[key] && !node[key].IsNull(); };
    if (!given("small") || !given("large")) {
      return problems_.add(node, path, "needs both 'small' and 'large', in minor units");
    }
    if (bounds.large_minor == 0) return;  // told already
    if (bounds.small_minor >= bounds.large_minor) {
      return problems_.add(node, path, "'small' must be below 'large'");
    }
    out_.losses[currency] = bounds;
  }

  // One key for each name of the enum.
  template <NamedEnum E>
  std::vector<YamlField> by_name(std::map<E, Estimate>& out, const Bounds& bounds) {
    std::vector<YamlField> fields;
    for (std::size_t i = 0; i < EnumNames<E>::values.size(); ++i) {
      fields.push_back({EnumNames<E>::values[i], [this, i, &out, &bounds](auto& value, auto& at) {
                          read_estimate(value, at, bounds,
                                        [&](Estimate e) { out[static_cast<E>(i)] = e; });
                        }});
    }
    return fields;
  }

  YamlReader estimate(std::optional<Estimate>& out) {
    return [this, &out](const YAML::Node& node, const std::string& path) {
      read_estimate(node, path, kPeople, [&](Estimate e) { out = e; });
    };
  }

  template <class Take>
  void read_estimate(const YAML::Node& node, const std::string& path, const Bounds& bounds,
                     const Take& take) {
    if (const auto value = parse_estimate(node, bounds)) return take(*value);
    problems_.add(node, path,
                  fmt::format("must be a number {}, or [low, mid, high] of such numbers in "
                              "ascending order",
                              bounds.words));
  }

  // Hands each (value, path, currency) of a mapping of currencies on.
  template <class Read>
  void by_currency(const YAML::Node& node, const std::string& path, const Read& read) {
    if (!node.IsMap()) {
      return problems_.add(node, path, "must be a mapping of currencies, such as CNY, to values");
    }
    std::set<std::string> seen;
    for (const auto& entry : node) {
      const std::string currency = entry.first.IsScalar() ? entry.first.Scalar() : "";
      const std::string at = fmt::format("{}.{}", path, currency);
      if (!is_currency(currency)) {
        problems_.add(entry.first, at, "must be a currency of three capital letters, such as CNY");
      } else if (!seen.insert(currency).second) {
        problems_.add(entry.first, at, "is given twice");
      } else if (!entry.second.IsNull()) {
        read(entry.second, at, currency);
      }
    }
  }

  MoneyRules& out_;
  SettingsProblems& problems_;
};

}  // namespace

YamlReader money_field(MoneyRules& out, SettingsProblems& problems) {
  return [&](const YAML::Node& node, const std::string& path) {
    MoneySection{out, problems}.read(node, path);
  };
}

}  // namespace vocmap
