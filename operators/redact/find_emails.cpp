#include "operators/redact/glyphs.h"

namespace vocmap {
namespace {

bool in_local_part(char32_t c) {
  return is_alnum(c) || c == '.' || c == '_' || c == '%' || c == '+' || c == '-';
}

// End of "example.co.uk" at `i`; `i` itself when no top-level domain of letters is there.
std::size_t domain_end(const Glyphs& g, std::size_t i) {
  std::size_t end = i, label = i;
  for (std::size_t k = i;
       k < g.size() && (is_alnum(g.points[k]) || g.points[k] == '-' || g.points[k] == '.'); ++k) {
    if (g.points[k] == '.') {
      label = k + 1;
    } else if (label > i + 1 && k >= label + 1 && is_letter(g.points[label])) {
      end = k + 1;
    }
  }
  return end;
}

}  // namespace

void find_emails(const Glyphs& g, Spans& spans) {
  for (std::size_t i = g.points.find(U'@'); i != std::u32string::npos;
       i = g.points.find(U'@', i + 1)) {
    std::size_t begin = i;
    while (begin > 0 && in_local_part(g.points[begin - 1])) --begin;
    const std::size_t end = domain_end(g, i + 1);
    if (begin == i || end == i + 1 || spans.overlap(begin, end)) continue;
    spans.add(begin, end, RedactionKind::email);
  }
}

}  // namespace vocmap
