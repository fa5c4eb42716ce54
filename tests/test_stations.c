/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The three places where one waits in line (for a worker, for a connection of the pool, for the database), each against a
 * plain first-come-first-served station on the same arrivals, to the nanosecond: who is turned away, who gives up, how long
 * the others take.
 */
#include "fixture.h"
#include "model/sessions/traffic.h"

enum { ARRIVALS_MOST = 20000 };

struct station {
    size_t replacement_n; /* served at once */
    uint64_t queue_limit; /* waiting at once */
    int64_t service_ns, patience_ns;
};

struct expectation_result {
    uint64_t ok, turned_away, gave_up;
    int64_t sum_ns, max_ns; /* of those that were served, waiting included */
    uint64_t queue_peak;
};

static size_t instants(const struct config *c, int64_t *at_ns)
{
    struct traffic t;
    size_t n = 0;
    cr_assert(traffic_init(&t, c, NULL, false, NULL));
    for (; t.first_ns != TIME_NEVER; n++) {
        struct arrival a;
        cr_assert_lt(n, ARRIVALS_MOST);
        traffic_take(&t, &a);
        at_ns[n] = a.at_ns;
    }
    traffic_release(&t);
    return n;
}

/* When the next one who comes can begin: there are few places, so they are all looked at. */
static int64_t *first_free(int64_t *free_ns, size_t n)
{
    size_t first = 0;
    for (size_t i = 1; i < n; i++) {
        first = free_ns[i] < free_ns[first] ? i : first;
    }
    return &free_ns[first];
}

static struct expectation_result serve(const struct station *s, const int64_t *at_ns, size_t n)
{
    struct expectation_result out = {.ok = 0};
    int64_t free_ns[16] = {0}, *leaves_queue_ns = calloc(n, sizeof *leaves_queue_ns);
    cr_assert_not_null(leaves_queue_ns);
    for (size_t i = 0; i < n; i++) {
        int64_t *place = first_free(free_ns, s->replacement_n);
        int64_t begin_ns = *place > at_ns[i] ? *place : at_ns[i];
        uint64_t waiting = 0;
        for (size_t k = i; k > 0 && i - k < 3000; k--) {
            waiting += leaves_queue_ns[k - 1] > at_ns[i];
        }
        if (begin_ns > at_ns[i] && waiting >= s->queue_limit) {
            out.turned_away++;
            continue;
        }
        bool gives_up = s->patience_ns != TIME_NEVER && begin_ns > at_ns[i] + s->patience_ns;
        leaves_queue_ns[i] = gives_up ? at_ns[i] + s->patience_ns : begin_ns;
        out.queue_peak = begin_ns > at_ns[i] && waiting + 1 > out.queue_peak ? waiting + 1 : out.queue_peak;
        if (gives_up) {
            out.gave_up++;
            continue;
        }
        *place = begin_ns + s->service_ns;
        int64_t took_ns = *place - at_ns[i];
        out.ok++;
        out.sum_ns += took_ns;
        out.max_ns = took_ns > out.max_ns ? took_ns : out.max_ns;
    }
    free(leaves_queue_ns);
    return out;
}

/* Reads that all go to the database, so fast that a station of 5 places with 10 ms each is asked for 1.2 times what it can
 * do; traffic ends a while before the run does. */
static size_t busy_config(struct fixture *f, struct config_shape_point *shape, int64_t *at_ns)
{
    fixture_init(f);
    f->c.cache.present = false;
    f->c.run.duration_ns = 30 * NS_PER_S;
    f->c.database.service = dist_constant(10 * NS_PER_MS);
    f->source[0].sessions_per_s = 600;
    shape[0] = (struct config_shape_point){10 * NS_PER_S, 1};
    shape[1] = (struct config_shape_point){10 * NS_PER_S + 1, 0};
    f->source[0].shape = shape;
    f->source[0].shape_n = 2;
    return instants(&f->c, at_ns);
}

static void same(const struct results *r, const struct expectation_result *expected, uint64_t failed)
{
    cr_assert_eq(r->total[COUNTER_SESSIONS_OK], expected->ok, "%lu ok, not %lu",
                 (unsigned long)r->total[COUNTER_SESSIONS_OK], (unsigned long)expected->ok);
    cr_assert_eq(r->total[COUNTER_SESSIONS_FAILED], failed);
    cr_assert_eq((int64_t)r->session.ok.sum_ns, expected->sum_ns);
    cr_assert_eq((int64_t)r->session.ok.max_ns, expected->max_ns);
}

