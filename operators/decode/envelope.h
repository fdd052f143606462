#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "operators/decode/decode_event.h"
#include "operators/decode/field_kind.h"
#include "operators/decode/json_reader.h"

namespace vocmap {

// CloudEvents 1.0 in structured mode: the attributes that matter, and the event in `data`.
template <class T>
struct CloudEvent {
  std::optional<std::string> specversion, id, source, type, datacontenttype;
  std::optional<T> data;
  std::optional<AnyJson> data_base64;

  template <class Self, class Visitor>
  static void fields(Self& s, Visitor&& v) {
    v("specversion", s.specversion);
    v("id", s.id);
    v("source", s.source);
    v("type", s.type);
    v("datacontenttype", s.datacontenttype);
    v("data", s.data);
    v("data_base64", s.data_base64);
  }
};
template <class T>
inline constexpr bool kHasExtensions<CloudEvent<T>> = true;

// What the Kafka headers say about the value.
struct Envelope {
  std::optional<CloudEventId> cloud_event;  // binary mode
  bool structured = false;                  // content-type application/cloudevents+json
};

tl::expected<Envelope, Refusal> read_headers(const Record& record, const DecodeLimits& limits);

// The JSON text of a value: without Schema Registry prefix (0x00, 4 bytes of id) and without BOM.
tl::expected<std::string_view, Refusal> json_text(std::string_view value);

// Whether a content type promises JSON: type/json or a +json suffix; parameters are ignored.
bool is_json_content(std::string_view content_type);

// Cheap, with false positives: whether the text can be a structured CloudEvent.
bool mentions_specversion(std::string_view text);

}  // namespace vocmap
