#include "pipeline/cli/inspect/show_store.h"

#include <fmt/format.h>

#include "schemas/json_writer.h"

namespace vocmap {
namespace {

std::string hex(std::string_view bytes) {
  std::string digits;
  for (const char c : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return digits;
}

// A lower bound of the keys whose text begins with `prefix`, which ends in the first part when that
// is a string: where its bytes are those of the text.
std::string first_key(std::size_t number, const StoreLayout& store, std::string_view prefix) {
  std::string key(1, static_cast<char>(number));
  if (store.begins_with_text)
    key += prefix.substr(0, prefix.find_first_of(std::string_view{"|\0", 2}));
  return key;
}

std::string line_of(const StoreLayout& store, std::string_view key_bytes,
                    const std::optional<StoreLayout::Key>& key, std::string_view value_bytes) {
  JsonWriter json;
  json.begin_object().member("store", store.name);
  if (key) {
    json.key("key").raw(key->json);
  } else {
    json.member("key_hex", hex(key_bytes));
  }
  if (const auto value = store.value(value_bytes)) {
    json.key("value").raw(*value);
  } else {
    json.member("value_hex", hex(value_bytes));
  }
  return json.end_object().take();
}

}  // namespace

std::uint64_t show_store(const StateReader& reader, std::size_t number, const StoreLayout& store,
                         std::string_view prefix, std::uint64_t limit,
                         const std::function<void(const std::string&)>& print) {
  const std::string from = first_key(number, store, prefix);
  const std::string to(1, static_cast<char>(number + 1));
  std::uint64_t shown = 0;
  reader.scan(from, to, [&](std::string_view key_bytes, std::string_view value_bytes) {
    if (shown >= limit) return false;
    const std::string_view parts = key_bytes.substr(1);
    const auto key = store.key(parts);
    if (prefix.empty() || (key && key->text.starts_with(prefix))) {
      print(line_of(store, parts, key, value_bytes));
      ++shown;
    } else if (store.begins_with_text && !key_bytes.starts_with(from)) {
      return false;  // behind all of them
    }
    return true;
  });
  return shown;
}

}  // namespace vocmap
