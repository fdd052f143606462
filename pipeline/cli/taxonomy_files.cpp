#include "pipeline/cli/taxonomy_files.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "operators/taxonomy/load_taxonomy.h"

namespace vocmap {

tl::expected<std::string, std::string> read_file(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  std::ostringstream bytes;
  if (in) bytes << in.rdbuf();
  if (!in || !bytes) {
    return tl::unexpected(file.string() + " cannot be read: " + std::strerror(errno));
  }
  return std::move(bytes).str();
}

tl::expected<TaxonomyHistory, std::vector<std::string>> read_taxonomies(
    const std::vector<std::filesystem::path>& files) {
  std::vector<std::string> problems;
  std::vector<Taxonomy> versions;
  for (const std::filesystem::path& file : files) {
    const auto text = read_file(file);
    if (!text) {
      problems.push_back(text.error());
      continue;
    }
    auto taxonomy = load_taxonomy(*text);
    if (taxonomy) {
      versions.push_back(std::move(*taxonomy));
    } else {
      for (const std::string& p : taxonomy.error()) problems.push_back(file.string() + ": " + p);
    }
  }
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return TaxonomyHistory::make(std::move(versions));
}

}  // namespace vocmap
