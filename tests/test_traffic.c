/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Traffic: laws of the arrivals (99.99% confidence, fixed seeds), balancing, keys, the merge of sources and the second
 * thread.
 */
#include "chi_square.h"
#include "events/registry.h"
#include "fixture.h"
#include "model/sessions/traffic.h"

enum { ARRIVALS_MOST = 400000 };

/* The instants of all sessions. Returns how many. */
static size_t instants(const struct config *c, int64_t *at_ns)
{
    struct traffic t;
    size_t n = 0;
    cr_assert(traffic_init(&t, c, NULL, false, NULL));
    while (t.first_ns != TIME_NEVER) {
        struct arrival a;
        int64_t first_ns = t.first_ns;
        traffic_take(&t, &a);
        cr_assert_eq(a.at_ns, first_ns);
        cr_assert(n == 0 || a.at_ns >= at_ns[n - 1]);
        cr_assert_lt(n, ARRIVALS_MOST);
        at_ns[n++] = a.at_ns;
    }
    traffic_release(&t);
    return n;
}

/* Counts in `bins_n` equal bins of the run against their expectations. */
static double p_of_counts(const struct config *c, const int64_t *at_ns, size_t n, const double *expected, size_t bins_n)
{
    uint64_t *count = calloc(bins_n, sizeof *count);
    for (size_t i = 0; i < n; i++) {
        count[(size_t)((double)at_ns[i] / (double)c->run.duration_ns * (double)bins_n)]++;
    }
    double statistic = 0; /* counts are independent: as many degrees of freedom as bins */
    for (size_t i = 0; i < bins_n; i++) {
        statistic += ((double)count[i] - expected[i]) * ((double)count[i] - expected[i]) / expected[i];
    }
    free(count);
    return gsl_cdf_chisq_Q(statistic, (double)bins_n);
}

static int64_t *room_for_instants(void)
{
    int64_t *at_ns = malloc(ARRIVALS_MOST * sizeof *at_ns);
    cr_assert_not_null(at_ns);
    return at_ns;
}

/* Gaps of a Poisson process: a chi-square test of 1 - e^(-lambda gap) being uniform. */
Test(traffic, poisson_gaps_are_exponential)
{
    struct fixture f;
    int64_t *at_ns = room_for_instants();
    fixture_init(&f);
    f.source[0].sessions_per_s = 10000;
    size_t n = instants(&f.c, at_ns);
    uint64_t count[50] = {0};
    double expected[50];
    for (size_t i = 0; i < 50; i++) {
        expected[i] = (double)(n - 1) / 50;
    }
    for (size_t i = 1; i < n; i++) {
        count[(size_t)(50 * (1 - exp(-1e4 * (double)(at_ns[i] - at_ns[i - 1]) * 1e-9)))]++;
    }
    cr_assert_gt(chi_square_p(expected, count, 50), CHI_SQUARE_LEAST);
    cr_assert_float_eq((double)n, 1e5, 4 * sqrt(1e5));
    free(at_ns);
}

/* Shape times traffic event: counts per bin are Poisson around the integral of the rate. */
Test(traffic, poisson_arrivals_follow_the_rate)
{
    struct fixture f;
    int64_t *at_ns = room_for_instants();
    struct config_shape_point shape[] = {{2 * NS_PER_S, 1}, {5 * NS_PER_S, 4}, {6 * NS_PER_S, 0.5}};
    struct rate r;
    double expected[200];
    fixture_init(&f);
    f.source[0].sessions_per_s = 10000;
    f.source[0].shape = shape;
    f.source[0].shape_n = 3;
    f.event[f.c.events_n++] =
        (struct config_event){.at_ns = 3 * NS_PER_S, .type = &traffic_event, .x = 2, .ramp_ns = 4 * NS_PER_S};
    cr_assert(rate_init(&r, &f.c, 0));
    for (size_t i = 0; i < 200; i++) {
        double from_s = (double)i / 20;
        expected[i] = rate_cumulative(&r, from_s + 0.05) - rate_cumulative(&r, from_s);
    }
    size_t n = instants(&f.c, at_ns);
    cr_assert_gt(p_of_counts(&f.c, at_ns, n, expected, 200), CHI_SQUARE_LEAST);
    f.source[0].arrivals = ARRIVALS_EVEN; /* the k-th where the rate has summed up to k + 1/2 */
    n = instants(&f.c, at_ns);
    cr_assert_eq(n, (size_t)(rate_cumulative(&r, 10) + 0.5));
    for (size_t i = 0; i < n; i++) {
        cr_assert_float_eq(rate_cumulative(&r, (double)at_ns[i] * 1e-9), (double)i + 0.5, 1e-3);
    }
    rate_release(&r);
    free(at_ns);
}

