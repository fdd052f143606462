#include "pipeline/cli/train/read_contacts.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "operators/decode/decode_event.h"
#include "operators/redact/redact.h"
#include "schemas/json_writer.h"

namespace vocmap {
namespace {

// What a customer wrote in a record, redacted.
std::vector<std::string> texts_of(const Contact& contact) {
  RedactionCounts redactions;
  std::vector<std::string> texts;
  const auto add = [&](std::string text) {
    if (text.empty()) return;
    redact(text, redactions);
    texts.push_back(std::move(text));
  };
  std::string text = contact.subject.value_or("");
  if (!text.empty() && contact.text) text += '\n';
  add(text + contact.text.value_or(""));
  for (const Turn& turn : contact.turns) {
    if (turn.role == TurnRole::customer && turn.text) add(*turn.text);
  }
  return texts;
}

bool lacks_line(const Refusal& refusal) {
  return refusal.reason == Reason::missing_field && refusal.detail == "line";
}

// The record with a line as its first member. REQUIRES: a JSON object.
std::string with_line(const std::string& json, std::string_view line) {
  const std::size_t start = json.find('{') + 1;
  JsonWriter member;
  member.begin_object().member("line", line);
  return member.take() + ',' + json.substr(start);
}

}  // namespace

tl::expected<ReadRecords, std::string> read_contacts(
    const std::vector<std::filesystem::path>& files, const UseContact& use,
    std::string_view default_line) {
  ReadRecords counts;
  DecodeEvent decode;
  const auto read = [&](const std::string& json) {
    return decode({.topic = Topic::contacts, .value = json, .headers = {}});
  };
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
      return tl::unexpected(
          fmt::format("{} cannot be read: {}", file.string(), std::strerror(errno)));
    }
    for (std::string json; std::getline(in, json);) {
      if (json.empty()) continue;
      ++counts.records;
      auto decoded = read(json);
      if (!decoded && !default_line.empty() && lacks_line(decoded.error())) {
        decoded = read(with_line(json, default_line));
        counts.without_line += decoded ? 1 : 0;
      }
      if (!decoded) {
        ++counts.refused;
        continue;
      }
      const auto& contact = std::get<Contact>(decoded->event);
      use(contact, texts_of(contact));
    }
    if (in.bad()) return tl::unexpected(file.string() + " cannot be read to its end");
  }
  return counts;
}

}  // namespace vocmap
