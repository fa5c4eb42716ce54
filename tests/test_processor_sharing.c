/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Processor sharing and the Universal Scalability Law, on the structure itself. */
#include "base/rng.h"
#include "base/slots.h"
#include "model/requests/processor_sharing.h"
#include "replicate.h"
#include "scenario/config_default.h"
#include "theory/capacity.h"

enum { SLOTS = 20000, MS = 1000000 };

static struct config_database database(uint64_t cores, double contention, double coherency)
{
    struct config_database d = config_default().database;
    d.cores = cores;
    d.contention = contention;
    d.coherency = coherency;
    d.service = dist_constant(10 * MS);
    return d;
}

static void start(struct processor_sharing *s, struct config_database d)
{
    cr_assert(processor_sharing_init(s, &d, SLOTS));
    cr_assert_eq(processor_sharing_next_ns(s), TIME_NEVER);
}

/* The next query ends at that instant, and it is this one. */
static void expect_end(struct processor_sharing *s, int64_t at_ns, uint32_t slot)
{
    uint32_t got = SLOT_NONE;
    cr_assert_eq(processor_sharing_next_ns(s), at_ns, "%ld instead of %ld", (long)processor_sharing_next_ns(s),
                 (long)at_ns);
    cr_assert_not(processor_sharing_take(s, at_ns - 1, &got));
    cr_assert(processor_sharing_take(s, at_ns, &got));
    cr_assert_eq(got, slot);
}

static void expect_nothing(struct processor_sharing *s)
{
    uint32_t got;
    cr_assert_eq(processor_sharing_next_ns(s), TIME_NEVER);
    cr_assert_not(processor_sharing_take(s, INT64_MAX - 1, &got));
}

Test(processor_sharing, two_on_a_core)
{
    struct processor_sharing s;
    start(&s, database(1, 0, 0));
    processor_sharing_enter(&s, 1000, 7, 100); /* alone for 50, then shared */
    cr_assert_eq(processor_sharing_next_ns(&s), 1100);
    processor_sharing_enter(&s, 1050, 3, 200);
    expect_end(&s, 1150, 7);
    expect_end(&s, 1300, 3); /* 50 of its 200 done by half speed */
    expect_nothing(&s);
    for (uint32_t i = 0; i < 5; i++) { /* equal ones end together, in the order in which they came */
        processor_sharing_enter(&s, 2000, 10 - i, 100);
    }
    for (uint32_t i = 0; i < 5; i++) {
        expect_end(&s, 2500, 10 - i);
    }
    processor_sharing_enter(&s, 3000, 1, 0); /* needs nothing */
    expect_end(&s, 3000, 1);
    processor_sharing_release(&s);
}

Test(processor_sharing, as_many_as_cores_do_not_meet)
{
    struct processor_sharing s;
    start(&s, database(3, 0, 0));
    for (uint32_t i = 0; i < 3; i++) {
        processor_sharing_enter(&s, 0, i, 600 + i);
    }
    expect_end(&s, 600, 0);
    processor_sharing_enter(&s, 600, 3, 1000);
    expect_end(&s, 601, 1);
    expect_end(&s, 602, 2);
    for (uint32_t i = 4; i < 9; i++) { /* 6 on 3 cores */
        processor_sharing_enter(&s, 700, i, 2000);
    }
    expect_end(&s, 700 + 2 * 900, 3);
    processor_sharing_release(&s);
}

