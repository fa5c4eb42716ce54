/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a database can serve, and how much of that is asked of it, where queries in service share it. */
#include <criterion/criterion.h>
#include <math.h>

#include "model/requests/load.h"
#include "scenario/config_default.h"

static double share_of(struct load *l, int64_t *now_ns, struct load_now now, double *capacity_per_s)
{
    int64_t from_ns = *now_ns;
    load_note(l, from_ns, &now);
    *now_ns += NS_PER_S;
    struct load_mean mean = load_close(l, from_ns, *now_ns);
    *capacity_per_s = mean.capacity_per_s;
    return mean.share;
}

/* Two cores, sigma 10%, 10 ms: X(1) = 100, X(2) = 200 / 1.1, which is the most, X(4) = 200 / 1.3: beyond the cores nothing is
 * won, and more company costs more. A connection is no core. */
Test(load, no_more_than_the_cores_can_do)
{
    struct config c = config_default();
    c.database.connections = 100;
    c.database.cores = 2;
    c.database.contention = 0.1;
    c.database.service = dist_constant(10 * NS_PER_MS);
    const double most = 200 / 1.1, late = 200 / 1.3;
    const struct {
        struct load_now now;
        double share, capacity_per_s;
    } cases[] = {
        {{.busy = 0, .factor = 1}, 0, most},
        {{.busy = 1, .factor = 1}, 100 / most, most},
        {{.busy = 2, .factor = 1}, 1, most},
        {{.busy = 4, .factor = 1}, 1, late},
        {{.busy = 1, .factor = 4}, 100 / most, most / 4}, /* as busy, for it is slow */
        {{.busy = 4, .factor = 4}, 1, late / 4},
        {{.busy = 1, .factor = 1, .hangs = true}, 1, 0},
        {{.busy = 1, .factor = 1, .refuses = true}, 0, 0},
    };
    struct load l;
    int64_t now_ns = 0;
    load_init(&l, &c.database);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double capacity_per_s = NAN, share = share_of(&l, &now_ns, cases[i].now, &capacity_per_s);
        cr_assert_float_eq(share, cases[i].share, 1e-9, "case %zu: %g", i, share);
        cr_assert_float_eq(capacity_per_s, cases[i].capacity_per_s, 1e-9, "case %zu: %g", i, capacity_per_s);
    }
}

/* A window's means are weighted by time: a quarter of it down, half of it slowed. */
Test(load, means_over_a_window)
{
    struct config c = config_default();
    c.database.cores = 2;
    c.database.service = dist_constant(10 * NS_PER_MS);
    struct load l;
    load_init(&l, &c.database);
    load_note(&l, 0, &(struct load_now){.busy = 1, .factor = 1});
    load_note(&l, 250 * NS_PER_MS, &(struct load_now){.busy = 1, .factor = 1, .hangs = true});
    load_note(&l, 500 * NS_PER_MS, &(struct load_now){.busy = 1, .factor = 2});
    struct load_mean mean = load_close(&l, 0, NS_PER_S);
    cr_assert_float_eq(mean.capacity_per_s, 0.25 * 200 + 0.5 * 100, 1e-9);
    cr_assert_float_eq(mean.share, 0.75 * 0.5 + 0.25, 1e-9);
    mean = load_close(&l, NS_PER_S, 2 * NS_PER_S); /* the next begins with what is */
    cr_assert_float_eq(mean.capacity_per_s, 100, 1e-9);
    cr_assert_float_eq(mean.share, 0.5, 1e-9);
}
