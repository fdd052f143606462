#include "pipeline/core/xml_text.h"

#include <gtest/gtest.h>

namespace vocmap {
namespace {

TEST(XmlText, markup_and_controls_do_not_get_through) {
  EXPECT_EQ(xml_text("<a href=\"x\"> & 退款"), "&lt;a href=&quot;x&quot;&gt; &amp; 退款");
  EXPECT_EQ(xml_text("a\x1b[1m\nb\x7f"), "a [1m b ");
}

}  // namespace
}  // namespace vocmap
