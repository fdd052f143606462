#pragma once

#include <cstdint>
#include <string>

namespace vocmap {

struct DemoOptions {
  int seconds = 0;  // 0: until Ctrl-C
  std::uint16_t port = 9464;
  std::string address = "127.0.0.1";
  std::uint64_t seed = 1;
  std::int64_t events = 100'000;
};

// `vocmap demo`: a Kafka cluster inside the process, a generator that plants known truths, and the
// real stages. Shows the experience map in the terminal and over HTTP; at the end compares what was
// planted with what was measured. Exit code 0 only when every cell is equal.
int demo(const DemoOptions& options);

}  // namespace vocmap
