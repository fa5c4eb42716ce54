/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Common random numbers: whatever protection is on, the same users come at the same instants, to the same servers, asking
 * for the same keys; their first lookups take equally long, and so does the query of the same read.
 */
#include "events/registry.h"
#include "probe.h"

enum { VARIANTS = 6, READS_MOST = 200000, POLL_NS = 3000000 };

static void variant_config(struct fixture *f, struct probe *probe, size_t variant)
{
    fixture_init(f);
    f->c.run.window_ns = 10 * NS_PER_MS;
    f->c.run.duration_ns = 3 * NS_PER_S;
    f->c.keys.count = 300;
    f->c.keys.popularity.exponent = 0.9;
    f->c.servers.count = 5;
    f->source[0].sessions_per_s = 2500;
    f->source[0].reads_per_session = 4;
    f->c.cache.ttl_ns = 400 * NS_PER_MS;
    f->c.database.service = (struct dist_spec){.kind = DIST_EXPONENTIAL, .a = 30e6};
    fixture_event(f, &cache_restart_event, 0.5, 0);
    fixture_event(f, &cutover_event, 1.5, 0);
    probe_watch(f, probe);
    switch (variant) {
    case 0:
        return;
    case 1:
        fixture_protect(f, &coalesce_server_protection);
        return;
    case 2:
        fixture_lock(f, 1e9, POLL_NS, INFINITY);
        return;
    case 3:
        fixture_set_param(fixture_protect(f, &jitter_protection), &jitter_protection, "spread", 0.5);
        return;
    case 4: {
        void *p = fixture_protect(f, &refresh_protection);
        fixture_set_param(p, &refresh_protection, "ahead", 0.3);
        fixture_set_param(p, &refresh_protection, "observe", 0.3);
        fixture_set_param(p, &refresh_protection, "hot_rate", 20);
        fixture_set_param(p, &refresh_protection, "hot_reads", INFINITY);
        return;
    }
    default: {
        void *p = fixture_protect(f, &prewarm_protection);
        fixture_set_param(p, &prewarm_protection, "top", 100);
        fixture_set_param(p, &prewarm_protection, "rate", INFINITY);
        fixture_set_param(p, &prewarm_protection, "parallel", 10);
        fixture_set_param(p, &prewarm_protection, "history", INFINITY);
        return;
    }
    }
}

struct seen {                            /* of a read that missed */
    int64_t first_ns, last_ns, reply_ns; /* 0: not seen */
    uint32_t key, server;
};

static struct seen *seen_of(const struct probe *probe)
{
    struct seen *s = calloc(READS_MOST, sizeof *s);
    cr_assert_not_null(s);
    for (size_t i = 0; i < probe->n; i++) {
        const struct probe_event *e = &probe->event[i];
        cr_assert_lt(e->number, READS_MOST);
        struct seen *r = &s[e->number];
        if (e->what == PROBE_MISS) {
            r->first_ns = r->first_ns == 0 ? e->at_ns : r->first_ns;
            r->last_ns = e->at_ns;
            r->key = e->key;
            r->server = e->server;
        } else if (e->what == PROBE_REPLY && e->kind == FETCH_DEMAND) {
            r->reply_ns = e->at_ns;
        }
    }
    return s;
}

/* Counts the reads that both variants saw; they must be the same reads. Who waits for a cluster lock queries later. */
static size_t compare(const struct seen *a, const struct seen *b, bool services, bool locks)
{
    size_t both_n = 0, waited_n = 0;
    for (size_t i = 0; i < READS_MOST; i++) {
        if (a[i].first_ns == 0 || b[i].first_ns == 0) {
            continue;
        }
        cr_assert(a[i].key == b[i].key && a[i].server == b[i].server, "read %zu", i);
        cr_assert_eq(a[i].first_ns, b[i].first_ns, "read %zu: its first lookup", i);
        if (!services) {
            both_n++;
        } else if (a[i].reply_ns != 0 && b[i].reply_ns != 0) {
            int64_t longer_ns = (b[i].reply_ns - b[i].last_ns) - (a[i].reply_ns - a[i].last_ns);
            cr_assert(longer_ns >= 0 && longer_ns % POLL_NS == 0, "read %zu: its query", i); /* polled for the lock */
            waited_n += longer_ns > 0;
            both_n++;
        }
    }
    cr_assert(locks || waited_n == 0);
    return both_n;
}