/* Who is stopped gives its share back at once, and its slot can be used again at once. */
Test(processor_sharing, leaving)
{
    struct processor_sharing s;
    start(&s, database(1, 0, 0));
    processor_sharing_enter(&s, 0, 1, 100);
    processor_sharing_enter(&s, 0, 2, 1000);
    processor_sharing_leave(&s, 100, 1);
    cr_assert_eq(processor_sharing_next_ns(&s), 1050);
    processor_sharing_enter(&s, 100, 1, 10000);
    expect_end(&s, 100 + 2 * 950, 2);
    expect_end(&s, 100 + 950 + 10000, 1);
    expect_nothing(&s);
    processor_sharing_enter(&s, 20000, 1, 5);
    processor_sharing_leave(&s, 20002, 1);
    expect_nothing(&s);
    processor_sharing_enter(&s, 20003, 1, 5); /* nothing is left of it */
    expect_end(&s, 20008, 1);
    /* whoever waits while nothing goes on, and gives up, leaves nothing behind: there is room for others */
    processor_sharing_set_speed(&s, 20008, INFINITY);
    for (uint32_t i = 0; i < 10 * SLOTS; i++) {
        processor_sharing_enter(&s, 30000 + (int64_t)i, i % SLOTS, MS);
        processor_sharing_leave(&s, 30000 + (int64_t)i, i % SLOTS);
    }
    expect_nothing(&s);
    processor_sharing_release(&s);
}

Test(processor_sharing, slow_and_hanging)
{
    struct processor_sharing s;
    start(&s, database(COUNT_UNLIMITED, 0, 0));
    processor_sharing_enter(&s, 0, 1, 1000);
    processor_sharing_set_speed(&s, 200, 4); /* 800 left */
    cr_assert_eq(processor_sharing_next_ns(&s), 200 + 3200);
    processor_sharing_enter(&s, 600, 2, 100);
    expect_end(&s, 1000, 2);
    processor_sharing_set_speed(&s, 1200, INFINITY); /* 550 left */
    expect_nothing(&s);
    processor_sharing_enter(&s, 1500, 3, 0);
    expect_nothing(&s);
    processor_sharing_set_speed(&s, 9000, 1);
    expect_end(&s, 9000, 3);
    processor_sharing_enter(&s, 9100, 2, 449);
    expect_end(&s, 9549, 2);
    expect_end(&s, 9550, 1);
    processor_sharing_set_speed(&s, 10000, 0.5); /* and faster */
    processor_sharing_enter(&s, 10000, 1, 1000);
    expect_end(&s, 10500, 1);
    processor_sharing_release(&s);
}

/* Precision does not depend on how long the database has been busy. */
Test(processor_sharing, busy_for_a_century)
{
    struct processor_sharing s;
    const int64_t year_ns = INT64_C(31557600) * NS_PER_S, step_ns = year_ns / 7;
    start(&s, database(1, 0, 0));
    processor_sharing_enter(&s, 0, 0, 80 * year_ns);
    int64_t now_ns = 0;
    while (now_ns < 100 * year_ns) { /* one more shares it for a while, now and then */
        processor_sharing_enter(&s, now_ns, 1, 1001);
        expect_end(&s, now_ns + 2002, 1);
        now_ns += step_ns;
        if (processor_sharing_next_ns(&s) < now_ns) {
            break;
        }
    }
    cr_assert_geq(now_ns, 80 * year_ns);
    expect_end(&s, 80 * year_ns + 80 * 7 * 1001 + 1001, 0);
    processor_sharing_release(&s);
}

/* Equal ones that came together end together, however their speed is rounded. */
Test(processor_sharing, equal_ones_end_together)
{
    for (uint32_t n = 2; n <= 40; n++) {
        struct processor_sharing s;
        start(&s, database(COUNT_UNLIMITED, 0.1, 0.01)); /* products that are whole numbers but for rounding */
        for (int64_t now_ns = 0, i = 1; i <= 20; i++, now_ns += NS_PER_S) {
            uint32_t slot;
            for (uint32_t k = 0; k < n; k++) {
                processor_sharing_enter(&s, now_ns, k, 1000 * i);
            }
            int64_t end_ns = processor_sharing_next_ns(&s);
            for (uint32_t k = 0; k < n; k++) {
                cr_assert(processor_sharing_take(&s, end_ns, &slot));
                cr_assert_eq(slot, k);
            }
            expect_nothing(&s);
        }
        processor_sharing_release(&s);
    }
}

