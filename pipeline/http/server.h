#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <tl/expected.hpp>
#include <vector>

#include "schemas/time.h"

namespace httplib {
class Server;
}
namespace prometheus {
class Collectable;
}

namespace vocmap {

class LedgerView;
class LiveTable;

// The HTTP API, the probes, /metrics and the console page, on threads of its own. All routes are
// GET (and HEAD), read snapshots only and hold nobody up. What `Content` points to must outlive
// the server. Thread-safe except start() and stop(), which belong to the owner.
class HttpServer {
 public:
  struct Content {
    const LiveTable* table = nullptr;
    const LedgerView* ledger = nullptr;
    std::vector<const prometheus::Collectable*> collectors{};  // at /metrics, in this order
    std::string_view console_page{};                           // HTML
    std::string_view mode = "run";                             // or "demo"
    std::function<std::optional<EventTime>()> watermark{};     // for /api/v1/status
    std::optional<EventTime> event_time_from{};
    std::size_t workers = 1;  // how many loops report by heartbeat()
  };
  using Now = std::function<std::chrono::steady_clock::time_point()>;

  explicit HttpServer(Content content, Now now = std::chrono::steady_clock::now);
  ~HttpServer();

  // Listens on `address`; port 0 is any free port. The error is a sentence: nothing listens then.
  tl::expected<void, std::string> start(const std::string& address, std::uint16_t port);
  // Answers what has begun, then returns. Also done by the destructor.
  void stop();
  int port() const { return port_; }

  // A worker's loop made progress. /healthz fails when one of them is silent for 60 s.
  void heartbeat(std::size_t worker = 0);
  void set_ready(bool ready) { ready_ = ready; }
  void set_ended() { ended_ = true; }  // for /api/v1/status
  std::size_t workers() const { return content_.workers; }

  bool alive() const;
  bool ready() const { return ready_; }

 private:
  void add_probes();
  void add_api();

  const Content content_;
  const Now now_;
  std::unique_ptr<httplib::Server> server_;
  std::deque<std::atomic<std::chrono::steady_clock::duration>> beats_;  // one per worker
  std::atomic<bool> ready_ = false;
  std::atomic<bool> ended_ = false;
  int port_ = 0;
  std::thread listener_;
};

}  // namespace vocmap