Test(stations, workers_and_their_accept_queue)
{
    struct fixture f;
    struct config_shape_point shape[2];
    int64_t *at_ns = malloc(ARRIVALS_MOST * sizeof *at_ns);
    const uint64_t limits[] = {COUNT_UNLIMITED, 20, 1, 0};
    size_t n = busy_config(&f, shape, at_ns);
    f.c.servers.workers = 5;
    for (size_t i = 0; i < 4; i++) {
        f.c.servers.accept_queue = limits[i];
        struct station s = {5, limits[i], 10 * NS_PER_MS, TIME_NEVER};
        struct expectation_result expected = serve(&s, at_ns, n);
        struct results *r = fixture_run(&f.c, false, false);
        same(r, &expected, expected.turned_away);
        cr_assert_eq(r->total[COUNTER_SESSIONS_REJECTED], expected.turned_away);
        cr_assert_eq(expected.turned_away > 0, i > 0);
        double peak = 0;
        for (size_t w = 0; w < r->windows_n; w++) {
            peak = fmax(peak, r->windows[w].gauge[GAUGE_ACCEPT_QUEUE_PEAK]);
        }
        cr_assert_eq(peak, (double)expected.queue_peak);
        results_free(r);
    }
    free(at_ns);
}

Test(stations, pools_and_their_patience)
{
    struct fixture f;
    struct config_shape_point shape[2];
    int64_t *at_ns = malloc(ARRIVALS_MOST * sizeof *at_ns);
    const int64_t patience_ns[] = {TIME_NEVER, 123456789, 3 * NS_PER_MS};
    size_t n = busy_config(&f, shape, at_ns);
    f.c.servers.pool_size = 5;
    for (size_t i = 0; i < 3; i++) {
        f.c.servers.pool_wait_timeout_ns = patience_ns[i];
        struct station s = {5, COUNT_UNLIMITED, 10 * NS_PER_MS, patience_ns[i]};
        struct expectation_result expected = serve(&s, at_ns, n);
        struct results *r = fixture_run(&f.c, false, false);
        same(r, &expected, expected.gave_up);
        cr_assert_eq(r->total[COUNTER_POOL_TIMED_OUT], expected.gave_up);
        cr_assert_eq(expected.gave_up > 0, i > 0);
        cr_assert_eq(r->pool_waiting_peak, expected.queue_peak);
        cr_assert_eq(r->pool_in_use_peak, 5);
        cr_assert_eq(r->pool_wait.n, expected.ok); /* those that got a connection */
        cr_assert_eq((int64_t)r->pool_wait.sum_ns, expected.sum_ns - (int64_t)expected.ok * 10 * NS_PER_MS);
        results_free(r);
    }
    free(at_ns);
}

Test(stations, the_database_and_its_queue)
{
    struct fixture f;
    struct config_shape_point shape[2];
    int64_t *at_ns = malloc(ARRIVALS_MOST * sizeof *at_ns);
    const uint64_t limits[] = {COUNT_UNLIMITED, 20, 1, 0};
    size_t n = busy_config(&f, shape, at_ns);
    f.c.database.connections = 5;
    for (size_t i = 0; i < 4; i++) {
        f.c.database.queue_limit = limits[i];
        struct station s = {5, limits[i], 10 * NS_PER_MS, TIME_NEVER};
        struct expectation_result expected = serve(&s, at_ns, n);
        struct results *r = fixture_run(&f.c, false, false);
        same(r, &expected, expected.turned_away);
        cr_assert_eq(r->total[COUNTER_DB_REJECTED], expected.turned_away);
        cr_assert_eq(r->db_queue_peak, expected.queue_peak);
        cr_assert_eq((int64_t)r->db_wait.sum_ns, expected.sum_ns - (int64_t)expected.ok * 10 * NS_PER_MS);
        double busy_s = (double)expected.ok * 0.01; /* of 5 connections, in 30 s */
        cr_assert_float_eq(r->db_utilisation_mean, busy_s / 5 / 30, 1e-9);
        results_free(r);
    }
    free(at_ns);
}
