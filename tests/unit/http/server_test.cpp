#include "pipeline/http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>
#include <stdexcept>

#include "pipeline/observe/business_metrics.h"
#include "pipeline/observe/engine_metrics.h"
#include "pipeline/observe/ledger_view.h"
#include "pipeline/observe/live_table.h"
#include "tests/unit/observe/documents.h"

namespace vocmap {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class ThrowingCollector : public prometheus::Collectable {
 public:
  std::vector<prometheus::MetricFamily> Collect() const override {
    if (broken) throw std::runtime_error("out of order");
    return {};
  }
  std::atomic<bool> broken = false;
};

class Server : public testing::Test {
 protected:
  Server() {
    const auto started = server_.start("127.0.0.1", 0);
    EXPECT_TRUE(started) << started.error();
  }

  httplib::Result get(const std::string& path) {
    httplib::Client client{"127.0.0.1", server_.port()};
    return client.Get(path);
  }

  void expect(const std::string& path, int status, const std::string& body) {
    const auto response = get(path);
    ASSERT_TRUE(response) << path;
    EXPECT_EQ(response->status, status) << path;
    EXPECT_EQ(response->body, body) << path;
    EXPECT_EQ(response->get_header_value("Content-Type"), "application/json; charset=utf-8");
    EXPECT_EQ(response->get_header_value("Cache-Control"), "no-store");
  }

  void pass(std::chrono::seconds time) { now_ = now_.load() + time; }

  LiveTable table_;
  LedgerView ledger_;
  EngineMetrics engine_;
  BusinessMetrics business_{table_};
  ThrowingCollector collector_;
  std::atomic<std::chrono::steady_clock::time_point> now_{
      std::chrono::steady_clock::time_point{1h}};
  HttpServer server_{{.table = &table_,
                      .ledger = &ledger_,
                      .collectors = {&engine_.collectable(), &business_, &ledger_, &collector_},
                      .console_page = "<!doctype html><title>map</title>",
                      .mode = "demo",
                      .watermark = [this] { return engine_.watermark_of("map"); },
                      .workers = 2},
                     [this] { return now_.load(); }};
};

TEST_F(Server, status_tells_version_mode_and_watermark) {
  expect("/api/v1/status", 200,
         R"({"version":")" VOCMAP_VERSION
         R"(","ready":false,"mode":"demo","watermark":null,"event_time_from":null,"ended":false})");
  server_.set_ready(true);
  engine_.watermark("map", 0, *parse_rfc3339("2026-03-07T22:10:00Z"));
  expect(
      "/api/v1/status", 200,
      R"({"version":")" VOCMAP_VERSION
      R"(","ready":true,"mode":"demo","watermark":"2026-03-07T22:10:00Z","event_time_from":null,"ended":false})");
  server_.set_ready(false);
  server_.set_ended();
  EXPECT_THAT(get("/api/v1/status")->body, HasSubstr(R"("ready":false)"));
  EXPECT_THAT(get("/api/v1/status")->body, HasSubstr(R"("ended":true)"));
}

TEST_F(Server, lines_and_documents_come_from_the_live_table) {
  expect("/api/v1/lines", 200, R"({"lines":[]})");
  apply_map(table_, MapOf{});
  expect("/api/v1/lines", 200,
         R"({"lines":[{"id":"tickets","name":{"zh":"门票","en":"Tickets"},)"
         R"("latest":{"1h":"2026-03-07T22:00:00Z","1d":null}}]})");
  expect("/api/v1/experience-map?line=tickets", 200, MapOf{}.json());
  expect("/api/v1/experience-map?line=tickets&size=1h&start=2026-03-07T22:00:00Z", 200,
         MapOf{}.json());
  expect("/api/v1/experience-map?line=tickets&size=1d", 404,
         R"({"error":"there is no experience map of this line and window"})");
  expect("/api/v1/trend?line=tickets&size=1h&limit=96", 200,
         R"({"line":"tickets","size":"1h","points":[{"start":"2026-03-07T22:00:00Z",)"
         R"("contacts":57,"exposure":1234,"service_rate":461.9,"closed":true}]})");
  expect("/api/v1/battle-map", 404, R"({"error":"there is no battle map yet"})");
  table_.apply(record_of(Topic::battle_map, "all", kBattleMap));
  expect("/api/v1/battle-map", 200, std::string{kBattleMap});
}

TEST_F(Server, line_with_a_reserved_character_is_found) {
  apply_map(table_, MapOf{.line = "a|b 门"});
  expect("/api/v1/experience-map?line=a%7Cb%20%E9%97%A8", 200, MapOf{.line = "a|b 门"}.json());
}