/* A Poisson burst is that of n uniforms: right in number, uniform, and with gaps as uniform order
 * statistics have them (n gaps squared sum to 2 n / ((n + 1)(n + 2)) on average). */
Test(traffic, bursts)
{
    struct fixture f;
    int64_t *at_ns = room_for_instants();
    double expected[100];
    uint64_t count[100] = {0};
    fixture_init(&f);
    f.source[0] = fixture_burst("burst", 0, 2, 50000);
    f.source[0].burst_over_ns = 4 * NS_PER_S;
    cr_assert_eq(instants(&f.c, at_ns), 50000);
    double squares = 0;
    for (size_t i = 0; i < 50000; i++) {
        double at = ((double)at_ns[i] * 1e-9 - 2) / 4, gap = i > 0 ? (double)(at_ns[i] - at_ns[i - 1]) * 0.25e-9 : at;
        cr_assert(at >= 0 && at < 1);
        count[(size_t)(100 * at)]++;
        squares += gap * gap;
    }
    for (size_t i = 0; i < 100; i++) {
        expected[i] = 500;
    }
    cr_assert_gt(chi_square_p(expected, count, 100), CHI_SQUARE_LEAST);
    cr_assert_float_eq(squares * 50000, 2, 4 * 2 * sqrt(5.0 / 50000)); /* the sum of n unit exponentials squared */

    f.source[0].arrivals = ARRIVALS_EVEN;
    cr_assert_eq(instants(&f.c, at_ns), 50000);
    for (size_t i = 0; i < 50000; i++) {
        cr_assert_float_eq((double)at_ns[i], 2e9 + ((double)i + 0.5) * 4e9 / 50000, 2);
    }
    f.source[0].burst_over_ns = 0; /* all at once */
    cr_assert_eq(instants(&f.c, at_ns), 50000);
    cr_assert(at_ns[0] == 2 * NS_PER_S && at_ns[49999] == 2 * NS_PER_S);
    f.source[0].burst_over_ns = 16 * NS_PER_S; /* what comes after the end does not come */
    cr_assert_eq(instants(&f.c, at_ns), 25000);
    free(at_ns);
}

/* The first of three sessions, over many bursts: least of three uniforms, so 1 - (1 - u)^3 is uniform; the last is the
 * greatest of three, so u^3 is. 99.99% confidence each. */
Test(traffic, small_bursts_are_order_statistics)
{
    enum { BURSTS = 50, SEEDS = 40 };
    struct fixture f;
    struct config_source burst[BURSTS];
    char name[BURSTS][16];
    uint64_t first[20] = {0}, last[20] = {0};
    double expected[20];
    fixture_init(&f);
    f.c.sources = burst;
    f.c.sources_n = BURSTS;
    for (size_t i = 0; i < BURSTS; i++) {
        snprintf(name[i], sizeof name[i], "burst %zu", i);
        burst[i] = fixture_burst(name[i], 0, 0, 3);
        burst[i].burst_over_ns = NS_PER_S;
    }
    for (f.c.run.seed = 0; f.c.run.seed < SEEDS; f.c.run.seed++) {
        struct traffic t;
        struct arrival a;
        uint32_t taken[BURSTS] = {0};
        cr_assert(traffic_init(&t, &f.c, NULL, false, NULL));
        while (t.first_ns != TIME_NEVER) {
            traffic_take(&t, &a);
            double u = (double)a.at_ns * 1e-9;
            taken[a.source]++;
            first[(size_t)(20 * (1 - pow(1 - u, 3)))] += taken[a.source] == 1;
            last[(size_t)(20 * pow(u, 3))] += taken[a.source] == 3;
        }
        traffic_release(&t);
    }
    for (size_t i = 0; i < 20; i++) {
        expected[i] = BURSTS * SEEDS / 20.0;
    }
    cr_assert_gt(chi_square_p(expected, first, 20), CHI_SQUARE_LEAST);
    cr_assert_gt(chi_square_p(expected, last, 20), CHI_SQUARE_LEAST);
}