/* The same, query by query: what is left of each. */
enum { FEW = 12 };

struct plain {
    long double left[FEW]; /* of the service; below 0: not there */
    long double stretch;
    int64_t at_ns;
};

static void plain_advance(struct plain *p, int64_t now_ns)
{
    for (size_t i = 0; i < FEW; i++) {
        p->left[i] -= (long double)(now_ns - p->at_ns) / p->stretch;
    }
    p->at_ns = now_ns;
}

/* Random comings and goings at changing speeds, in one busy period: what ends has had its service, and no more than the
 * rounding of what it took to a whole ns, and of its end to another. */
Test(processor_sharing, behaves_like_a_plain_list)
{
    struct processor_sharing s;
    struct plain p = {.stretch = 1};
    struct rng r = rng_seed(3, 0, 0);
    double factor = 1, n = 0;
    bool in[FEW] = {false};
    uint64_t ended = 0;
    start(&s, database(2, 0.017, 0.003));
    for (int64_t step = 0, now_ns = 0; step < 200000; step++) {
        now_ns += (int64_t)(rng_next(&r) % 700);
        uint32_t slot = (uint32_t)(rng_next(&r) % FEW);
        if (processor_sharing_next_ns(&s) <= now_ns) { /* nothing else happens before */
            now_ns = processor_sharing_next_ns(&s);
            cr_assert(processor_sharing_take(&s, now_ns, &slot));
            plain_advance(&p, now_ns);
            long double most = 1 + 1 / p.stretch + 1e-6L;
            cr_assert(p.left[slot] <= 1e-6L && p.left[slot] >= -most, "%Lg ns left", p.left[slot]);
            in[slot] = false;
            n--;
            ended++;
        } else if (rng_next(&r) % 50 == 0) {
            factor = rng_next(&r) % 4 == 0 ? 2.5 : 1;
            plain_advance(&p, now_ns);
            processor_sharing_set_speed(&s, now_ns, factor);
        } else if (!in[slot]) {
            int64_t service_ns = 1 + (int64_t)(rng_next(&r) % 5000);
            plain_advance(&p, now_ns);
            processor_sharing_enter(&s, now_ns, slot, service_ns);
            p.left[slot] = (long double)service_ns;
            in[slot] = true;
            n++;
        } else if (n > 1 && rng_next(&r) % 4 == 0) {
            plain_advance(&p, now_ns);
            processor_sharing_leave(&s, now_ns, slot);
            in[slot] = false;
            n--;
        }
        p.stretch = factor * fmax(1, n / 2) * (1 + 0.017 * (n - 1) + 0.003 * n * (n - 1));
    }
    cr_assert_gt(ended, 10000);
    processor_sharing_release(&s);
}

/* One station: Poisson arrivals, or a fixed number in service. */
struct drive {
    struct processor_sharing s;
    struct rng gaps, services;
    struct dist *gap, *service;
    struct slots slots;
    int64_t entered_ns[SLOTS];
};

static void drive_init(struct drive *w, struct config_database d, double lambda, struct dist_spec service,
                       uint64_t seed)
{
    struct dist_spec gap = {.kind = DIST_EXPONENTIAL, .a = 1e9 / lambda};
    start(&w->s, d);
    w->gaps = rng_seed(seed, 1, 0);
    w->services = rng_seed(seed, 2, 0);
    w->gap = dist_new(&gap);
    w->service = dist_new(&service);
    cr_assert(slots_init(&w->slots, SLOTS));
}

static void drive_release(struct drive *w)
{
    processor_sharing_release(&w->s);
    dist_free(w->gap);
    dist_free(w->service);
    slots_release(&w->slots);
}

static void drive_enter(struct drive *w, int64_t now_ns)
{
    uint32_t slot = slots_take(&w->slots);
    cr_assert_neq(slot, SLOT_NONE);
    w->entered_ns[slot] = now_ns;
    processor_sharing_enter(&w->s, now_ns, slot, dist_draw(w->service, &w->services));
}

