#include "pipeline/http/server.h"

#include <fmt/format.h>
#include <httplib.h>
#include <prometheus/collectable.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <utility>

#include "pipeline/core/check.h"
#include "pipeline/http/api.h"

namespace vocmap {
namespace {

using namespace std::chrono_literals;

constexpr auto kSilence = 60s;
constexpr std::size_t kThreads = 8;
constexpr std::size_t kLargestBody = 65'536;  // no route reads one
constexpr const char* kJson = "application/json; charset=utf-8";
constexpr const char* kText = "text/plain; charset=utf-8";
constexpr const char* kHtml = "text/html; charset=utf-8";
constexpr const char* kPrometheusText = "text/plain; version=0.0.4; charset=utf-8";

// The page carries its style and script in itself and asks only this server.
const httplib::Headers kSecurityHeaders = {
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Content-Security-Policy",
     "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
     "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
     "frame-ancestors 'none'"},
    {"Cache-Control", "no-store"},
};

void send(httplib::Response& response, ApiAnswer answer) {
  response.status = answer.status;
  response.set_content(std::move(answer.json), kJson);
}

// httplib answers with an empty body; ours says in JSON what was wrong.
void send_error(const httplib::Request& request, httplib::Response& response) {
  if (!response.body.empty()) return;
  if (response.status == 404 && request.method != "GET" && request.method != "HEAD") {
    response.set_header("Allow", "GET, HEAD");
    return send(response, api_error(405, "only GET and HEAD are understood here"));
  }
  if (response.status == 404) {
    return send(response, api_error(404, "there is nothing at this path; the API is at /api/v1/"));
  }
  send(response, api_error(response.status, "the request could not be read"));
}

std::string metrics_text(const std::vector<const prometheus::Collectable*>& collectors) {
  std::vector<prometheus::MetricFamily> families;
  for (const prometheus::Collectable* collector : collectors) {
    auto collected = collector->Collect();
    std::move(collected.begin(), collected.end(), std::back_inserter(families));
  }
  return prometheus::TextSerializer{}.Serialize(families);
}

void configure(httplib::Server& server) {
  server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  server.set_default_headers(kSecurityHeaders);
  server.set_keep_alive_timeout(2);  // an idle connection holds a thread
  server.set_read_timeout(5s);
  server.set_write_timeout(5s);
  server.set_payload_max_length(kLargestBody);
  // httplib's default shares a port that another process already listens on.
  server.set_socket_options([](auto socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  server.set_error_handler(send_error);
  server.set_exception_handler(
      [](const httplib::Request&, httplib::Response& response, const std::exception_ptr&) {
        send(response, api_error(500, "the answer could not be made"));
      });
}

}  // namespace

HttpServer::HttpServer(Content content, Now now)
    : content_(std::move(content)),
      now_(std::move(now)),
      server_(std::make_unique<httplib::Server>()),
      beats_(content_.workers) {
  CHECK(content_.table && content_.ledger, "the server has nothing to show");
  for (std::size_t worker = 0; worker < content_.workers; ++worker) heartbeat(worker);
  configure(*server_);
  add_probes();
  add_api();
}

HttpServer::~HttpServer() {
  stop();
}

void HttpServer::add_probes() {
  const auto probe = [](bool passes, const char* failure, httplib::Response& response) {
    response.status = passes ? 200 : 503;
    response.set_content(passes ? "ok" : failure, kText);
  };
  server_->Get("/healthz", [this, probe](const auto&, httplib::Response& response) {
    probe(alive(), "a worker has made no progress for 60 s", response);
  });
  server_->Get("/readyz", [this, probe](const auto&, httplib::Response& response) {
    probe(ready(), "not ready yet", response);
  });
  server_->Get("/metrics", [this](const auto&, httplib::Response& response) {
    response.set_content(metrics_text(content_.collectors), kPrometheusText);
  });
  server_->Get("/", [this](const auto&, httplib::Response& response) {
    response.set_content(content_.console_page.data(), content_.console_page.size(), kHtml);
  });
}

void HttpServer::add_api() {
  server_->Get("/api/v1/status", [this](const auto&, httplib::Response& response) {
    send(response, answer_status({ready(), content_.mode,
                                  content_.watermark ? content_.watermark() : std::nullopt,
                                  content_.event_time_from, ended_}));
  });
  server_->Get("/api/v1/lines", [this](const auto&, httplib::Response& response) {
    send(response, answer_lines(*content_.table));
  });
  server_->Get("/api/v1/experience-map", [this](const auto& request, httplib::Response& response) {
    send(response, answer_experience_map(*content_.table, request.params));
  });
  server_->Get("/api/v1/trend", [this](const auto& request, httplib::Response& response) {
    send(response, answer_trend(*content_.table, request.params));
  });
  server_->Get("/api/v1/scenarios", [this](const auto& request, httplib::Response& response) {
    send(response, answer_scenarios(*content_.table, request.params));
  });
  server_->Get("/api/v1/battle-map", [this](const auto&, httplib::Response& response) {
    send(response, answer_battle_map(*content_.table));
  });
  server_->Get("/api/v1/ledger", [this](const auto&, httplib::Response& response) {
    send(response, answer_ledger(*content_.ledger));
  });
}

tl::expected<void, std::string> HttpServer::start(const std::string& address, std::uint16_t port) {
  CHECK(!listener_.joinable(), "started twice");
  errno = 0;
  port_ = port == 0                              ? server_->bind_to_any_port(address)
          : server_->bind_to_port(address, port) ? port
                                                 : -1;
  if (port_ < 0) {
    return tl::unexpected(fmt::format("cannot listen on {}:{}: {}", address, port,
                                      errno ? std::strerror(errno) : "no such address here"));
  }
  listener_ = std::thread{[this] { server_->listen_after_bind(); }};
  // httplib forgets a stop() that comes before its loop runs.
  while (!server_->is_running()) std::this_thread::sleep_for(1ms);
  return {};
}

void HttpServer::stop() {
  if (!listener_.joinable()) return;
  server_->stop();
  listener_.join();
}

void HttpServer::heartbeat(std::size_t worker) {
  CHECK(worker < beats_.size(), "a heartbeat of an unknown worker");
  beats_[worker] = now_().time_since_epoch();
}

bool HttpServer::alive() const {
  const auto now = now_().time_since_epoch();
  return std::all_of(beats_.begin(), beats_.end(),
                     [now](const auto& beat) { return now - beat.load() < kSilence; });
}

}  // namespace vocmap
