#include "operators/decode/envelope.h"

#include <cstring>

namespace vocmap {
namespace {

constexpr std::string_view kSpecVersion = "1.0";
constexpr std::string_view kStructured = "application/cloudevents+json";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::size_t kSchemaPrefixBytes = 5;

tl::unexpected<Refusal> refused(Reason reason, std::string_view detail) {
  return tl::unexpected<Refusal>({reason, std::string(detail)});
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool ends_with_ignoring_case(std::string_view text, std::string_view end) {
  if (text.size() < end.size()) return false;
  text.remove_prefix(text.size() - end.size());
  for (std::size_t i = 0; i < end.size(); ++i) {
    if (lower(text[i]) != end[i]) return false;
  }
  return true;
}

bool same_ignoring_case(std::string_view text, std::string_view lowered) {
  return text.size() == lowered.size() && ends_with_ignoring_case(text, lowered);
}

std::string_view media_type(std::string_view content_type) {
  content_type = content_type.substr(0, content_type.find(';'));
  return content_type.substr(0, content_type.find_last_not_of(" \t") + 1);
}

// The CloudEvents attributes among the headers, each at most once.
struct CloudHeaders {
  std::optional<std::string_view> specversion, id, source, type, content_type;

  std::optional<std::string_view>* slot(std::string_view name) {
    if (name == "ce_specversion") return &specversion;
    if (name == "ce_id") return &id;
    if (name == "ce_source") return &source;
    if (name == "ce_type") return &type;
    if (same_ignoring_case(name, "content-type")) return &content_type;
    return nullptr;
  }
};

tl::expected<CloudEventId, Refusal> binary_id(const CloudHeaders& headers,
                                              const DecodeLimits& limits) {
  if (!headers.specversion) return refused(Reason::bad_envelope, "ce_specversion");
  if (*headers.specversion != kSpecVersion) return refused(Reason::bad_envelope, "ce_specversion");
  if (!headers.type || headers.type->empty()) return refused(Reason::bad_envelope, "ce_type");
  if (!headers.id) return refused(Reason::bad_envelope, "ce_id");
  if (!headers.source) return refused(Reason::bad_envelope, "ce_source");
  for (const auto& [name, value] :
       {std::pair{"ce_id", *headers.id}, {"ce_source", *headers.source}}) {
    if (!is_short_id(value, limits.max_id_bytes)) return refused(Reason::empty_id, name);
    if (!simdjson::validate_utf8(value)) return refused(Reason::invalid_utf8, name);
  }
  return CloudEventId{std::string(*headers.source), std::string(*headers.id)};
}

}  // namespace

bool is_json_content(std::string_view content_type) {
  const std::string_view type = media_type(content_type);
  return ends_with_ignoring_case(type, "/json") || ends_with_ignoring_case(type, "+json");
}

tl::expected<Envelope, Refusal> read_headers(const Record& record, const DecodeLimits& limits) {
  CloudHeaders headers;
  for (const Header& header : record.headers) {
    std::optional<std::string_view>* slot = headers.slot(header.name);
    if (slot == nullptr) continue;
    if (slot->has_value()) return refused(Reason::bad_envelope, "a header stands twice");
    *slot = header.value;
  }
  Envelope envelope;
  if (headers.content_type) {
    const std::string_view type = media_type(*headers.content_type);
    envelope.structured = same_ignoring_case(type, kStructured);
    // application/cloudevents-batch+json, or CloudEvents in another encoding.
    const bool other_events = !envelope.structured && type.find("/cloudevents") != type.npos;
    if (other_events || !is_json_content(type)) {
      return refused(Reason::unsupported_content, "content-type");
    }
  }
  if (headers.specversion || headers.id || headers.source) {
    auto id = binary_id(headers, limits);
    if (!id) return tl::unexpected(std::move(id.error()));
    envelope.cloud_event = std::move(*id);
  }
  return envelope;
}

tl::expected<std::string_view, Refusal> json_text(std::string_view value) {
  if (value.empty()) return refused(Reason::empty_value, "");
  const bool prefixed = value.front() == '\0';
  if (prefixed) value.remove_prefix(std::min(kSchemaPrefixBytes, value.size()));
  if (value.starts_with(kByteOrderMark)) value.remove_prefix(kByteOrderMark.size());
  const std::size_t start = value.find_first_not_of(" \t\r\n");
  if (prefixed && (start == value.npos || value[start] != '{')) {
    return refused(Reason::unknown_schema_prefix, "");
  }
  if (start == value.npos) return refused(Reason::empty_value, "");
  return value;
}

bool mentions_specversion(std::string_view text) {
  constexpr std::string_view kName = "\"specversion\"";
  return memmem(text.data(), text.size(), kName.data(), kName.size()) != nullptr;
}

}  // namespace vocmap