/* Three sources with equal even arrivals tie at every instant: the one declared first goes first. */
Test(traffic, ties_fall_to_the_source_declared_first)
{
    struct fixture f;
    struct traffic t;
    fixture_init(&f);
    f.c.sources_n = 3;
    f.source[0].arrivals = ARRIVALS_EVEN;
    f.source[1] = f.source[2] = f.source[0];
    f.source[1].name = "a";
    f.source[2].name = "b";
    cr_assert(traffic_init(&t, &f.c, NULL, false, NULL));
    uint32_t n = 0;
    for (; t.first_ns != TIME_NEVER; n++) {
        struct arrival a;
        traffic_take(&t, &a);
        cr_assert_eq(a.source, n % 3);
        cr_assert_eq(a.first_read, ((uint64_t)(n % 3) << 48) + n / 3);
    }
    cr_assert_eq(n, 3000);
    traffic_release(&t);
}

Test(traffic, balancing_spreads_sessions_over_servers)
{
    struct fixture f;
    struct traffic t;
    double expected[7];
    uint64_t count[7] = {0};
    fixture_init(&f);
    f.c.servers.count = 7;
    f.source[0].sessions_per_s = 7000;
    cr_assert(traffic_init(&t, &f.c, NULL, false, NULL));
    uint64_t n = 0;
    for (; t.first_ns != TIME_NEVER; n++) {
        struct arrival a;
        traffic_take(&t, &a);
        count[a.server]++;
    }
    traffic_release(&t);
    for (size_t i = 0; i < 7; i++) {
        expected[i] = (double)n / 7;
    }
    cr_assert_gt(chi_square_p(expected, count, 7), CHI_SQUARE_LEAST);
    f.c.servers.balancing = BALANCING_ROUND_ROBIN;
    cr_assert(traffic_init(&t, &f.c, NULL, false, NULL));
    for (uint32_t i = 0; t.first_ns != TIME_NEVER; i++) {
        struct arrival a;
        traffic_take(&t, &a);
        cr_assert_eq(a.server, i % 7);
    }
    traffic_release(&t);
}

static void several_sources(struct fixture *f)
{
    fixture_init(f);
    f->c.keys.popularity.exponent = 0.99;
    f->c.cache.latency = (struct dist_spec){.kind = DIST_EXPONENTIAL, .a = 1e6};
    f->c.cache.nodes = 5;
    f->c.servers.count = 3;
    f->c.sources_n = 4;
    f->source[0].sessions_per_s = 2000;
    f->source[0].reads_per_session = 7;
    f->source[1] = fixture_source("even");
    f->source[1].sessions_per_s = 40;
    f->source[1].reads_per_session = 5000;
    f->source[1].arrivals = ARRIVALS_EVEN;
    f->source[2] = fixture_source("one");
    f->source[2].sessions_per_s = 900;
    f->source[2].key_rank = 9;
    f->source[3] = fixture_burst("burst", 0, 0, 2048 * 3); /* batches that are exactly full */
    f->source[3].reads_per_session = 2;
    f->source[3].burst_over_ns = NS_PER_S;
}

/* What a second thread draws ahead is what would have been drawn on the spot, at every read; batches do not
 * show: sessions are numbered through. */
Test(traffic, drawing_ahead_on_a_thread_changes_nothing)
{
    struct fixture f;
    struct traffic here, ahead;
    struct epochs epochs;
    uint64_t sessions_n[4] = {0}, in_era[3] = {0};
    several_sources(&f);
    fixture_event(&f, &node_loss_event, 3.5, 0);
    fixture_event(&f, &node_return_event, 7.25, 0);
    cr_assert(epochs_init(&epochs, &f.c));
    cr_assert(traffic_init(&here, &f.c, &epochs, false, NULL) && traffic_init(&ahead, &f.c, &epochs, true, NULL));
    while (here.first_ns != TIME_NEVER) {
        struct arrival a, b;
        cr_assert_eq(here.first_ns, ahead.first_ns);
        traffic_take(&here, &a);
        traffic_take(&ahead, &b);
        cr_assert(a.at_ns == b.at_ns && a.source == b.source && a.server == b.server && a.first_read == b.first_read);
        size_t reads_n = f.source[a.source].reads_per_session;
        cr_assert_eq(a.first_read, ((uint64_t)a.source << 48) + sessions_n[a.source]++ * reads_n);
        cr_assert_eq(memcmp(a.key, b.key, reads_n * sizeof *a.key), 0);
        cr_assert_eq(memcmp(a.lookup_ns, b.lookup_ns, reads_n * sizeof *a.lookup_ns), 0);
        cr_assert_eq(memcmp(a.node, b.node, reads_n * sizeof *a.node), 0);
        size_t epoch = a.at_ns < 3500 * NS_PER_MS ? 0 : a.at_ns < 7250 * NS_PER_MS ? 1 : 2;
        in_era[epoch]++;
        for (size_t i = 0; i < reads_n; i++) {
            cr_assert_lt(a.key[i], 1000);
            cr_assert_eq(a.node[i], ring_node(epochs.epoch[epoch].ring, a.key[i]));
            cr_assert(a.source != 2 || a.key[i] == 8);
        }
    }
    cr_assert_eq(ahead.first_ns, TIME_NEVER);
    cr_assert(sessions_n[0] > 19000 && sessions_n[1] == 400 && sessions_n[2] > 8000 && sessions_n[3] == 2048 * 3);
    cr_assert(in_era[0] > 1000 && in_era[1] > 1000 && in_era[2] > 1000);
    traffic_release(&here);
    traffic_release(&ahead);
    epochs_release(&epochs);
}