static void same_users(const struct results *a, const struct results *b)
{
    cr_assert_eq(a->windows_n, b->windows_n);
    for (size_t w = 0; w < a->windows_n; w++) {
        const uint64_t *x = a->windows[w].counter, *y = b->windows[w].counter;
        cr_assert_eq(x[COUNTER_SESSIONS_STARTED], y[COUNTER_SESSIONS_STARTED]);
        cr_assert_eq(x[COUNTER_READS_ISSUED], y[COUNTER_READS_ISSUED]);
    }
}

/* With lookups that take no time a query's time is from the miss to the reply; with those that take some, the instant of
 * the miss tells how long. */
static void same_in_all_variants(struct dist_spec lookup, bool services)
{
    struct fixture *f = calloc(VARIANTS, sizeof *f);
    struct results *r[VARIANTS];
    struct seen *seen[VARIANTS];
    for (size_t v = 0; v < VARIANTS; v++) {
        struct probe probe;
        variant_config(&f[v], &probe, v);
        f[v].c.cache.latency = lookup;
        r[v] = fixture_run(&f[v].c, false, false);
        seen[v] = seen_of(&probe);
        probe_free(&probe);
        same_users(r[0], r[v]);
        size_t both_n = compare(seen[0], seen[v], services, v == 2);
        cr_assert_gt(both_n, 300, "variant %zu: %zu reads to compare", v, both_n);
        cr_assert(v == 0 || r[v]->total[COUNTER_READS_MISSES] != r[0]->total[COUNTER_READS_MISSES]);
    }
    for (size_t v = 0; v < VARIANTS; v++) {
        results_free(r[v]);
        free(seen[v]);
    }
    free(f);
}

Test(common_numbers, the_same_reads_and_the_same_queries)
{
    same_in_all_variants(dist_constant(0), true);
}

Test(common_numbers, the_same_first_lookups)
{
    same_in_all_variants((struct dist_spec){.kind = DIST_EXPONENTIAL, .a = 2e6}, false);
}

/* A pre-warm query takes as long however fast the loading goes, and whatever else there is. */
Test(common_numbers, the_same_prewarm_queries)
{
    int64_t took_ns[2][100] = {{0}};
    for (size_t i = 0; i < 2; i++) {
        struct fixture f;
        struct probe probe;
        variant_config(&f, &probe, 5);
        fixture_set_param(f.params[1], &prewarm_protection, "rate", 100);
        fixture_set_param(f.params[1], &prewarm_protection, "parallel", 1000);
        f.c.database.service = (struct dist_spec){.kind = DIST_UNIFORM, .a = 1e6, .b = 9e6};
        f.source[0].sessions_per_s = i == 0 ? 2500 : 10;
        struct results *r = fixture_run(&f.c, false, false);
        for (size_t e = 0; e < probe.n; e++) {
            if (probe.event[e].what == PROBE_REPLY && probe.event[e].kind == FETCH_PREWARM) {
                uint32_t key = probe.event[e].key; /* sent 10 ms apart, in this order */
                took_ns[i][key] = probe.event[e].at_ns - 1500 * NS_PER_MS - key * 10 * NS_PER_MS;
            }
        }
        probe_free(&probe);
        results_free(r);
    }
    for (size_t k = 0; k < 100; k++) {
        cr_assert(took_ns[0][k] >= NS_PER_MS && took_ns[0][k] == took_ns[1][k], "key %zu", k);
    }
}
