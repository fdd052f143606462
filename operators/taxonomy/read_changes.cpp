#include "operators/taxonomy/read_changes.h"

#include <fmt/format.h>

#include "schemas/enums.h"

namespace vocmap {
namespace {

// The keys of an operation; a key in the plural holds a list.
struct Form {
  const char* from;
  const char* into;
  bool many_from = false;
  bool many_into = false;
};

Form form_of(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::rename:
      return {"from", "to"};
    case ChangeKind::merge:
      return {"from", "into", true, false};
    case ChangeKind::split:
      return {"from", "into", false, true};
    case ChangeKind::adopt:
      return {"emergent", "as"};
  }
  return {};
}

std::vector<std::string> read_ids(YamlSection& section, const char* key, bool many) {
  if (!many) return {section.required_text(key)};
  std::vector<std::string> ids = section.texts(key);
  if (section.get(key).IsNull()) section.problem(fmt::format("{} is missing", key));
  return ids;
}

}  // namespace

std::vector<TaxonomyChange> read_changes(YamlSection& taxonomy, YamlProblems& problems) {
  std::vector<TaxonomyChange> changes;
  const std::vector<YAML::Node> entries = taxonomy.list("changes");
  for (std::size_t i = 0; i < entries.size(); ++i) {
    YamlSection entry(entries[i], taxonomy.child_path("changes", i), problems);
    std::size_t operations = 0;
    for (std::size_t k = 0; k < EnumNames<ChangeKind>::values.size(); ++k) {
      const auto kind = static_cast<ChangeKind>(k);
      const YAML::Node node = entry.get(name_of(kind));
      if (node.IsNull()) continue;
      ++operations;
      YamlSection operation(node, fmt::format("{}.{}", entry.path(), name_of(kind)), problems);
      const Form form = form_of(kind);
      TaxonomyChange& change = changes.emplace_back();
      change.kind = kind;
      change.from = read_ids(operation, form.from, form.many_from);
      change.into = read_ids(operation, form.into, form.many_into);
      operation.finish();
    }
    if (entries[i].IsMap() && operations != 1) {
      entry.problem("must be one of rename, merge, split, adopt");
    }
    entry.finish();
  }
  return changes;
}

}  // namespace vocmap