/* Mean time in the system, s, of n queries that come by a Poisson process to an empty station, but for the first
 * tenth of them. */
static double mean_sojourn_s(struct drive *w, uint64_t n)
{
    int64_t next_ns = 0;
    uint64_t come = 0, gone = 0;
    double sum = 0;
    while (gone < n) {
        uint32_t slot;
        if (come < n && next_ns < processor_sharing_next_ns(&w->s)) {
            drive_enter(w, next_ns);
            come++;
            next_ns += dist_draw(w->gap, &w->gaps);
            continue;
        }
        int64_t now_ns = processor_sharing_next_ns(&w->s);
        while (processor_sharing_take(&w->s, now_ns, &slot)) {
            sum += ++gone > n / 10 ? (double)(now_ns - w->entered_ns[slot]) * 1e-9 : 0;
            slots_give(&w->slots, slot);
        }
    }
    return sum / (double)(n - n / 10);
}

/* Replications of a station against theory, at 99.9% confidence. */
static void compare_sojourn(struct config_database d, double lambda, struct dist_spec service, double theory_s)
{
    enum { N = 20 };
    static struct drive w;
    double value[N];
    for (uint64_t i = 0; i < N; i++) {
        drive_init(&w, d, lambda, service, 100 + i);
        value[i] = mean_sojourn_s(&w, 300000);
        drive_release(&w);
    }
    double mean = gsl_stats_mean(value, 1, N);
    double half = gsl_cdf_tdist_Pinv(0.9995, N - 1) * gsl_stats_sd(value, 1, N) / sqrt(N);
    cr_assert_lt(half, 0.05 * theory_s, "%g +- %g is too wide to tell", mean, half);
    cr_assert_lt(fabs(mean - theory_s), half, "theory %g, simulated %g +- %g", theory_s, mean, half);
}

/* The mean time in an M/G/1 processor-sharing station is S / (1 - rho), whatever the distribution. */
Test(processor_sharing, mg1_ps_is_insensitive)
{
    const double s = 0.01, rho[] = {0.5, 0.8};
    const struct dist_spec service[] = {
        dist_constant(10 * MS), {.kind = DIST_EXPONENTIAL, .a = 10 * MS}, dist_lognormal_mean_cv(10 * MS, 2)};
    for (size_t i = 0; i < 2; i++) {
        for (size_t k = 0; k < 3; k++) {
            compare_sojourn(database(1, 0, 0), rho[i] / s, service[k], s / (1 - rho[i]));
        }
    }
}

/* Over c cores with exponential service as many leave per second as from M/M/c: the same mean time in the system,
 * S (1 + C / (c (1 - rho))) with Erlang's C. */
Test(processor_sharing, mmc_ps_equals_mmc)
{
    const double s = 0.01;
    const struct dist_spec service = {.kind = DIST_EXPONENTIAL, .a = 10 * MS};
    const uint64_t cores[] = {2, 10};
    for (size_t i = 0; i < 2; i++) {
        double c = (double)cores[i], a = 0.85 * c, b = 1;
        for (double k = 1; k <= c; k++) {
            b = a * b / (k + a * b);
        }
        double wait = b / (1 - 0.85 * (1 - b));
        compare_sojourn(database(cores[i], 0, 0), a / s, service, s * (1 + wait / (c - a)));
    }
}

/* The clock stands between two nanoseconds when a query enters: its finish is rounded up, so that it is never served less than
 * it needs. Whoever comes when nobody is there begins with a clock at 0: he takes what he needs, to the nanosecond. */
Test(processor_sharing, rounds_up_and_begins_anew)
{
    struct processor_sharing s;
    start(&s, database(1, 0, 0));
    processor_sharing_enter(&s, 0, 0, 10);
    processor_sharing_enter(&s, 1, 1, 10);
    processor_sharing_enter(&s, 2, 2, 10); /* at 1.5: it is to end at 12 */
    expect_end(&s, 28, 0);
    expect_end(&s, 30, 1);
    expect_end(&s, 31, 2);
    processor_sharing_enter(&s, 100, 3, 10);
    expect_end(&s, 110, 3);
    expect_nothing(&s);
    processor_sharing_release(&s);
}

