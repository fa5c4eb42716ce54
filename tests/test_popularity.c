/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exponent behind a hit ratio that somebody has measured: theory gives the ratio back, the simulation too, and all
 * variants have the same keys. */
#include "fixture.h"
#include "scenario_fixture.h"
#include "theory/popularity.h"
#include "theory/stationary.h"

/* A TTL, a capacity under each policy, local caches: the closed form at the exponent is the ratio that was asked for. */
Test(popularity, theory_gives_the_hit_ratio_back)
{
    for (int what = 0; what < 6; what++) {
        struct fixture f;
        fixture_init(&f);
        f.c.keys.count = 100000;
        f.source[0].sessions_per_s = 5000;
        f.c.cache.eviction = what < 4 ? (enum eviction)what : EVICTION_LRU;
        f.c.cache.capacity = what < 4 ? 5000 : COUNT_UNLIMITED;
        f.c.cache.ttl_ns = what >= 4 ? 60 * NS_PER_S : TIME_NEVER;
        if (what == 5) {
            f.c.servers.count = 10;
            f.c.servers.local.present = true;
            f.c.servers.local.ttl_ns = NS_PER_S;
        }
        double exponent = NAN;
        cr_assert(popularity_exponent_of(&f.c, 0.9, &exponent), "case %d", what);
        f.c.keys.popularity = (struct config_popularity){.kind = POPULARITY_EXPONENT, .exponent = exponent};
        cr_assert_float_eq(stationary_hit_ratio(&f.c), 0.9, 1e-9, "case %d: exponent %g", what, exponent);
    }
}

/* All keys alike already have more hits than were asked for; no law has fewer. */
Test(popularity, no_exponent_where_there_is_none)
{
    struct fixture f;
    fixture_init(&f);
    f.c.cache.ttl_ns = 100 * NS_PER_S; /* 1,000 keys at 100/s: 10 reads a key */
    double exponent = NAN;
    cr_assert(!popularity_exponent_of(&f.c, 0.5, &exponent));
    cr_assert(popularity_exponent_of(&f.c, 0.95, &exponent));
}

/* From warm, 60 s of 2,000 reads/s of 20,000 keys: 95% within 4 standard deviations. */
Test(popularity, a_run_has_the_hit_ratio)
{
    struct scenario *s = scenario_good(
        "{\"version\": 1, \"name\": \"x\", \"run\": {\"duration\": \"60s\"}, \"keys\": {\"count\": \"20k\", "
        "\"popularity\": {\"zipf\": {\"hit_ratio\": \"95%\"}}}, \"traffic\": [{\"name\": \"a\", "
        "\"sessions_per_second\": 2000}], \"cache\": {\"ttl\": \"60s\", \"start\": \"warm\", \"latency\": \"0s\"}, "
        "\"database\": {\"service\": \"0s\"}}",
        NULL, 0);
    struct results *r = fixture_run(&s->variants[0], false, false);
    cr_assert_float_eq(fixture_metric(r, "cache.hit_ratio"), 0.95, 4 * sqrt(0.95 * 0.05 / 120000) + 0.001);
    results_free(r);
    scenario_free(s);
}

/* The system as it was measured is the first variant: a longer TTL has more hits of the same keys, and a variant without
 * a cache reads them, too. One that asks for another ratio has other keys. */
Test(popularity, variants_have_the_same_keys)
{
    struct scenario *s = scenario_good(
        "{\"version\": 1, \"name\": \"x\", \"run\": {\"duration\": \"60s\"}, \"keys\": {\"count\": \"20k\", "
        "\"popularity\": {\"zipf\": {\"hit_ratio\": \"95%\"}}}, \"traffic\": [{\"name\": \"a\", "
        "\"sessions_per_second\": 2000}], \"cache\": {\"ttl\": \"60s\"}, \"variants\": {\"as-is\": {}, "
        "\"longer\": {\"cache\": {\"ttl\": \"120s\"}}, \"bare\": {\"cache\": null}, \"other\": {\"keys\": "
        "{\"popularity\": {\"zipf\": {\"hit_ratio\": \"90%\"}}}}}}",
        NULL, 0);
    double exponent = s->variants[0].keys.popularity.exponent;
    cr_assert_eq(s->variants[1].keys.popularity.exponent, exponent);
    cr_assert_eq(s->variants[2].keys.popularity.exponent, exponent);
    cr_assert_lt(s->variants[3].keys.popularity.exponent, exponent);
    cr_assert_gt(stationary_hit_ratio(&s->variants[1]), 0.95);
    scenario_free(s);
}
