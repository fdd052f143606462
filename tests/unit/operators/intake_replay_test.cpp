#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "operators/intake.h"
#include "schemas/replay_mark.h"
#include "tests/support/domain.h"

namespace vocmap {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string letter_of(const std::vector<Header>& headers) {
  const TaxonomyHistory taxonomies = taxonomies_of({kShopAndApp});
  Intake intake{taxonomies, {}};
  Outbox out;
  intake.process(
      {.topic = Topic::contacts, .partition = 1, .offset = 7, .value = "{", .headers = headers},
      out);
  return out.take().at(0).value.value_or("");
}

TEST(IntakeReplay, a_replay_that_is_refused_again_says_so) {
  EXPECT_THAT(letter_of({{"other", "x"}, {kReplayHeader, "2 3 40"}}),
              HasSubstr(R"("replay":{"attempt":2,"dead_letter":{"partition":3,"offset":40}}})"));
}

TEST(IntakeReplay, a_first_refusal_is_no_replay) {
  EXPECT_THAT(letter_of({}), Not(HasSubstr("replay")));
  EXPECT_THAT(letter_of({{kReplayHeader, "anything"}}), Not(HasSubstr("replay")));
}

}  // namespace
}  // namespace vocmap
