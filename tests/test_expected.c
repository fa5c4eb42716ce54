/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What theory says of a run, drawn beside it: the formulas where they apply, and nothing where they do not. */
#include "events/registry.h"
#include "fixture.h"
#include "theory/expected.h"
#include "theory/stationary.h"

static void restart(struct fixture *f)
{
    fixture_init(f);
    f->c.keys.count = 10000;
    f->c.keys.popularity.exponent = 0.9;
    f->source[0].sessions_per_s = 5000;
    f->c.cache.start = CACHE_START_WARM;
    f->c.cache.ttl_ns = 30 * NS_PER_S;
    f->c.database.service = dist_constant(0);
    f->c.run.duration_ns = 60 * NS_PER_S;
    fixture_event(f, &cache_restart_event, 20, 0);
}

/* Stationary, then warming up, then stationary again when entries have begun to expire; the simulation agrees, window by
 * window, as long as the formula is exact (4 standard deviations of 5,000 reads). */
Test(expected, hit_ratio_of_a_restart)
{
    struct fixture f;
    restart(&f);
    double stationary = stationary_hit_ratio(&f.c);
    cr_assert_eq(expected_hit_ratio(&f.c, 10), stationary);
    cr_assert_eq(expected_hit_ratio(&f.c, 25), stationary_warmup_hit_ratio(&f.c, 5));
    cr_assert_eq(expected_hit_ratio(&f.c, 51), stationary);
    cr_assert_lt(expected_hit_ratio(&f.c, 20.5), stationary - 0.1);
    struct results *r = fixture_run(&f.c, false, false);
    for (size_t w = 0; w < 50; w++) {
        double h = expected_hit_ratio(&f.c, (double)w + 0.5), found = r->windows[w].gauge[GAUGE_HIT_RATIO];
        double bend = w == 20 ? 0.05 : 0.005; /* the mean over a window is not the value in its middle */
        cr_assert_float_eq(found, h, 4 * sqrt(h * (1 - h) / 5000) + bend, "window %zu: %g, theory %g", w, found, h);
    }
    results_free(r);
}

Test(expected, no_hit_ratio_where_no_formula_applies)
{
    struct fixture f;
    for (int what = 0; what < 8; what++) {
        restart(&f);
        switch (what) {
        case 0:
            f.c.cache.capacity = 5000;
            break;
        case 1:
            f.c.servers.local.present = true;
            break;
        case 2:
            fixture_event(&f, &expire_all_event, 30, 0);
            break;
        case 3:
            f.c.cache.start = CACHE_START_PREWARMED;
            break;
        case 4:
            fixture_protect(&f, &refresh_protection);
            break;
        case 5:
            f.source[0].shape_n = 2;
            break;
        case 6:
            f.c.cache.start = CACHE_START_COLD; /* and a restart later */
            break;
        case 7:
            f.event[0].type = &db_down_event;
            break;
        }
        cr_assert(isnan(expected_hit_ratio(&f.c, 25)), "case %d", what);
    }
    restart(&f);
    fixture_protect(&f, &coalesce_server_protection);
    cr_assert_eq(expected_hit_ratio(&f.c, 25), stationary_warmup_hit_ratio(&f.c, 5));
}

/* 1,000 reads/s of one key beside others; fetches of 100 ms. */
static void hot_key(struct fixture *f)
{
    fixture_init(f);
    f->c.keys.count = 100000;
    f->source[0].sessions_per_s = 50;
    f->source[1] = f->source[0];
    f->source[1].name = "hot";
    f->source[1].sessions_per_s = 1000;
    f->source[1].key_rank = 100000;
    f->c.sources_n = 2;
    f->c.cache.ttl_ns = 10 * NS_PER_S;
    f->c.database.service = dist_constant(100 * NS_PER_MS);
    f->c.servers.count = 50;
}

Test(expected, herds)
{
    struct fixture f;
    hot_key(&f);
    double usual = 1050 * (1 - stationary_hit_ratio(&f.c));
    cr_assert_float_eq(expected_herd(&f.c), 101, 1e-3); /* 1,000.0005 reads/s */
    cr_assert_float_eq(expected_herd_per_s(&f.c), usual + 101, 1e-3);
    f.c.run.window_ns = NS_PER_S / 2;
    cr_assert_float_eq(expected_herd_per_s(&f.c), usual + 202, 1e-3);
    fixture_protect(&f, &jitter_protection);
    cr_assert_float_eq(expected_herd(&f.c), 101, 1e-3);
    fixture_protect(&f, &coalesce_server_protection);
    cr_assert_float_eq(expected_herd(&f.c), 1 + 49 * (1 - exp(-2)), 1e-3);
    f.c.protections_n = 0;
    fixture_protect(&f, &coalesce_cluster_protection);
    cr_assert(isnan(expected_herd(&f.c)));
    hot_key(&f);
    f.c.database.connections = 6; /* 49 queries/s of 60: a herd would often have to wait */
    cr_assert(isnan(expected_herd(&f.c)));
    f.c.database.connections = 10;
    cr_assert(!isnan(expected_herd(&f.c)));
    f.c.database.service = (struct dist_spec){.kind = DIST_EXPONENTIAL, .a = 1e8};
    cr_assert(isnan(expected_herd(&f.c)));
}
