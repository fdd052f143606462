#include "pipeline/cli/output_files.h"

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "schemas/json_writer.h"

namespace vocmap {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

}  // namespace

OutputFiles::OutputFiles(const std::filesystem::path& directory) {
  std::filesystem::create_directories(directory);
  for (std::size_t t = 0; t < kTopics; ++t) {
    const auto topic = static_cast<Topic>(t);
    if (!is_output(topic)) continue;
    const auto path = directory / (std::string{name_of(topic)} + ".jsonl");
    files_[t].reset(std::fopen(path.c_str(), "wb"));
    if (!files_[t]) fail(path.string() + " cannot be written");
  }
}

void OutputFiles::write(const OutboundRecord& record) {
  JsonWriter out;
  out.begin_object().member("key", record.key).key("value");
  if (record.value) {
    out.raw(*record.value);
  } else {
    out.null();
  }
  std::string line = out.end_object().take();
  line += '\n';
  std::FILE* file = files_[static_cast<std::size_t>(record.topic)].get();
  if (std::fwrite(line.data(), 1, line.size(), file) != line.size()) {
    fail("output cannot be written");
  }
}

void OutputFiles::close() {
  for (auto& file : files_) {
    if (file && std::fclose(file.release()) != 0) fail("output cannot be written");
  }
}

}  // namespace vocmap
