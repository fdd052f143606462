#include "schemas/reasons.h"

namespace vocmap {

std::string_view sentence_of(Reason reason) {
  switch (reason) {
    case Reason::empty_value:
      return "The record has no value, and this topic has no tombstones.";
    case Reason::too_large:
      return "The record is larger than the configured limit.";
    case Reason::not_json:
      return "The value is not one complete JSON document.";
    case Reason::not_an_object:
      return "The JSON document is not an object.";
    case Reason::too_deep:
      return "The JSON document is nested deeper than the limit.";
    case Reason::invalid_utf8:
      return "The value is not valid UTF-8.";
    case Reason::duplicate_field:
      return "A field stands twice in one object.";
    case Reason::missing_field:
      return "A required field is missing or null.";
    case Reason::wrong_type:
      return "A field has another JSON type than its schema says.";
    case Reason::unknown_value:
      return "A field with a closed list of values has another value.";
    case Reason::number_out_of_range:
      return "A number is outside the range of its field.";
    case Reason::time_unreadable:
      return "A time is not RFC 3339 with an offset.";
    case Reason::time_out_of_range:
      return "A time is before 2000 or after 2100.";
    case Reason::time_in_future:
      return "The event time is more than 10 minutes after the record's own timestamp.";
    case Reason::text_too_long:
      return "A text is longer than the configured limit.";
    case Reason::too_many_items:
      return "A list or the attributes have more items than the limit.";
    case Reason::bad_envelope:
      return "The CloudEvents envelope is incomplete or contradicts itself.";
    case Reason::unknown_schema_prefix:
      return "The value starts with a Schema Registry prefix that no JSON document follows.";
    case Reason::empty_id:
      return "An id is empty, too long or has control characters.";
    case Reason::inconsistent:
      return "Fields of the record contradict each other.";
    case Reason::unsupported_content:
      return "The content type is not JSON.";
  }
  return "";
}

std::string_view sentence_of(LateReason reason) {
  switch (reason) {
    case LateReason::late:
      return "The event is older than the watermark minus the lateness.";
    case LateReason::opened_too_old:
      return "No record of the contact lies within 24 hours of its opening.";
  }
  return "";
}

}  // namespace vocmap
