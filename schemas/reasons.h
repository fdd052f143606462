#pragma once

#include "schemas/enums.h"

namespace vocmap {

// Why a record was refused (dead letter). The name is the metric label and the topic's field.
VOCMAP_ENUM(Reason, 21, empty_value, too_large, not_json, not_an_object, too_deep, invalid_utf8,
            duplicate_field, missing_field, wrong_type, unknown_value, number_out_of_range,
            time_unreadable, time_out_of_range, time_in_future, text_too_long, too_many_items,
            bad_envelope, unknown_schema_prefix, empty_id, inconsistent, unsupported_content);

// One sentence per value, for people who read the dead-letter topic.
std::string_view sentence_of(Reason reason);

// Why a record went to the late topic instead of a window.
VOCMAP_ENUM(LateReason, 2, late, opened_too_old);

std::string_view sentence_of(LateReason reason);

}  // namespace vocmap