/* A source's sessions depend on its name and the seed, not on what else is declared. */
Test(traffic, sources_do_not_disturb_each_other)
{
    struct fixture f;
    struct traffic all, alone;
    several_sources(&f);
    cr_assert(traffic_init(&all, &f.c, NULL, false, NULL));
    struct config single = f.c;
    single.sources = &f.source[1];
    single.sources_n = 1;
    cr_assert(traffic_init(&alone, &single, NULL, false, NULL));
    uint64_t n = 0;
    while (all.first_ns != TIME_NEVER) {
        struct arrival a, b;
        traffic_take(&all, &a);
        if (a.source != 1) {
            continue;
        }
        traffic_take(&alone, &b);
        cr_assert(a.at_ns == b.at_ns && a.server == b.server && memcmp(a.key, b.key, 5000 * sizeof *a.key) == 0);
        cr_assert_eq(memcmp(a.lookup_ns, b.lookup_ns, 5000 * sizeof *a.lookup_ns), 0);
        n++;
    }
    cr_assert_eq(n, 400);
    cr_assert_eq(alone.first_ns, TIME_NEVER);
    traffic_release(&all);
    traffic_release(&alone);
}

/* Released while the second thread still draws, or waits for room. */
Test(traffic, can_be_released_at_any_time)
{
    for (int taken = 0; taken < 40; taken++) {
        struct fixture f;
        struct traffic t;
        several_sources(&f);
        cr_assert(traffic_init(&t, &f.c, NULL, true, NULL));
        for (int i = 0; i < taken * 10; i++) {
            struct arrival a;
            traffic_take(&t, &a);
        }
        traffic_release(&t);
        cr_assert_null(t.source);
    }
}

/* The k-th user of a source is the k-th user whatever the rate: other instants, and the same server, keys, round trips and
 * numbers of reads, by which all later draws are addressed. */
Test(traffic, the_kth_user_stays_the_kth_at_another_rate)
{
    enum { USERS = 3000, READS = 3 };
    struct kept {
        uint64_t first_read;
        uint32_t server, key[READS];
        int64_t lookup_ns[READS];
    } *kept = calloc(USERS, sizeof *kept);
    struct config_shape_point shape[] = {{0, 0.5}, {NS_PER_S, 4}, {2 * NS_PER_S, 1}};
    for (int changed = 0; changed < 2; changed++) {
        struct fixture f;
        struct traffic t;
        fixture_init(&f);
        f.c.servers.count = 7;
        f.c.keys.popularity.exponent = 0.9;
        f.c.cache.latency = (struct dist_spec){.kind = DIST_EXPONENTIAL, .a = 1e6};
        f.source[0].reads_per_session = READS;
        f.source[0].sessions_per_s = changed ? 3700 : 1000;
        f.source[0].shape = shape;
        f.source[0].shape_n = changed ? 3 : 0;
        cr_assert(traffic_init(&t, &f.c, NULL, false, NULL));
        for (size_t k = 0; k < USERS; k++) {
            struct arrival a;
            traffic_take(&t, &a);
            for (size_t i = 0; changed && i < READS; i++) {
                cr_assert(a.key[i] == kept[k].key[i] && a.lookup_ns[i] == kept[k].lookup_ns[i], "user %zu", k);
            }
            cr_assert(!changed || (a.server == kept[k].server && a.first_read == kept[k].first_read), "user %zu", k);
            kept[k].first_read = a.first_read;
            kept[k].server = a.server;
            memcpy(kept[k].key, a.key, sizeof kept[k].key);
            memcpy(kept[k].lookup_ns, a.lookup_ns, sizeof kept[k].lookup_ns);
        }
        traffic_release(&t);
    }
    free(kept);
}
