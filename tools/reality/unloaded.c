/* unloaded.c: see unloaded.h. Both distributions reach the simulator as quantiles. The service time is that of the scenario
 * plus the overhead, quantile by quantile: exact where one of the two is constant, close where one is small. */
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

#define ROUND_TRIPS_NS (4 * NS_PER_S) /* how long they are measured */
#define QUERIES_NS (2 * NS_PER_S)
enum { QUERIES_LEAST = 30, QUERIES_MOST = 200, TEXT_BYTES = 2048 };

static const double shares[] = {0,   0.01, 0.05, 0.1,  0.2,  0.3,  0.4,   0.5,   0.6,
                                0.7, 0.8,  0.9,  0.95, 0.98, 0.99, 0.995, 0.999, 1};
enum { SHARES_N = sizeof shares / sizeof shares[0] };

static void measure_round_trips(struct histogram *h, const struct config *config, const struct endpoints *where)
{
    struct config c = *config;
    struct asked nothing = {.coalescing = ASKED_NO_COALESCING};
    c.run.duration_ns = ROUND_TRIPS_NS;
    c.events_n = 0;
    c.cache.ttl_ns = 3600 * NS_PER_S;
    c.cache.start = CACHE_START_PREWARMED;
    c.cache.prewarmed = c.keys.count;
    struct schedule schedule = schedule_of(&c);
    struct record *record = fleet_run(&c, &nothing, &schedule, where);
    for (size_t i = 0; i < schedule.reads_n; i++) {
        histogram_record(h, record_latency_ns(&record[i]));
    }
    fleet_free(record, &schedule);
    schedule_free(&schedule);
}

/* With the durations that will be slept: pg_sleep wakes up at whole milliseconds. */
static void measure_overhead(struct histogram *h, const struct config *c, const struct endpoints *where)
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
    measure_overhead(&u->overhead, c, where);
    measure_round_trips(&u->round_trip, c, where);
}

/* PATH={"quantiles": [[p, seconds], ...]}, of the distribution plus that of the histogram. */
static void setting(char *text, const char *path, const struct dist_spec *spec, const struct histogram *h)
{
    int used = snprintf(text, TEXT_BYTES, "%s={\"quantiles\": [", path);
    double last = shares[SHARES_N - 1];
    for (size_t i = 0; i < SHARES_N; i++) {
        double inside = fmin(fmax(shares[i], 1e-4), last - 1e-4);
        double ns = histogram_quantile_ns(h, shares[i]) + (spec == NULL ? 0 : dist_quantile_ns(spec, inside));
        used += snprintf(text + used, TEXT_BYTES - (size_t)used, "%s[%g, %.9f]", i == 0 ? "" : ", ", shares[i],
                         ns / (double)NS_PER_S);
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
    setting(latency, "cache.latency", NULL, &u->round_trip);
    setting(service, "database.service", &as_written->variants[0].database.service, &u->overhead);
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
