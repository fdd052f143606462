#include "pipeline/cli/train/read_contacts.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "operators/redact/redact.h"
#include "schemas/json_writer.h"

namespace vocmap {
namespace {

// The texts that INTAKE scores.
std::vector<std::string> texts_of(Contact& contact) {
  RedactionCounts redactions;
  std::vector<std::string> texts;
  if (contact.subject) redact(*contact.subject, redactions);
  if (contact.text) redact(*contact.text, redactions);
  std::string text = contact.subject.value_or("");
  if (!text.empty() && contact.text) text += '\n';
  text += contact.text.value_or("");
  if (!text.empty()) texts.push_back(std::move(text));
  for (Turn& turn : contact.turns) {
    if (turn.role != TurnRole::customer || !turn.text) continue;
    redact(*turn.text, redactions);
    if (!turn.text->empty()) texts.push_back(*turn.text);
  }
  return texts;
}

bool lacks_line(const Refusal& refusal) {
  return refusal.reason == Reason::missing_field && refusal.detail == "line";
}

// The record with a line as its first member. REQUIRES: a JSON object.
std::string with_line(std::string_view json, std::string_view line) {
  JsonWriter member;
  member.begin_object().member("line", line);
  return member.take() + ',' + std::string{json.substr(json.find('{') + 1)};
}

}  // namespace

ContactHash hash_of(const Contact& record) {
  const std::string customer = record.customer_id.value_or("anon:" + record.contact_id);
  const std::string& id = record.contact_id;
  const std::uint64_t hash = XXH3_64bits(customer.data(), customer.size());
  return {hash, XXH3_64bits_withSeed(id.data(), id.size(), hash)};
}

ReadContacts::ReadContacts(Options options, Use use)
    : options_(std::move(options)), decode_(options_.limits), use_(std::move(use)) {}

void ReadContacts::read(const Record& record) {
  ++counts_.records;
  auto decoded = decode_(record);
  if (!decoded && !options_.default_line.empty() && lacks_line(decoded.error())) {
    const std::string completed = with_line(record.value, options_.default_line);
    decoded = decode_({.topic = Topic::contacts, .value = completed, .headers = {}});
    counts_.without_line += decoded ? 1 : 0;
  }
  if (!decoded) {
    ++counts_.refused;
    return;
  }
  auto& contact = std::get<Contact>(decoded->event);
  if (contact.direction == Direction::outbound) {
    ++counts_.outbound;
    return;
  }
  if (options_.since && contact.occurred_at < *options_.since) {
    ++counts_.earlier;
    return;
  }
  std::vector<std::string> texts = texts_of(contact);
  use_(contact, std::move(texts));
}

tl::expected<void, std::string> read_files(const std::vector<std::filesystem::path>& files,
                                           ReadContacts& contacts, ProgressDisplay& progress) {
  for (const auto& file : files) {
    const auto unreadable = [&] {
      return tl::unexpected(
          fmt::format("{} cannot be read: {}", file.string(), std::strerror(errno)));
    };
    std::ifstream in(file, std::ios::binary);
    if (!in) return unreadable();
    std::error_code unknown;  // of a pipe: then there is no share to tell
    const std::uintmax_t size = std::filesystem::file_size(file, unknown);
    progress.step(fmt::format("reading {}", file.string()));
    std::uintmax_t bytes = 0;
    for (std::string line; std::getline(in, line);) {
      bytes += line.size() + 1;
      if (!line.empty()) contacts.read({.topic = Topic::contacts, .value = line, .headers = {}});
      progress.done(unknown ? 0 : static_cast<double>(bytes) / static_cast<double>(size),
                    [&] { return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6); });
    }
    if (in.bad()) return unreadable();
  }
  return {};
}

}  // namespace vocmap
