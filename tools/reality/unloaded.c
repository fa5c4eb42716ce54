/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unloaded.c: see unloaded.h. The distributions reach the simulator as quantiles of the sum of two independent durations:
 * what the scenario states, and what was measured. The sum is drawn many times rather than computed. */
#include "unloaded.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "asked.h"
#include "clock.h"
#include "dbpool.h"
#include "fail.h"
#include "fleet.h"
#include "model/purposes.h"

#define LOOKUPS_NS (4 * NS_PER_S) /* how long they are measured */
#define QUERIES_NS (2 * NS_PER_S)
enum { QUERIES_LEAST = 30, QUERIES_MOST = 200, TEXT_BYTES = 2048, ADDED_N = 1000, SUMS_N = 500 * ADDED_N };

static const double shares[] = {0,    0.01, 0.05,  0.1,  0.2,  0.3,  0.4,  0.5,   0.6,   0.7,   0.8,
                                0.85, 0.9,  0.925, 0.95, 0.97, 0.98, 0.99, 0.995, 0.998, 0.999, 1};
enum { SHARES_N = sizeof shares / sizeof shares[0] };

static void measure_lookups(struct histogram *h, const struct config *config, const struct endpoints *where)
{
    struct config c = *config;
    struct asked nothing = {.coalescing = ASKED_NO_COALESCING};
    c.run.duration_ns = LOOKUPS_NS;
    c.events_n = 0;
    c.cache.ttl_ns = 3600 * NS_PER_S;
    c.cache.start = CACHE_START_PREWARMED;
    c.cache.prewarmed = c.keys.count;
    struct schedule schedule = schedule_of(&c);
    struct record *record = fleet_run(&c, &nothing, &schedule, where);
    for (size_t i = 0; i < schedule.reads_n; i++) {
        int64_t added_ns = (int64_t)record_latency_ns(&record[i]) - schedule.read[i].lookup_ns;
        histogram_record(h, (uint64_t)(added_ns > 0 ? added_ns : 0));
    }
    fleet_free(record, &schedule);
    schedule_free(&schedule);
}

/* With the durations that will be slept: pg_sleep wakes up at whole milliseconds. */
static void measure_queries(struct histogram *h, const struct config *c, const struct endpoints *where)
{
    struct dbpool *pool = dbpool_open(where->postgres, 1);
    struct dist *service = dist_new(&c->database.service);
    if (service == NULL) {
        fail("out of memory");
    }
    int64_t n = QUERIES_NS / ((int64_t)dist_mean_ns(&c->database.service) + 1);
    n = n < QUERIES_LEAST ? QUERIES_LEAST : n > QUERIES_MOST ? QUERIES_MOST : n;
    struct rng draw = rng_seed(c->run.seed, PURPOSE_SERVICE, rng_hash_text("unloaded"));
    for (int64_t i = -5; i < n; i++) { /* the first ones warm caches up */
        int64_t sleep_ns = dist_draw(service, &draw);
        int64_t taken_ns = dbpool_query(pool, (uint32_t)((uint64_t)(i + 5) % c->keys.count), sleep_ns).taken_ns;
        if (i >= 0) {
            histogram_record(h, (uint64_t)(taken_ns > sleep_ns ? taken_ns - sleep_ns : 0));
        }
    }
    dist_free(service);
    dbpool_close(pool);
}

void unloaded_measure(struct unloaded *u, const struct config *c, const struct endpoints *where)
{
    measure_queries(&u->query, c, where);
    measure_lookups(&u->lookup, c, where);
}

static void add_up(struct histogram *sum, const struct dist_spec *spec, const struct histogram *added)
{
    int64_t added_ns[ADDED_N];
    for (size_t i = 0; i < ADDED_N; i++) {
        added_ns[i] = (int64_t)histogram_quantile_ns(added, ((double)i + 0.5) / ADDED_N);
    }
    struct dist *stated = dist_new(spec);
    if (stated == NULL) {
        fail("out of memory");
    }
    struct rng draw = rng_seed(1, PURPOSE_SERVICE, rng_hash_text("sum"));
    for (size_t i = 0; i < SUMS_N; i++) {
        histogram_record(sum, (uint64_t)(dist_draw(stated, &draw) + added_ns[i % ADDED_N]));
    }
    dist_free(stated);
}

/* PATH={"quantiles": [[p, seconds], ...]}, of what is stated plus what was measured. */
static void setting(char *text, const char *path, const struct dist_spec *spec, const struct histogram *added)
{
    struct histogram sum = {0};
    add_up(&sum, spec, added);
    int used = snprintf(text, TEXT_BYTES, "%s={\"quantiles\": [", path);
    for (size_t i = 0; i < SHARES_N; i++) {
        double inside = fmin(fmax(shares[i], 1e-4), 1 - 1e-4);
        used += snprintf(text + used, TEXT_BYTES - (size_t)used, "%s[%g, %.9f]", i == 0 ? "" : ", ", shares[i],
                         histogram_quantile_ns(&sum, inside) / (double)NS_PER_S);
    }
    snprintf(text + used, TEXT_BYTES - (size_t)used, "]}");
}

static struct scenario *load(const char *path, const struct scenario_options *options)
{
    bool unreadable = false;
    struct scenario *s = scenario_load(path, options, stderr, &unreadable);
    if (s == NULL) {
        fail("cannot use %s", path);
    }
    return s;
}

struct scenario *unloaded_scenario(const struct unloaded *u, const char *path, const char *simulated)
{
    struct scenario *as_written = load(path, &(struct scenario_options){0});
    char latency[TEXT_BYTES], service[TEXT_BYTES];
    setting(latency, "cache.latency", &as_written->variants[0].cache.latency, &u->lookup);
    setting(service, "database.service", &as_written->variants[0].database.service, &u->query);
    const char *set[] = {latency, service};
    struct scenario *s = load(path, &(struct scenario_options){.set = set, .set_n = 2});
    scenario_free(as_written);
    char *text = scenario_resolved_text(s);
    FILE *file = fopen(simulated, "w");
    if (text == NULL || file == NULL || fputs(text, file) < 0 || fclose(file) != 0) {
        fail("cannot write %s", simulated);
    }
    free(text);
    return s;
}
