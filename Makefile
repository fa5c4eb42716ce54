# SPDX-License-Identifier: GPL-3.0-or-later
# herdsim. `make help` lists what there is to make.
#
# Every compiler and mode builds in a folder of its own, build/<compiler>-<mode>/, so that switching
# between them rebuilds nothing. Sources are found by wildcard: a new file needs no line here.
#
#   CC=gcc          another compiler (default: clang where there is one, it is 15 to 30% faster here)
#   MODE=asan       release (default), asan, tsan, fuzz, lint; the targets below choose it themselves
#   PREFIX, DESTDIR where `make install` puts things

ifeq ($(origin CC),default)
CC := $(if $(shell command -v clang 2>/dev/null),clang,gcc)
endif
MODE ?= release
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 60
# Under sanitizers, which slow down, the statistics of queues and of long runs take minutes and show nothing about memory that
# the other suites do not (and random scenarios are what `make test-random` runs there); `make test-asan ASAN_FILTER='*/*'`
# runs them too.
ASAN_FILTER ?= !(theory_cache/*|theory_database/*|theory_overload/*|warm_long_run/*|reference/random_*|replications/intervals_*|shared/mg1_*|steady/batch_*|verify/finds_*)

BUILD := build/$(notdir $(CC))-$(MODE)
LOGS := build/logs

# No -march=native and no contraction: the same bytes come out of every machine and compiler.
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wmissing-prototypes
OPTIMISE_release := -O2
OPTIMISE_lint := -O2 -Werror
OPTIMISE_asan := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
OPTIMISE_tsan := -O1 -fsanitize=thread
OPTIMISE_fuzz := -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LINK_asan := -fsanitize=address,undefined
LINK_tsan := -fsanitize=thread
LINK_fuzz := -fsanitize=fuzzer,address,undefined
CFLAGS_ALL := -std=c11 $(OPTIMISE_$(MODE)) -g $(WARNINGS) -ffp-contract=off -D_DEFAULT_SOURCE -Isim -pthread $(CFLAGS)
LDLIBS := -lcjson -lgsl -lgslcblas -lm -pthread

SIM_C := $(wildcard sim/*.c sim/*/*.c sim/*/*/*.c)
TEST_C := $(wildcard tests/*.c)
BENCH_C := $(wildcard tools/bench/*.c)
RANDOM_C := $(wildcard tests/random_scenarios/*.c)
FUZZ_C := $(wildcard tests/fuzz/*.c)
REALITY_C := $(wildcard tools/reality/*.c)
object = $(patsubst %.c,$(BUILD)/%.o,$(1))
SIM_O := $(call object,$(SIM_C))
LIB_O := $(filter-out $(BUILD)/sim/main.o,$(SIM_O))
RANDOM_O := $(call object,$(RANDOM_C))
WAYS_O := $(filter-out %/random_scenarios.o,$(RANDOM_O))
TEST_O := $(call object,$(TEST_C)) $(WAYS_O)
MORE_O := $(call object,$(BENCH_C) $(FUZZ_C) $(RANDOM_C) $(wildcard tools/*.c))
BENCH := $(patsubst tools/bench/%.c,$(BUILD)/bench/%,$(BENCH_C))
REALITY_O := $(call object,$(REALITY_C))
FUZZ := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(FUZZ_C))

# Targets that build use every core; those that run something come as recipes, one step after the other.
ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 2)
endif
MAKEFLAGS += --no-print-directory
SUBMAKE = +@$(MAKE)

.PHONY: all objects binaries demo test verify test-unit test-asan test-cli test-browser test-faults test-threads test-random test-cluster same-bytes lint format docs bench bench-instructions reality reality-update fuzz golden-update \
        install uninstall setup clean help FORCE
.DEFAULT_GOAL := all

all: herdsim ## build ./herdsim

herdsim: $(BUILD)/herdsim FORCE
	@cmp -s $< $@ || { rm -f $@ && cp $< $@; }

$(BUILD)/herdsim: $(SIM_O)
	$(CC) $(LINK_$(MODE)) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/tests/all: $(LIB_O) $(TEST_O)
	$(CC) $(LINK_$(MODE)) $(LDFLAGS) -o $@ $^ -lcriterion $(LDLIBS)

$(BUILD)/tests/cli/%: $(BUILD)/tests/cli/%.o
	$(CC) $(LINK_$(MODE)) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/random_scenarios: $(LIB_O) $(RANDOM_O)
	$(CC) $(LINK_$(MODE)) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/tests/faults/fail.so: tests/faults/fail.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -O1 $(WARNINGS) -shared -fPIC -o $@ $< -ldl

$(BENCH): $(BUILD)/bench/%: $(BUILD)/tools/bench/%.o $(LIB_O)
	@mkdir -p $(@D)
	$(CC) $(LINK_$(MODE)) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(FUZZ): $(BUILD)/fuzz/%: $(BUILD)/tests/fuzz/%.o $(LIB_O) $(WAYS_O)
	@mkdir -p $(@D)
	$(CC) $(LINK_$(MODE)) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# Needs hiredis and libpq, which nothing else does: only `make reality` builds it.
$(REALITY_O): CFLAGS_ALL += -I/usr/include/postgresql

$(BUILD)/reality: $(REALITY_O) $(LIB_O)
	$(CC) $(LINK_$(MODE)) $(LDFLAGS) -o $@ $^ -lhiredis -lpq $(LDLIBS)

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

objects: $(SIM_O) $(TEST_O) $(MORE_O)

binaries: $(BUILD)/herdsim $(BUILD)/tests/all $(BUILD)/tests/cli/valid_json

setup: ## install from Debian what is missing (libraries, gnuplot, test framework)
	@tools/setup

demo: ## a cold start at 100M daily users, with and without protections, and its plots
	@tools/setup
	@echo 'building ./herdsim (a minute at first) ...'
	$(SUBMAKE) -s herdsim
	@./herdsim run scenarios/cold-start-100m.json

test: ## Criterion, the command line end to end, theory in short; `make help` has the targets that take longer
	@tools/setup
	$(SUBMAKE) herdsim binaries
	@tools/run-tests $(BUILD)/tests/all $(LOGS)/unit.log
	+@tests/cli/run ./herdsim $(BUILD)/tests/cli/valid_json $(LOGS)/cli.log
	@tools/run-verify --quick

verify: herdsim ## every closed form at every point against the simulator: theory inside the interval? (minutes)
	@tools/run-verify

test-unit: herdsim $(BUILD)/tests/all ## Criterion only; FILTER='suite/*' picks
	@tools/run-tests $(BUILD)/tests/all $(LOGS)/unit.log $(if $(FILTER),--filter '$(FILTER)')

test-asan asan: ## Criterion under ASan and UBSan only
	$(SUBMAKE) MODE=asan binaries
	@tools/run-tests build/$(notdir $(CC))-asan/tests/all $(LOGS)/asan.log --filter '$(or $(FILTER),$(ASAN_FILTER))'

test-cli: herdsim $(BUILD)/tests/cli/valid_json ## the command line, end to end
	+@tests/cli/run ./herdsim $(BUILD)/tests/cli/valid_json $(LOGS)/cli.log

test-faults: herdsim $(BUILD)/tests/faults/fail.so ## every call that can fail fails once, in every verb (minutes); STRIDE=40: every 40th
	+@tests/faults/run ./herdsim $(BUILD)/tests/faults/fail.so $(LOGS)/faults.log $(STRIDE)

test-browser: herdsim ## report.html in Chromium: whole, without a network, and a screenshot
	@tools/setup --browser
	@tests/browser/run ./herdsim build/browser

test-threads: ## runs with every way of using threads under ThreadSanitizer
	$(SUBMAKE) MODE=tsan build/$(notdir $(CC))-tsan/herdsim
	@for threads in 2 24; do TSAN_OPTIONS=halt_on_error=1 build/$(notdir $(CC))-tsan/herdsim run tests/cli/tiny.json \
	    --threads $$threads --replications 3 --no-plots --quiet -o build/tsan || exit 1; done; echo 'test-threads: no race'

# As many as fit into a minute, unless RUNS or SECONDS says otherwise; half as long again under ThreadSanitizer.
RANDOM_SECONDS := $(or $(SECONDS),$(if $(RUNS),1000000,60))
RANDOM_RUN = --first $(or $(FIRST),1) $(if $(RUNS),--runs $(RUNS)) --out build/random-scenario.json

test-random: ## random scenarios under ASan and UBSan, and with threads under TSan: every way of running them gives the same; RUNS=20000, or SECONDS=60; FIRST=seed
	$(SUBMAKE) MODE=asan build/$(notdir $(CC))-asan/random_scenarios
	$(SUBMAKE) MODE=tsan build/$(notdir $(CC))-tsan/random_scenarios
	@build/$(notdir $(CC))-asan/random_scenarios --file tests/random_scenarios/found/*.json
	@build/$(notdir $(CC))-asan/random_scenarios $(RANDOM_RUN) --seconds $(RANDOM_SECONDS)
	@TSAN_OPTIONS=halt_on_error=1 build/$(notdir $(CC))-tsan/random_scenarios $(RANDOM_RUN) --threads \
	    --seconds $$(( $(RANDOM_SECONDS) / 2 ))

same-bytes: ## gcc and clang, one thread and two, fast path and reference: the same bytes in every result
	$(SUBMAKE) CC=gcc build/gcc-release/herdsim
	$(SUBMAKE) CC=clang build/clang-release/herdsim
	@tools/same-bytes build/gcc-release/herdsim build/clang-release/herdsim

test-cluster: herdsim ## a sweep by Slurm, GNU parallel and make on this machine, with a task killed: the same bytes
	@tools/setup --cluster
	@tools/cluster/test ./herdsim

lint check-style: ## format, warnings of both compilers, layers, symbols, function length, cppcheck, generated docs
	$(SUBMAKE) herdsim
	+@tools/lint

.PHONY: compile-commands
compile-commands: ## compile_commands.json, for editors and clang's tools
	@separator='['; for c in $(SIM_C) $(TEST_C) $(BENCH_C) $(FUZZ_C) $(REALITY_C); do \
	    printf '%s\n{"directory": "%s", "file": "%s", "command": "%s -c %s"}' "$$separator" '$(CURDIR)' "$$c" \
	        '$(CC) $(strip $(CFLAGS_ALL)) -I/usr/include/postgresql' "$$c"; separator=,; done >compile_commands.json
	@printf '\n]\n' >>compile_commands.json

format: ## apply .clang-format
	@tools/lint-format --fix

docs: herdsim ## rewrite what is generated in README.md and scenarios/README.md
	@tools/update-docs

bench: herdsim $(BENCH) ## measure: reads per second beside the floor and the textbook program
	@tools/bench/run $(BUILD)

bench-instructions: ## count where the instructions of a read go (valgrind)
	@tools/bench/callgrind

reality: ## the same scenarios on a real Redis and PostgreSQL, beside the simulation (4 to 5 minutes)
	@tools/setup --reality
	$(SUBMAKE) $(BUILD)/reality
	@tools/reality/run $(BUILD)/reality

reality-update: ## the same, and put table and figures into README.md and tests/reality/
	@tools/setup --reality
	$(SUBMAKE) $(BUILD)/reality
	@tools/reality/run --update $(BUILD)/reality

fuzz: ## fuzz the scenario loader, and the runs of what loads, for FUZZ_SECONDS (60) each
	@tools/setup --fuzz
	$(SUBMAKE) CC=clang MODE=fuzz fuzz-binaries
	@tools/run-fuzz build/clang-fuzz/fuzz $(FUZZ_SECONDS)

.PHONY: fuzz-binaries reality-objects asan check-style
fuzz-binaries: $(FUZZ)
reality-objects: $(REALITY_O)

golden-update: herdsim $(BUILD)/tests/all ## rewrite the expected outputs of tests; review them as a diff
	@HERDSIM_GOLDEN_UPDATE=1 tools/run-tests $(BUILD)/tests/all $(LOGS)/golden.log $(if $(FILTER),--filter '$(FILTER)')
	@git --no-pager diff --stat -- tests

install: herdsim ## install under PREFIX (/usr/local)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/herdsim/scenarios $(DESTDIR)$(PREFIX)/share/herdsim/plots
	install -m 755 herdsim $(DESTDIR)$(PREFIX)/bin/herdsim
	install -m 644 $(wildcard scenarios/*) $(DESTDIR)$(PREFIX)/share/herdsim/scenarios
	install -m 644 $(wildcard plots/*) $(DESTDIR)$(PREFIX)/share/herdsim/plots

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/herdsim
	rm -rf $(DESTDIR)$(PREFIX)/share/herdsim

clean: ## remove everything built (results stay)
	rm -rf build herdsim

help: ## this list
	@echo 'make TARGET [CC=gcc]'
	@sed -n 's/^\([a-z][a-z -]*\):.*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

-include $(patsubst %.o,%.d,$(SIM_O) $(TEST_O) $(MORE_O) $(REALITY_O))
