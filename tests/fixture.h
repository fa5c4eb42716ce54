/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fixture.h: configs for tests, built by hand: a plain one to start from, and short ways to change it. */
#ifndef HERDSIM_FIXTURE_H
#define HERDSIM_FIXTURE_H

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/engine/sim.h"
#include "outcome/metrics.h"
#include "protections/registry.h"
#include "scenario/config_default.h"
#include "verify/setup.h"

struct fixture { /* a config with the arrays that it points to */
    struct config c;
    struct config_source source[4];
    struct config_event event[24];
    char params[CONFIG_PROTECTIONS_MAX][64];
};

/* One source of one read a session, one server without limits, a cache of one node with zero latency and
 * no TTL, cold; an unlimited database of constant 10 ms; 1,000 keys, uniform; 10 s. */
static inline void fixture_init(struct fixture *f)
{
    memset(f, 0, sizeof *f);
    setup_config(&f->c, f->source, f->event);
}

/* Sets a numeric parameter of a protection by its field. */
static inline void fixture_set_param(void *params, const struct protection *kind, const char *name, double value)
{
    cr_assert(setup_set(params, kind, name, value), "%s has no field %s", kind->name, name);
}

/* M/M/1 instead: every read a query of 10 ms on average, one at a time. `load`: utilisation, below 1. */
static inline void fixture_mm1(struct fixture *f, double load, int64_t duration_ns)
{
    fixture_init(f);
    f->c.cache.present = false;
    f->c.database.connections = 1;
    f->c.database.service = (struct dist_spec){.kind = DIST_EXPONENTIAL, .a = 10e6};
    f->source[0].sessions_per_s = 100 * load;
    f->c.run.duration_ns = duration_ns;
    f->c.run.max_sessions = f->c.run.max_reads = 20000;
}

/* A source of that name, all else at its default; its rate is to be set, or a burst. */
static inline struct config_source fixture_source(const char *name)
{
    struct config_source s = config_default_source();
    s.name = name;
    return s;
}

/* So many sessions of one read of a key (0: by popularity), once. */
static inline struct config_source fixture_burst(const char *name, uint64_t key_rank, double at_s, uint64_t sessions)
{
    struct config_source s = fixture_source(name);
    s.rate_kind = SOURCE_BURST;
    s.burst_at_ns = (int64_t)(at_s * 1e9);
    s.burst_sessions = sessions;
    s.key_rank = key_rank;
    return s;
}

/* Switches a protection on; its parameters, at their defaults, can be set with fixture_set_param. */
static inline void *fixture_protect(struct fixture *f, const struct protection *kind)
{
    size_t i = f->c.protections_n++;
    cr_assert_leq(kind->params_bytes, sizeof f->params[i]);
    config_default_params(kind, f->params[i]);
    f->c.protections[i] = (struct config_protection){.kind = kind, .params = f->params[i]};
    return f->params[i];
}

static inline void fixture_lock(struct fixture *f, double lock_ttl_ns, double poll_ns, double wait_limit_ns)
{
    void *p = fixture_protect(f, &coalesce_cluster_protection);
    fixture_set_param(p, &coalesce_cluster_protection, "lock_ttl", lock_ttl_ns);
    fixture_set_param(p, &coalesce_cluster_protection, "poll", poll_ns);
    fixture_set_param(p, &coalesce_cluster_protection, "wait_limit", wait_limit_ns);
}

static inline void fixture_event(struct fixture *f, const struct event_type *type, double at_s, uint64_t key_rank)
{
    f->event[f->c.events_n++] =
        (struct config_event){.at_ns = (int64_t)(at_s * (double)NS_PER_S), .type = type, .key_rank = key_rank};
}

/* For qsort: the model wants events by time. */
static inline int fixture_event_order(const void *a, const void *b)
{
    const struct config_event *x = a, *y = b;
    return (x->at_ns > y->at_ns) - (x->at_ns < y->at_ns);
}

static inline struct results *fixture_run(const struct config *c, bool reference, bool draw_ahead)
{
    struct sim_options options = {.reference = reference, .draw_ahead = draw_ahead};
    struct results *r = NULL;
    enum sim_status status = sim_run(c, &options, &r);
    cr_assert_eq(status, SIM_DONE);
    return r;
}

static inline double fixture_metric(const struct results *r, const char *name)
{
    double value = NAN;
    cr_assert(metrics_value(r, name, &value), "no metric %s", name);
    return value;
}

#endif
