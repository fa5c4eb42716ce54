/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edges held against closed forms: where theory says that something begins or ceases, that is where the search finds it. Each
 * system is small.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "base/root.h"
#include "study/tip.h"
#include "theory/formulas.h"

struct found {
    double low, high; /* SI */
    bool begins, certain;
    size_t edges_n, runs_n;
};

/* The first edge of the only variant. */
static struct found find(const char *scenario, const char *vary, const char *hold, double share, double precision)
{
    struct design d = {
        .version = "test", .replications = 1, .path = "test.json", .text = scenario, .text_n = strlen(scenario)};
    struct tip t = {.design = &d, .goal = {share, TIP_CONFIDENCE, precision, TIP_BUDGET}};
    struct trials trials = {.name = "test", .errors = stderr};
    bool unreadable;
    cr_assert(design_complete(&d, stderr, &unreadable));
    cr_assert(range_parse(vary, t.goal.precision, &t.range, stderr));
    cr_assert(condition_parse(hold, "--hold", &t.condition, stderr));
    cr_assert_eq(tip_prepare(&t, stderr), TIP_DONE);
    room_init(&trials.room);
    cr_assert_eq(tip_run(&t, &trials), TIP_DONE);
    room_free(&trials.room);
    const struct search *s = &t.lane[0].search;
    struct found found = {.edges_n = s->edges_n, .runs_n = s->runs_n};
    if (s->edges_n > 0) {
        found.low = range_si(&t.range, s->point[s->edge[0].low].x);
        found.high = range_si(&t.range, s->point[s->edge[0].high].x);
        found.begins = s->edge[0].begins;
        found.certain = s->edge[0].certain;
    }
    tip_free(&t);
    design_free(&d);
    return found;
}

static void expect_edge(struct found f, bool begins, double low, double high)
{
    cr_expect(f.edges_n == 1 && f.certain && f.begins == begins, "%zu edges", f.edges_n);
    cr_expect(f.low >= low && f.high <= high, "between %g and %g, not %g and %g, in %zu runs", f.low, f.high, low, high,
              f.runs_n);
}

/* P(wait + service > t) of M/M/c. */
static double tail(double c, double a, double mu, double t)
{
    double spare = c - a - 1; /* c mu - lambda and mu differ by this many mu */
    return exp(-mu * t) * (1 + formulas_erlang_c(c, a) * (1 - exp(-mu * t * spare)) / spare);
}

/* How many connections for a p99 of 75 ms? Erlang C says 111 ms with six of them, and 57 ms with seven. */
Test(tip, connections_for_a_p99_by_erlang_c)
{
    const double lambda = 500, mu = 1 / 0.011, limit_s = 0.075;
    double c = ceil(lambda / mu);
    while (tail(c, lambda / mu, mu, limit_s) > 0.01) {
        c++;
    }
    struct found f =
        find("{\"version\": 1, \"name\": \"erlang\", \"run\": {\"duration\": \"40s\", \"window\": \"10s\"},"
             "\"keys\": {\"count\": 1000}, \"cache\": null,"
             "\"traffic\": [{\"name\": \"u\", \"sessions_per_second\": 500, \"reads_per_session\": 1}],"
             "\"database\": {\"connections\": 4, \"service\": {\"exponential\": \"11ms\"}}}",
             "database.connections=3:40", "latency.user.p99 < 75ms", 0.5, 0.02);
    expect_edge(f, true, c - 1, c);
}

/* A lock protects as long as it outlives the fetch: ceil(S / L) is 1 from L = S on. */
Test(tip, lock_ttl_against_fetch_time)
{
    struct found f =
        find("{\"version\": 1, \"name\": \"lock\", \"run\": {\"duration\": \"5s\", \"window\": \"1s\"},"
             "\"keys\": {\"count\": 1}, \"cache\": {\"ttl\": \"1min\", \"latency\": \"0s\", \"start\": \"cold\"},"
             "\"traffic\": [{\"name\": \"u\", \"sessions_per_second\": 2000, \"reads_per_session\": 1}],"
             "\"database\": {\"service\": \"100ms\"}, \"protections\": {\"coalescing\":"
             "{\"scope\": \"cluster\", \"lock_ttl\": \"1s\", \"poll\": \"10ms\", \"wait_limit\": \"2s\"}}}",
             "protections.coalescing.lock_ttl=10ms:1s", "db.queries == 1", 0.95, 0.02);
    expect_edge(f, true, 0.098, 0.103);
}

