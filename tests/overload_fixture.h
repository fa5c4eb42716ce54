/* SPDX-License-Identifier: GPL-3.0-or-later */
/* overload_fixture.h: random users without patience, databases of every kind, and outages, for random configs. */
#ifndef HERDSIM_TESTS_OVERLOAD_FIXTURE_H
#define HERDSIM_TESTS_OVERLOAD_FIXTURE_H

#include "events/registry.h"
#include "fixture.h"

static inline bool overload_chance(struct rng *r, double p)
{
    return rng_uniform(r) < p;
}

static inline int64_t overload_ms(struct rng *r, uint64_t most)
{
    return (int64_t)(1 + rng_next(r) % most) * NS_PER_MS;
}

static inline struct backoff overload_backoff(struct rng *r)
{
    return (struct backoff){.base_ns = (int64_t)(rng_next(r) % 40) * NS_PER_MS,
                            .cap_ns = overload_ms(r, 200),
                            .jitter = (enum backoff_jitter)(rng_next(r) % 4)};
}

static inline void overload_users(struct fixture *f, struct rng *r)
{
    for (size_t i = 0; i < f->c.sources_n; i++) {
        struct config_source *s = &f->source[i];
        s->deadline_ns = overload_chance(r, 0.7) ? overload_ms(r, 60) : TIME_NEVER;
        s->cancel_on_deadline = s->deadline_ns != TIME_NEVER && overload_chance(r, 0.5);
        s->retry = config_default_source().retry;
        if (overload_chance(r, 0.7)) {
            s->retry.attempts = 2 + rng_next(r) % 4;
            s->retry.backoff = overload_backoff(r);
            s->retry.budget = overload_chance(r, 0.5) ? 0.3 : NAN;
            s->retry.budget_floor_per_s = 5;
            s->retry.budget_life_ns = overload_ms(r, 2000);
        }
    }
}

static inline void overload_database(struct fixture *f, struct rng *r)
{
    struct config_database *d = &f->c.database;
    if (overload_chance(r, 0.25)) {
        struct dist_spec service = d->service;
        *d = config_default().database;
        d->kind = DATABASE_THROUGHPUT;
        d->service = service;
        d->partitions = 1 + rng_next(r) % 20;
        d->partition_rate_per_s = 50;
        d->burst_ns = overload_ms(r, 2000);
        d->client_attempts = 1 + rng_next(r) % 4;
        d->client_backoff = overload_backoff(r);
    } else if (overload_chance(r, 0.4)) {
        d->cores = overload_chance(r, 0.7) ? 1 + rng_next(r) % 8 : COUNT_UNLIMITED;
        d->contention = overload_chance(r, 0.5) ? 0.03 : 0;
        d->coherency = overload_chance(r, 0.5) ? 0.001 : 0;
        d->connections = d->connections == COUNT_UNLIMITED ? 100 : d->connections;
    }
    d->timeout_ns = overload_chance(r, 0.6) ? overload_ms(r, 80) : TIME_NEVER;
    d->cancel_on_timeout = d->timeout_ns != TIME_NEVER && overload_chance(r, 0.5);
}

static inline void overload_outages(struct fixture *f, struct rng *r)
{
    static const double down_at[] = {0.7, 2.1};
    for (size_t i = 0; i < 2; i++) {
        if (overload_chance(r, 0.5)) {
            fixture_event(f, &db_down_event, down_at[i], 0);
            f->event[f->c.events_n - 1].for_ns = overload_ms(r, 300);
            f->event[f->c.events_n - 1].down_mode = overload_chance(r, 0.5) ? DB_DOWN_HANG : DB_DOWN_REFUSE;
        }
    }
    if (overload_chance(r, 0.5)) {
        fixture_event(f, &db_slow_event, 0.8, 0);
        f->event[f->c.events_n - 1].for_ns = overload_ms(r, 1000);
        f->event[f->c.events_n - 1].factor = 5;
    }
}

/* Adds them to a config that is complete but for these. Draws on a generator of its own, so that adding to one kind
 * of randomness leaves the others alone. */
static inline void overload_config(struct fixture *f, uint64_t seed)
{
    struct rng r = rng_seed(seed, 98, 0);
    overload_users(f, &r);
    overload_database(f, &r);
    overload_outages(f, &r);
}

#endif