TEST_F(Server, ledger_shows_each_source) {
  ledger_.set_source("voc.contacts", 0, {100, 98, 2, 0});
  ledger_.set_received(0, "voc.contacts", 0, {98, 95, 2, 0, 1});
  expect("/api/v1/ledger", 200,
         R"({"sources":[{"topic":"voc.contacts","partition":0,"read":100,"forwarded":98,)"
         R"("dead_lettered":2,"filtered":0,"received":98,"counted":95,"duplicate":2,)"
         R"("conflicting":0,"late":1}],"in_flight":0})");
}

TEST_F(Server, wrong_parameters_are_answered_with_a_sentence) {
  for (const char* path :
       {"/api/v1/experience-map", "/api/v1/experience-map?line=", "/api/v1/trend",
        "/api/v1/experience-map?line=tickets&size=5m",
        "/api/v1/experience-map?line=tickets&start=today", "/api/v1/trend?line=tickets&limit=0",
        "/api/v1/trend?line=tickets&limit=-1", "/api/v1/trend?line=tickets&limit=10001"}) {
    const auto response = get(path);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 400) << path;
    EXPECT_THAT(response->body, HasSubstr(R"({"error":")")) << path;
  }
  EXPECT_EQ(get("/api/v1/trend?line=hotels")->status, 404);
}

TEST_F(Server, unknown_path_and_method_are_json_errors) {
  expect("/api/v2/lines", 404,
         R"({"error":"there is nothing at this path; the API is at /api/v1/"})");
  httplib::Client client{"127.0.0.1", server_.port()};
  const auto post = client.Post("/api/v1/lines", "{}", "application/json");
  ASSERT_TRUE(post);
  EXPECT_EQ(post->status, 405);
  EXPECT_EQ(post->get_header_value("Allow"), "GET, HEAD");
}

TEST_F(Server, head_answers_like_get_without_a_body) {
  httplib::Client client{"127.0.0.1", server_.port()};
  const auto head = client.Head("/api/v1/lines");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->get_header_value("Content-Type"), "application/json; charset=utf-8");
  EXPECT_TRUE(head->body.empty());
}

TEST_F(Server, console_page_may_run_only_what_it_carries) {
  const auto page = get("/");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->body, "<!doctype html><title>map</title>");
  EXPECT_EQ(page->get_header_value("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(page->get_header_value("X-Content-Type-Options"), "nosniff");
  EXPECT_THAT(page->get_header_value("Content-Security-Policy"), HasSubstr("default-src 'none'"));
}

TEST_F(Server, metrics_join_all_collectors_as_prometheus_text) {
  apply_map(table_, MapOf{});
  const auto metrics = get("/metrics");
  ASSERT_TRUE(metrics);
  EXPECT_EQ(metrics->get_header_value("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(metrics->body, HasSubstr("vocmap_build_info{"));
  EXPECT_THAT(metrics->body, HasSubstr(R"(vocmap_line_contacts{line="tickets",window="1h"} 57)"));
}

TEST_F(Server, failure_behind_a_route_is_an_answer) {
  collector_.broken = true;
  expect("/metrics", 500, R"({"error":"the answer could not be made"})");
  collector_.broken = false;
  EXPECT_EQ(get("/metrics")->status, 200);
}

TEST_F(Server, silent_worker_fails_the_liveness_probe) {
  EXPECT_EQ(get("/healthz")->status, 200);
  EXPECT_EQ(get("/healthz")->body, "ok");
  pass(59s);
  server_.heartbeat(0);
  pass(2s);
  EXPECT_EQ(get("/healthz")->status, 503);
  server_.heartbeat(1);
  EXPECT_EQ(get("/healthz")->status, 200);
}

TEST_F(Server, readiness_follows_the_process) {
  EXPECT_EQ(get("/readyz")->status, 503);
  server_.set_ready(true);
  EXPECT_EQ(get("/readyz")->status, 200);
  server_.set_ready(false);
  EXPECT_EQ(get("/readyz")->status, 503);
}

TEST_F(Server, taken_port_and_foreign_address_are_refused_with_a_sentence) {
  HttpServer second{{.table = &table_, .ledger = &ledger_}};
  const auto taken = second.start("127.0.0.1", static_cast<std::uint16_t>(server_.port()));
  ASSERT_FALSE(taken);
  EXPECT_THAT(taken.error(), HasSubstr("Address already in use"));
  HttpServer third{{.table = &table_, .ledger = &ledger_}};
  EXPECT_FALSE(third.start("192.0.2.1", 0));
}

TEST_F(Server, stopped_server_answers_nobody_and_frees_its_port) {
  const int port = server_.port();
  ASSERT_TRUE(get("/healthz"));
  server_.stop();
  EXPECT_FALSE(get("/healthz"));
  HttpServer next{{.table = &table_, .ledger = &ledger_}};
  EXPECT_TRUE(next.start("127.0.0.1", static_cast<std::uint16_t>(port)));
}

}  // namespace
}  // namespace vocmap