/* With n always in service, one ends every 1 / X(n) on average. */
static double throughput_of(struct drive *w, uint64_t n, uint64_t ends)
{
    uint32_t slot;
    uint64_t ended = 0;
    int64_t now_ns = 0;
    for (uint64_t i = 0; i < n; i++) {
        drive_enter(w, 0);
    }
    while (ended < ends) {
        now_ns = processor_sharing_next_ns(&w->s);
        while (processor_sharing_take(&w->s, now_ns, &slot)) {
            slots_give(&w->slots, slot);
            drive_enter(w, now_ns);
            ended++;
        }
    }
    return (double)ended / (double)now_ns * 1e9;
}

static double usl_per_s(double n, double sigma, double kappa, double s)
{
    return n / (s * (1 + sigma * (n - 1) + kappa * n * (n - 1)));
}

Test(processor_sharing, usl_point_by_point)
{
    static struct drive w;
    const double sigma[] = {0, 0.02, 0.1}, kappa[] = {0.0005, 0, 0.002};
    for (size_t k = 0; k < 3; k++) {
        double most = 0;
        struct config_database d = database(COUNT_UNLIMITED, sigma[k], kappa[k]);
        for (uint64_t n = 1; n <= 64; n++) {
            double theory = usl_per_s((double)n, sigma[k], kappa[k], 0.01);
            drive_init(&w, d, 1, d.service, 1);
            double got = throughput_of(&w, n, 20 * n);
            cr_assert_float_eq(got, theory, 1e-6 * theory, "n %lu: %.9g, theory %.9g", (unsigned long)n, got, theory);
            drive_release(&w);
            most = fmax(most, theory);
            d.connections = n;
            cr_assert_float_eq(capacity_per_s(&d), most, 1e-9 * most, "n %lu", (unsigned long)n);
            d.connections = COUNT_UNLIMITED;
        }
    }
}

/* Cores and interference together: min(n, c) / (1 + ...). */
Test(processor_sharing, usl_over_cores)
{
    static struct drive w;
    struct config_database d = database(8, 0.01, 0.001);
    for (uint64_t n = 1; n <= 64; n *= 2) {
        double theory = usl_per_s((double)n, 0.01, 0.001, 0.01) * fmin(1, 8 / (double)n);
        drive_init(&w, d, 1, d.service, 1);
        double got = throughput_of(&w, n, 20 * n); /* once: cr_assert_float_eq evaluates its arguments twice */
        cr_assert_float_eq(got, theory, 1e-6 * theory, "n %lu: %.9g, theory %.9g", (unsigned long)n, got, theory);
        drive_release(&w);
    }
    cr_assert_float_eq(capacity_per_s(&d), usl_per_s(8, 0.01, 0.001, 0.01), 1e-9);
    d.cores = COUNT_UNLIMITED; /* sqrt(.99 / .001) = 31.46: 31 is better than 32 */
    cr_assert_float_eq(capacity_per_s(&d), usl_per_s(31, 0.01, 0.001, 0.01), 1e-9);
    d.coherency = 0.00099; /* 31.62: 32 is better */
    cr_assert_float_eq(capacity_per_s(&d), usl_per_s(32, 0.01, 0.00099, 0.01), 1e-9);
    d.coherency = 0;
    d.contention = 0;
    cr_assert(isinf(capacity_per_s(&d)));
    d.contention = 0.05; /* 1 / sigma in parallel, at most */
    cr_assert_float_eq(capacity_per_s(&d), 2000, 1e-9);
    d.contention = 1;
    cr_assert_float_eq(capacity_per_s(&d), 100, 1e-9);
    d.contention = 3;
    cr_assert_float_eq(capacity_per_s(&d), 100, 1e-9);
}
