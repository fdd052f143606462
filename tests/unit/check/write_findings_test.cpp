#include "pipeline/cli/check/write_findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/scenario/taxonomy_fixture.h"

namespace vocmap {
namespace {

using testing::HasSubstr;
using testing::Not;

TaxonomyIndex confused_taxonomy() {
  Taxonomy taxonomy;
  taxonomy.lines.push_back(
      line_of("tickets", {scenario_of("refund", {"怎么退票", "退票怎么办", "退票要多久"}),
                          scenario_of("qr", {"二维码扫不出来", "二维码打不开",
                                             "我想退票要怎么退，电话13812345678"})}));
  return TaxonomyIndex(std::move(taxonomy));
}

TEST(WriteFindings, examples_are_redacted_in_every_report) {
  const TaxonomyIndex index = confused_taxonomy();
  const Findings findings = find_problems(index, nullptr, 80);
  JsonWriter out;
  write_json(out, findings);
  for (const std::string& report : {findings_as_text(findings), out.text()}) {
    EXPECT_THAT(report, HasSubstr("我想退票要怎么退，电话[mobile]"));
    EXPECT_THAT(report, Not(HasSubstr("13812345678")));
  }
}

TEST(WriteFindings, the_table_says_what_it_leaves_out) {
  const TaxonomyIndex index = confused_taxonomy();
  Findings findings = find_problems(index, nullptr, 80);
  ASSERT_EQ(findings.confusions.size(), 1u);
  EXPECT_THAT(findings_as_text(findings), Not(HasSubstr(" more: --json")));
  findings.confusions.resize(kMostRows + 2, findings.confusions.front());
  EXPECT_THAT(findings_as_text(findings), HasSubstr("... and 2 more: --json lists all"));
}

}  // namespace
}  // namespace vocmap
