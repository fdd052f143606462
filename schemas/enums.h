#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace vocmap {

// The names of an enum's values in JSON, in the order of the values. One specialisation per enum.
template <class E>
struct EnumNames;

template <class E>
concept NamedEnum = requires {
  EnumNames<E>::values;
};

template <NamedEnum E>
constexpr std::string_view name_of(E value) {
  return EnumNames<E>::values[static_cast<std::size_t>(value)];
}

template <NamedEnum E>
constexpr std::optional<E> parse_enum(std::string_view name) {
  for (std::size_t i = 0; i < EnumNames<E>::values.size(); ++i) {
    if (EnumNames<E>::values[i] == name) return static_cast<E>(i);
  }
  return std::nullopt;
}

// Declares `enum class Name` together with its JSON names; the enumerators are the names.
#define VOCMAP_ENUM(Name, count, ...)                                \
  enum class Name : std::uint8_t { __VA_ARGS__ };                    \
  template <>                                                        \
  struct EnumNames<Name> {                                           \
    static constexpr auto values = split_names<count>(#__VA_ARGS__); \
  }

// Splits "a, b_, c" at the commas; a trailing underscore (C++ keywords) is dropped.
template <std::size_t N>
constexpr std::array<std::string_view, N> split_names(std::string_view list) {
  std::array<std::string_view, N> names{};
  for (std::size_t i = 0; i < N; ++i) {
    const std::size_t comma = list.find(',');
    std::string_view name = list.substr(0, comma);
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 2);
    if (name.ends_with('_')) name.remove_suffix(1);
    names[i] = name;
  }
  return names;
}

VOCMAP_ENUM(ContactEvent, 8, opened, message, transferred, handed_off, resolved, closed, reopened,
            rated);
VOCMAP_ENUM(Channel, 14, call, chat, email, app, web, social, sms, wechat, weibo, qq, store, ivr,
            review, other);
VOCMAP_ENUM(Direction, 2, inbound, outbound);
VOCMAP_ENUM(Trigger, 3, user, proactive, callback);
VOCMAP_ENUM(PartyType, 5, customer, merchant, supplier, courier, third_party);
VOCMAP_ENUM(TurnRole, 4, customer, agent, bot, system);
VOCMAP_ENUM(Handler, 4, bot, human, self_service, none);
VOCMAP_ENUM(ResolutionMode, 3, realtime, deferred, risk);
VOCMAP_ENUM(ResolvedClaim, 4, agent, bot, customer, none);
VOCMAP_ENUM(OrderEvent, 12, placed, paid, shipped, delivered, used, completed, cancelled,
            refund_requested, refunded, disputed, visit, active);
VOCMAP_ENUM(ExposureKind, 6, order, visit, active_user, installed_base, card, play);
VOCMAP_ENUM(SurveyEvent, 2, sent, answered);
VOCMAP_ENUM(SurveyMetric, 8, csat, ces, nps, solved, expectation, experience, kano_functional,
            kano_dysfunctional);
VOCMAP_ENUM(ScaleDirection, 2, higher_better, lower_better);
VOCMAP_ENUM(Cause, 6, product, marketing_sales, customer_error, logistics, partner, policy);
VOCMAP_ENUM(AgentState, 14, talk, hold, wrap, contact_work, back_office, kb_search, quick_reply, qa,
            training, meeting, available, break_, idle, logout);
VOCMAP_ENUM(ProjectEvent, 5, proposed, approved, launched, rolled_back, closed);
VOCMAP_ENUM(FeedbackVerdict, 3, correct, accept, reject);

// The life of an emergent scenario. What a person decides is final: by a verdict, or by a taxonomy
// version that adopts it. So is a merge. One that is gone may return.
VOCMAP_ENUM(EmergentStatus, 9, proposed, growing, steady, fading, gone, accepted, rejected, merged,
            adopted);

// Whether it waits for a person; these come first.
inline constexpr std::size_t kOpenStatuses = 4;
constexpr bool is_open(EmergentStatus status) {
  return static_cast<std::size_t>(status) < kOpenStatuses;
}

}  // namespace vocmap
