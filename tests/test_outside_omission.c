/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coordinated omission (G. Tene, wrk2, README, example 2): 2,000 requests/s over 100 connections, a server that stalls once
 * for 1.4 s (^Z), 20 s of it recorded. From the instants at which the requests should have been sent, wrk2 finds p50 8.6 ms,
 * p99 1.27 s, p99.9 and maximum 1.42 s, mean 63.7 ms. Measured from the instants at which they were sent, as load generators
 * do that wait for an answer before they send the next request: p99 6.0 ms, mean 6.6 ms.
 *
 * Here a database of 25 connections, 1 ms a query, hangs for 1.416 s, the longest latency of the README. A request that
 * comes a seconds after the hang begins (a up to H / (1 - rho), rho = 2000 / 25000) waits for the rest of the hang, H - a,
 * and for those before it, which are rho a seconds of work: its latency is H - a (1 - rho) + S. So a share
 * (H - x) / (1 - rho) / T of all take longer than x + S, the p99 is H - 0.01 T (1 - rho) + S = 1.233 s, and the mean is
 * H^2 / (2 (1 - rho) T) + S = 55.5 ms. (Requests come one by one and are served 25 at a time; what that changes is less
 * than 2 ms.)
 */
#include "events/registry.h"
#include "probe.h"

static const double stall_s = 1.416, run_s = 20, query_s = 0.001, rate_per_s = 2000, connections = 25;

enum { CONNECTIONS_OF_CLIENT = 100 };

static void wrk2(struct fixture *f)
{
    fixture_init(f);
    f->c.run.duration_ns = (int64_t)(run_s * 1e9);
    f->c.cache.present = false;
    f->source[0].sessions_per_s = rate_per_s;
    f->source[0].arrivals = ARRIVALS_EVEN;
    f->c.servers.workers = CONNECTIONS_OF_CLIENT;
    f->c.database.connections = (uint64_t)connections;
    f->c.database.service = dist_constant((int64_t)(query_s * 1e9));
    fixture_event(f, &db_down_event, 7, 0);
    f->event[0].for_ns = (int64_t)(stall_s * 1e9);
    f->event[0].down_mode = DB_DOWN_HANG;
}

static double idle_share(void)
{
    return 1 - rate_per_s / (connections / query_s);
}

/* The q-quantile by the formula. */
static double theory_s(double q)
{
    return fmax(stall_s - (1 - q) * run_s * idle_share(), 0) + query_s;
}

/* Within 0.4% of the histogram, and 2 ms for whole numbers of requests. */
static void check(const struct results *r, const char *metric, double theory)
{
    double value = fixture_metric(r, metric);
    cr_assert_float_eq(value, theory, theory / 256 + 0.002, "%s: %g s, theory %g s", metric, value, theory);
}

Test(outside_omission, latency_from_the_intended_start)
{
    struct fixture f;
    wrk2(&f);
    struct results *r = fixture_run(&f.c, false, false);
    check(r, "latency.session.p50", query_s);
    check(r, "latency.session.p90", query_s);
    check(r, "latency.session.p99", theory_s(0.99));
    check(r, "latency.session.p999", theory_s(0.999));
    check(r, "latency.session.max", stall_s + query_s);
    double mean_s = stall_s * stall_s / (2 * idle_share() * run_s) + query_s;
    cr_assert_float_eq(fixture_metric(r, "latency.session.mean"), mean_s, 0.002 * mean_s);
    /* As published, whose server is another one. */
    cr_assert_float_eq(fixture_metric(r, "latency.session.p99"), 1.27, 0.05 * 1.27);
    cr_assert_float_eq(fixture_metric(r, "latency.session.mean") - query_s, 0.0637 - 0.0086, 0.05 * 0.055);
    results_free(r);
}

/* The same run as a client sees it that has 100 connections, the workers here, and starts its clock when it has one. 100
 * requests are caught by the stall; those that should have been sent meanwhile are sent later, and find nothing amiss. */
Test(outside_omission, measured_from_the_sending_the_stall_is_hardly_there)
{
    struct fixture f;
    struct probe probe;
    wrk2(&f);
    probe_watch(&f, &probe);
    struct results *r = fixture_run(&f.c, false, false);
    uint64_t requests_n = r->total[COUNTER_READS_ISSUED], long_n = 0;
    int64_t *sent_ns = calloc(requests_n, sizeof *sent_ns);
    static struct histogram latency;
    histogram_clear(&latency);
    for (size_t i = 0; i < probe.n; i++) {
        const struct probe_event *e = &probe.event[i];
        cr_assert_lt(e->number, requests_n);
        if (e->what == PROBE_MISS) {
            sent_ns[e->number] = e->at_ns;
        } else {
            histogram_record(&latency, (uint64_t)(e->at_ns - sent_ns[e->number]));
            long_n += e->at_ns - sent_ns[e->number] > NS_PER_S;
        }
    }
    cr_assert_float_eq((double)requests_n, 40000, 1);
    cr_assert_float_eq((double)long_n, CONNECTIONS_OF_CLIENT, 1);
    cr_assert_lt(histogram_quantile_ns(&latency, 0.99), 5e6); /* 100 requests at 25,000/s: 4 ms while it catches up */
    cr_assert_gt(fixture_metric(r, "latency.session.p99"), 200 * histogram_quantile_ns(&latency, 0.99) * 1e-9);
    free(sent_ns);
    probe_free(&probe);
    results_free(r);
}
