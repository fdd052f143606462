#include "operators/decode/decode_event.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>
#include <vector>

#include "operators/decode/envelope.h"
#include "operators/decode/json_reader.h"
#include "operators/decode/requirements.h"

namespace vocmap {

// One document at a time: copies the text into the padded buffer that simdjson reads over the end
// of. The padding is zeroed: a longer record before this one leaves nothing that could close it.
class DecodeEvent::Parser {
 public:
  bool open(std::string_view text, JsonReader& reader) {
    const std::size_t needed = text.size() + simdjson::SIMDJSON_PADDING;
    if (buffer_.size() < needed) buffer_.resize(std::bit_ceil(needed));
    std::memcpy(buffer_.data(), text.data(), text.size());
    std::memset(buffer_.data() + text.size(), 0, simdjson::SIMDJSON_PADDING);
    const simdjson::padded_string_view padded(buffer_.data(), text.size(), buffer_.size());
    switch (parser_.iterate(padded).get(document_)) {
      case simdjson::SUCCESS:
        return true;
      case simdjson::UTF8_ERROR:
        return reader.refuse(Reason::invalid_utf8);
      default:
        return reader.refuse(Reason::not_json);
    }
  }

  ondemand::document& document() { return document_; }

 private:
  std::vector<char> buffer_;
  ondemand::parser parser_;
  ondemand::document document_;
};

namespace {

using Unmet = std::optional<Refusal>;

// Whether the open document is a CloudEvent in structured mode although no header says so. An
// event of ours has neither of the two fields.
bool is_structured(ondemand::document& document, JsonReader& reader) {
  ondemand::object object;
  bool version = false;
  bool data = false;
  return reader.open_document(document, object) &&
         reader.for_each_field(object,
                               [&](std::string_view key, ondemand::value&) {
                                 version |= key == "specversion";
                                 data |= key == "data" || key == "data_base64";
                                 return true;
                               }) &&
         version && data;
}

template <class T>
Unmet accept_cloud_event(CloudEvent<T>& envelope, DecodedEvent& decoded) {
  const auto bad = [](const char* field) { return Refusal{Reason::bad_envelope, field}; };
  if (envelope.specversion != "1.0") return bad("specversion");
  if (!envelope.id) return bad("id");
  if (!envelope.source) return bad("source");
  if (!envelope.type) return bad("type");
  if (envelope.data_base64) return Refusal{Reason::unsupported_content, "data_base64"};
  if (envelope.datacontenttype && !is_json_content(*envelope.datacontenttype)) {
    return Refusal{Reason::unsupported_content, "datacontenttype"};
  }
  if (!envelope.data) return bad("data");
  const auto& headers = decoded.cloud_event;
  if (headers && (headers->id != *envelope.id || headers->source != *envelope.source)) {
    return bad("the headers name another event");
  }
  decoded.cloud_event = {std::move(*envelope.source), std::move(*envelope.id)};
  decoded.event = std::move(*envelope.data);
  return {};
}

// Reads the open document as an event of type T.
template <class T>
Unmet read_event(ondemand::document& document, JsonReader& reader, bool structured,
                 DecodedEvent& decoded) {
  if (!structured) {
    const bool ok = reader.read_document(document, decoded.event.emplace<T>());
    return ok ? Unmet{} : std::move(reader.refusal());
  }
  CloudEvent<T> envelope;
  if (reader.read_document(document, envelope)) return accept_cloud_event(envelope, decoded);
  Refusal& refusal = reader.refusal();
  if (refusal.reason == Reason::wrong_type && refusal.detail == "data") {
    refusal.reason = Reason::unsupported_content;
  }
  return std::move(refusal);
}

using ReadEvent = Unmet (*)(ondemand::document&, JsonReader&, bool, DecodedEvent&);

// One reader per input topic, in the order of Topic and InputEvent.
template <std::size_t... I>
constexpr std::array<ReadEvent, sizeof...(I)> readers(std::index_sequence<I...>) {
  return {&read_event<std::variant_alternative_t<I, InputEvent>>...};
}
constexpr auto kReaders = readers(std::make_index_sequence<kInputTopics>{});
static_assert(std::variant_size_v<InputEvent> == kInputTopics);

Unmet accept_tombstone(const Record& record, const DecodeLimits& limits, DecodedEvent& decoded) {
  if (record.topic != Topic::customers) return Refusal{Reason::empty_value, "null"};
  if (!is_short_id(record.key, limits.max_id_bytes)) return Refusal{Reason::empty_id, "key"};
  if (!simdjson::validate_utf8(record.key)) return Refusal{Reason::invalid_utf8, "key"};
  const EventTime at{record.timestamp_ms};
  if (at.ms > 0 && (at < kEarliest || at > kLatest)) {
    return Refusal{Reason::time_out_of_range, "timestamp"};
  }
  Customer erased;
  erased.customer_id = record.key;
  erased.updated_at = std::max(at, EventTime{});
  decoded.event = std::move(erased);
  decoded.tombstone = true;
  return {};
}

}  // namespace

DecodeEvent::DecodeEvent(DecodeLimits limits)
    : limits_(limits), parser_(std::make_unique<Parser>()) {}
DecodeEvent::DecodeEvent(DecodeEvent&&) noexcept = default;
DecodeEvent::~DecodeEvent() = default;

tl::expected<DecodedEvent, Refusal> DecodeEvent::operator()(const Record& record) {
  CHECK(is_input(record.topic), "only input topics hold events");
  tl::expected<DecodedEvent, Refusal> decoded;
  Unmet refusal =
      record.tombstone ? accept_tombstone(record, limits_, *decoded) : read_value(record, *decoded);
  if (refusal) decoded = tl::unexpected(std::move(*refusal));
  return decoded;
}

std::optional<Refusal> DecodeEvent::read_value(const Record& record, DecodedEvent& decoded) {
  if (record.value.size() > limits_.max_bytes) return Refusal{Reason::too_large, ""};
  auto envelope = read_headers(record, limits_);
  if (!envelope) return std::move(envelope.error());
  const auto text = json_text(record.value);
  if (!text) return text.error();

  bool structured = envelope->structured;
  if (!structured && mentions_specversion(*text)) {
    JsonReader probe(limits_);
    structured = parser_->open(*text, probe) && is_structured(parser_->document(), probe);
  }
  decoded.cloud_event = std::move(envelope->cloud_event);
  JsonReader reader(limits_);
  if (!parser_->open(*text, reader)) return std::move(reader.refusal());
  const ReadEvent read = kReaders[static_cast<std::size_t>(record.topic)];
  Unmet refusal = read(parser_->document(), reader, structured, decoded);
  decoded.unknown_fields = reader.unknown_fields();
  return refusal ? std::move(refusal) : unmet_requirement(decoded.event, record.timestamp_ms);
}

}  // namespace vocmap