static double servers_excess(double n, void *reads)
{
    return formulas_herd_per_server(*(const double *)reads, n) - 400;
}

/* Coalescing per server leaves 1 + (N - 1)(1 - e^(-lambda S / N)) queries of a herd. So a database that can take 400 at once
 * bears so many servers and no more (in half of the runs: the formula is a mean). */
Test(tip, servers_that_coalesce_against_a_capacity)
{
    double reads = 10000 * 0.1, n;
    cr_assert(root_find(servers_excess, &reads, 400, 1000, &n));
    struct found f =
        find("{\"version\": 1, \"name\": \"herd\", \"run\": {\"duration\": \"500ms\", \"window\": \"100ms\"},"
             "\"keys\": {\"count\": 1}, \"cache\": {\"ttl\": \"1min\", \"latency\": \"0s\", \"start\": \"cold\"},"
             "\"traffic\": [{\"name\": \"u\", \"sessions_per_second\": 10000, \"reads_per_session\": 1}],"
             "\"app_servers\": {\"count\": 10}, \"database\": {\"service\": \"100ms\"},"
             "\"protections\": {\"coalescing\": {\"scope\": \"server\"}}}",
             "app_servers.count=10:2000", "db.queries <= 400", 0.5, 0.02);
    expect_edge(f, false, 0.97 * n, 1.03 * n);
}

/* Jitter spreads K expiries over 2 j T: the database bears that where K / (2 j T) is less than what it serves. A read every
 * second per key, 2,000 keys, 30 s, 600 queries/s: 5.6%. (Chance asks for more; that a key is not missed the instant that
 * it expires, and that 250 ms are borne, for less.) */
Test(tip, jitter_against_spare_capacity)
{
    struct found f =
        find("{\"version\": 1, \"name\": \"jitter\", \"run\": {\"duration\": \"40s\", \"window\": \"1s\"},"
             "\"keys\": {\"count\": 2000, \"popularity\": \"uniform\"},"
             "\"traffic\": [{\"name\": \"u\", \"sessions_per_second\": 100, \"reads_per_session\": 20}],"
             "\"app_servers\": {\"count\": 10}, \"cache\": {\"ttl\": \"30s\", \"start\": {\"prewarmed\": 2000}},"
             "\"database\": {\"connections\": 3, \"service\": \"5ms\"},"
             "\"slo\": {\"p99\": \"250ms\"}, \"protections\": {\"jitter\": {\"spread\": \"10%\"}}}",
             "protections.jitter.spread=0.5%:40%", "verdict == calm", 0.5, 0.1);
    double enough = 2000 / (2 * 30 * 600.0);
    expect_edge(f, true, 0.8 * enough, 1.08 * enough);
}

/* A database for 300 queries/s, users who try once more: after an outage it comes back below half of that. */
Test(tip, a_retry_storm_is_over_below_half_the_capacity)
{
    struct found f = find(
        "{\"version\": 1, \"name\": \"storm\", \"run\": {\"duration\": \"150s\", \"window\": \"1s\"}, \"keys\": "
        "{\"count\": 1000},"
        "\"cache\": null, \"traffic\": [{\"name\": \"u\", \"sessions_per_second\": 200, \"deadline\": \"1s\","
        "\"retry\": {\"attempts\": 2, \"backoff\": \"1s\", \"jitter\": \"none\"}}], \"app_servers\": {\"count\": 10},"
        "\"database\": {\"connections\": 30, \"service\": {\"exponential\": \"100ms\"}, \"timeout\": \"1s\"},"
        "\"events\": [{\"at\": \"10s\", \"do\": \"db_down\", \"for\": \"10s\", \"mode\": \"hang\"}], \"slo\": "
        "{\"success\": \"99%\"}}",
        "traffic.u.sessions_per_second=100:300", "verdict == degraded", 0.5, 0.05);
    expect_edge(f, false, 135, 153);
}
