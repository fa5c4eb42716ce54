/* SPDX-License-Identifier: GPL-3.0-or-later */
/* setup.c: a plain system to begin with, and one change after the other (see setup.h). */
#include "verify/setup.h"

#include <math.h>
#include <string.h>

#include "base/ensure.h"
#include "model/event.h"
#include "scenario/config_default.h"

void setup_config(struct config *c, struct config_source *source, struct config_event *events)
{
    *source = config_default_source();
    source->name = "users";
    source->sessions_per_s = 100;
    *c = config_default();
    c->run.duration_ns = 10 * NS_PER_S;
    c->run.max_sessions = 200000;
    c->run.max_reads = 400000;
    c->keys.count = 1000;
    c->keys.popularity = (struct config_popularity){.kind = POPULARITY_UNIFORM};
    c->sources = source;
    c->sources_n = 1;
    c->cache.latency = dist_constant(0);
    c->database.service = dist_constant(10 * NS_PER_MS);
    c->database.client_attempts = 1;
    c->events = events;
    c->signals = (struct config_alerts){NAN, NAN, NAN, NAN, NAN, NAN};
}

void setup_plain(struct setup *s)
{
    memset(s, 0, sizeof *s);
    setup_config(&s->c, s->source, s->event);
}

void setup_queries(struct setup *s, double lambda_per_s, struct dist_spec service)
{
    setup_plain(s);
    s->source[0].sessions_per_s = lambda_per_s;
    s->c.cache.present = false;
    s->c.database.service = service;
}

double setup_long_enough(double rho)
{
    const double queries = 120000, light = 0.8;
    return rho > light && rho < 1 ? queries * (1 - light) / (1 - rho) : queries;
}

void setup_run(struct setup *s, double seconds, unsigned windows_n)
{
    s->c.run.window_ns = setup_ns(seconds / windows_n);
    s->c.run.duration_ns = s->c.run.window_ns * (int64_t)windows_n;
}

void setup_stop_traffic(struct setup *s, double at_s)
{
    s->shape[0] = (struct config_shape_point){setup_ns(at_s), 1};
    s->shape[1] = (struct config_shape_point){setup_ns(at_s) + 1, 0};
    s->source[0].shape = s->shape;
    s->source[0].shape_n = SETUP_SHAPE_MAX;
}

struct config_event *setup_event(struct setup *s, const struct event_type *type, double at_s)
{
    ensure(s->c.events_n < SETUP_EVENTS_MAX);
    struct config_event *e = &s->event[s->c.events_n++];
    *e = (struct config_event){.at_ns = setup_ns(at_s), .type = type};
    return e;
}

void *setup_protect(struct setup *s, const struct protection *kind)
{
    size_t i = s->c.protections_n++;
    ensure(i < CONFIG_PROTECTIONS_MAX && kind->params_bytes <= SETUP_PARAMS_BYTES);
    config_default_params(kind, s->params[i]);
    s->c.protections[i] = (struct config_protection){.kind = kind, .params = s->params[i]};
    return s->params[i];
}

bool setup_set(void *params, const struct protection *kind, const char *name, double value)
{
    const struct field *f = kind->scenario.fields;
    while (f->type != FIELD_END && strcmp(f->name, name) != 0) {
        f++;
    }
    void *at = (char *)params + f->offset;
    switch (f->type) {
    case FIELD_END:
        return false;
    case FIELD_DURATION:
        *(int64_t *)at = isinf(value) ? TIME_NEVER : (int64_t)value;
        break;
    case FIELD_COUNT:
        *(uint64_t *)at = isinf(value) ? COUNT_UNLIMITED : (uint64_t)value;
        break;
    case FIELD_ENUM:
        *(int *)at = (int)value;
        break;
    case FIELD_BOOL:
        *(bool *)at = value != 0;
        break;
    default:
        *(double *)at = value;
        break;
    }
    return true;
}

struct dist_spec setup_exponential(double mean_s)
{
    return (struct dist_spec){.kind = DIST_EXPONENTIAL, .a = mean_s * (double)NS_PER_S};
}

struct dist_spec setup_with_cv(double mean_s, double cv)
{
    return cv > 0 ? dist_lognormal_mean_cv(mean_s * (double)NS_PER_S, cv) : dist_constant(setup_ns(mean_s));
}

int64_t setup_ns(double seconds)
{
    return llround(seconds * (double)NS_PER_S);
}
