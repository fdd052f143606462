#include "pipeline/cli/generate.h"

#include <cstdio>
#include <fstream>
#include <map>

#include "operators/taxonomy/load_taxonomy.h"
#include "pipeline/cli/exit.h"
#include "pipeline/cli/generate/demo_journeys.h"
#include "pipeline/cli/generate/texts.h"
#include "pipeline/cli/taxonomy_files.h"

namespace vocmap {
namespace {

void write_file(const std::filesystem::path& path, std::string_view text) {
  std::ofstream out{path, std::ios::binary};
  out << text;
  if (!out.flush()) throw std::runtime_error(path.string() + " cannot be written");
}

// The files of the input topics, opened as they are needed.
class InputFiles {
 public:
  explicit InputFiles(std::filesystem::path directory) : directory_(std::move(directory)) {}

  void write(const GeneratedRecord& record) {
    std::ofstream& out = files_[record.topic];
    if (!out.is_open()) {
      out.open(directory_ / (std::string{name_of(record.topic)} + ".jsonl"), std::ios::binary);
    }
    out << record.value << '\n';
    if (!out) throw std::runtime_error("the output directory cannot be written");
  }

 private:
  std::filesystem::path directory_;
  std::map<Topic, std::ofstream> files_;
};

}  // namespace

int generate(const GenerateCommand& command) {
  std::string yaml{kDemoJourneys};
  if (!command.journeys.empty()) {
    auto text = read_file(command.journeys);
    if (!text) return bad_start({text.error()});
    yaml = std::move(*text);
  }
  const auto taxonomy = load_taxonomy(yaml);
  if (!taxonomy) return bad_start(taxonomy.error());
  if (!command.journeys.empty() && command.texts.empty()) {
    return bad_start(
        {"--journeys needs --texts: the built-in texts belong to the demo's scenarios"});
  }
  tl::expected<TextPool, std::string> texts = demo_texts();
  if (!command.texts.empty()) texts = read_texts(command.texts.string(), *taxonomy);
  if (!texts) return bad_start({texts.error()});

  std::filesystem::create_directories(command.out);
  EventGenerator generator{command.generate, *taxonomy, *texts};
  InputFiles files{command.out};
  GeneratedRecord record;
  while (generator.next(record)) files.write(record);
  for (const GeneratedRecord& late : generator.late_records()) files.write(late);
  write_file(command.out / "journeys.yaml", yaml);
  write_file(command.out / "truth.json", generator.truth().to_json());
  return 0;
}

}  // namespace vocmap
