#include "pipeline/cli/train/progress.h"

#include <fmt/format.h>

namespace vocmap {
namespace {

constexpr std::int64_t kBetweenLooksMs = 200;
constexpr const char* kClearLine = "\r\033[K";
// Before that, a guess of what remains would jump about.
constexpr std::int64_t kLeastElapsedMs = 1'000;
constexpr double kLeastShare = 0.02;

}  // namespace

ProgressDisplay::ProgressDisplay(std::FILE* out, bool terminal, const Clock& clock)
    : out_(out), terminal_(terminal), clock_(&clock), began_ms_(clock.now_ms()) {}

ProgressDisplay::~ProgressDisplay() {
  finish();
}

void ProgressDisplay::finish() {
  if (out_ != nullptr && terminal_ && !step_.empty()) {
    fmt::print(out_, "{}", kClearLine);
    std::fflush(out_);
  }
  step_.clear();
}

void ProgressDisplay::part(std::string name) {
  part_ = std::move(name);
}

void ProgressDisplay::step(std::string what) {
  if (out_ == nullptr) return;
  step_ = std::move(what);
  step_began_ms_ = clock_->now_ms();
  show(0, {});
}

void ProgressDisplay::done(double share, const std::function<std::string()>& detail) {
  if (out_ == nullptr || !terminal_) return;
  if (clock_->now_ms() - shown_ms_ >= kBetweenLooksMs) {
    show(share, detail ? detail() : std::string());
  }
}

void ProgressDisplay::show(double share, const std::string& detail) {
  const std::int64_t now = clock_->now_ms();
  shown_ms_ = now;
  std::string text = fmt::format("{:6.1f} s  {}{}{}", static_cast<double>(now - began_ms_) / 1000,
                                 part_, part_.empty() ? "" : ": ", step_);
  if (share > 0) text += fmt::format(", {:.0f} %", 100 * share);
  if (!detail.empty()) text += fmt::format(", {}", detail);
  if (const auto elapsed = now - step_began_ms_;
      share >= kLeastShare && elapsed > kLeastElapsedMs) {
    text +=
        fmt::format(", {:.0f} s left", static_cast<double>(elapsed) * (1 - share) / share / 1000);
  }
  if (terminal_) {
    fmt::print(out_, "{}{}", kClearLine, text);
  } else {
    fmt::print(out_, "{}\n", text);
  }
  std::fflush(out_);
}

ProgressDisplay& ProgressDisplay::silent() {
  static ProgressDisplay none;
  return none;
}

}  // namespace vocmap
