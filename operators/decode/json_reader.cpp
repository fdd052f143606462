#include "operators/decode/json_reader.h"

#include <algorithm>
#include <cmath>

#include "operators/decode/json_number.h"

namespace vocmap {
namespace {

using ondemand::json_type;

constexpr double kExactIntegers = 9'007'199'254'740'992.0;  // 2^53: above, doubles skip integers
constexpr std::int64_t kGreatestCount = 1'000'000'000'000;  // sums of millions stay in 64 bits
constexpr double kGreatestNumber = 1e9;                     // likewise, in thousandths

bool is_currency(std::string_view text) {
  return text.size() == 3 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

// The raw token reaches to the next one, white space included.
std::string_view trimmed(std::string_view token) {
  return token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
}

bool is_well_formed(ondemand::value& value, json_type type) {
  std::string_view text;
  bool flag = false;
  switch (type) {
    case json_type::string:
      return !value.get_string().get(text);
    case json_type::number:
      return is_json_number(trimmed(value.raw_json_token()));
    case json_type::boolean:
      return !value.get_bool().get(flag);
    case json_type::null:
      return !value.is_null().get(flag) && flag;
    default:
      return false;
  }
}

// The type is told by the first character alone: "nobody" starts like null.
bool is_scalar_or_array(ondemand::document& document, json_type type) {
  bool flag = false;
  double number = 0;
  switch (type) {
    case json_type::null:
      return !document.is_null().get(flag) && flag;
    case json_type::boolean:
      return !document.get_bool().get(flag);
    case json_type::number:
      return !document.get_double().get(number);
    default:
      return true;
  }
}

}  // namespace

bool JsonReader::open_document(ondemand::document& document, ondemand::object& object) {
  json_type type{};
  if (document.type().get(type)) return refuse(Reason::not_json);
  if (type != json_type::object) {
    return refuse(is_scalar_or_array(document, type) ? Reason::not_an_object : Reason::not_json);
  }
  return !document.get_object().get(object) || refuse(Reason::not_json);
}

bool JsonReader::refuse(Reason reason, std::string_view detail) {
  refusal_ = {reason, std::string(detail)};
  return false;
}

bool JsonReader::inside(std::string_view field) {
  std::string path(field);
  if (!refusal_.detail.empty()) path.append(".").append(refusal_.detail);
  refusal_.detail = std::move(path);
  return false;
}

bool JsonReader::mismatch(ondemand::value& value, json_type wanted) {
  json_type type{};
  if (value.type().get(type)) return refuse(Reason::not_json);
  if (type != wanted) return refuse(Reason::wrong_type);
  if (type == json_type::number && is_json_number(trimmed(value.raw_json_token()))) {
    return refuse(Reason::number_out_of_range);
  }
  return refuse(Reason::not_json);
}

bool JsonReader::read_string(ondemand::value& value, std::string_view& text) {
  return !value.get_string().get(text) || mismatch(value, json_type::string);
}

bool JsonReader::read(ondemand::value& value, FieldKind kind, std::string& target) {
  std::string_view text;
  if (!read_string(value, text)) return false;
  if (kind == FieldKind::text) {
    if (text.size() > limits_.max_text_bytes) return refuse(Reason::text_too_long);
  } else if (kind == FieldKind::currency) {
    if (!is_currency(text)) return refuse(Reason::unknown_value);
  } else if (!is_short_id(text, limits_.max_id_bytes) &&
             !(text.empty() && kind == FieldKind::label)) {
    return refuse(Reason::empty_id);
  }
  target.assign(text);
  return true;
}

bool JsonReader::read(ondemand::value& value, FieldKind kind, std::int64_t& target) {
  if (value.get_int64().get(target)) {
    double number = 0;
    if (value.get_double().get(number)) return mismatch(value, json_type::number);
    if (number != std::trunc(number)) return refuse(Reason::wrong_type);
    if (std::abs(number) > kExactIntegers) return refuse(Reason::number_out_of_range);
    target = static_cast<std::int64_t>(number);
  }
  const bool fits = kind != FieldKind::non_negative || (target >= 0 && target <= kGreatestCount);
  return fits || refuse(Reason::number_out_of_range);
}

bool JsonReader::read(ondemand::value& value, FieldKind kind, double& target) {
  if (value.get_double().get(target)) return mismatch(value, json_type::number);
  const double least = kind == FieldKind::non_negative ? 0 : -kGreatestNumber;
  return (target >= least && target <= kGreatestNumber) || refuse(Reason::number_out_of_range);
}

bool JsonReader::read(ondemand::value& value, FieldKind, bool& target) {
  return !value.get_bool().get(target) || mismatch(value, json_type::boolean);
}

bool JsonReader::read(ondemand::value& value, FieldKind, EventTime& target) {
  json_type type{};
  if (value.type().get(type)) return refuse(Reason::not_json);
  if (type == json_type::number) return refuse(Reason::time_unreadable);
  std::string_view text;
  if (!read_string(value, text)) return false;
  const std::optional<EventTime> time = parse_rfc3339(text);
  if (!time) return refuse(Reason::time_unreadable);
  if (*time < kEarliest || *time > kLatest) return refuse(Reason::time_out_of_range);
  target = *time;
  return true;
}

bool JsonReader::read(ondemand::value& value, FieldKind, AnyJson&) {
  return skip(value);
}

bool JsonReader::read(ondemand::value& value, FieldKind, Attributes& target) {
  ondemand::object object;
  if (value.get_object().get(object)) return mismatch(value, json_type::object);
  const bool ok = for_each_field(object, [&](std::string_view name, ondemand::value& item) {
    if (target.size() == limits_.max_attributes) return refuse(Reason::too_many_items);
    if (!is_short_id(name, limits_.max_id_bytes)) return refuse(Reason::empty_id);
    auto& attribute = target.emplace_back(name, AttributeValue{});
    return read_attribute(item, attribute.second);
  });
  if (!ok) return false;
  const auto name_of_attribute = [](const auto& attribute) -> const std::string& {
    return attribute.first;
  };
  std::ranges::sort(target, {}, name_of_attribute);
  const bool repeated = std::ranges::adjacent_find(target, {}, name_of_attribute) != target.end();
  return !repeated || refuse(Reason::duplicate_field);
}

bool JsonReader::read_attribute(ondemand::value& value, AttributeValue& target) {
  json_type type{};
  if (value.type().get(type)) return refuse(Reason::not_json);
  switch (type) {
    case json_type::null:
      return skip(value);
    case json_type::boolean:
      return read(value, FieldKind::label, target.emplace<bool>());
    case json_type::number:
      return read(value, FieldKind::label, target.emplace<double>());
    case json_type::string:
      return read(value, FieldKind::text, target.emplace<std::string>());
    default:
      return refuse(Reason::wrong_type);
  }
}

bool JsonReader::skip(ondemand::value& value) {
  json_type type{};
  if (value.type().get(type)) return refuse(Reason::not_json);
  if (type == json_type::array) return skip_array(value);
  if (type != json_type::object) return is_well_formed(value, type) || refuse(Reason::not_json);
  ondemand::object object;
  if (value.get_object().get(object)) return refuse(Reason::not_json);
  return for_each_field(object,
                        [this](std::string_view, ondemand::value& item) { return skip(item); });
}

bool JsonReader::skip_array(ondemand::value& value) {
  ondemand::array array;
  if (value.get_array().get(array)) return refuse(Reason::not_json);
  if (!enter()) return false;
  for (auto item : array) {
    ondemand::value element;
    if (item.get(element)) return refuse(Reason::not_json);
    if (!skip(element)) return false;
  }
  leave();
  return true;
}

}  // namespace vocmap
