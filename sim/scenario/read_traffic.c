/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_traffic.c: the sources of sessions. */
#include "scenario/read_parts.h"

#include <string.h>

#include "scenario/raw.h"

void read_traffic_burst(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out)
{
    struct raw_source *source = out;
    const cJSON *node = reader_container(r, owner, self, NULL);
    source->has_burst = node != NULL;
    if (node != NULL) {
        reader_object(r, node, self->object, &source->burst);
    }
}

void read_traffic_shape(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out)
{
    struct raw_source *source = out;
    size_t n = 0;
    const cJSON *node = reader_container(r, owner, self, &n), *element = NULL;
    source->shape = arena_take(r->arena, n * sizeof *source->shape);
    cJSON_ArrayForEach(element, node)
    {
        struct config_shape_point *point = &source->shape[source->shape_n];
        if (!cJSON_IsObject(element)) {
            reader_expected(r, element, "an object with \"at\" and \"x\"");
            continue;
        }
        reader_object(r, element, self->object, point);
        if (source->shape_n > 0 && reader_good_ns(point->at_ns) && point->at_ns <= point[-1].at_ns) {
            errors_add(r->errors, errors_on_way(r->errors, element, "/at"), "expected points in the order of time");
        }
        source->shape_n++;
    }
}

void read_traffic_retry(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out)
{
    struct raw_source *source = out;
    const cJSON *node = reader_container(r, owner, self, NULL);
    reader_object(r, node, self->object, &source->retry);
    if (node == NULL) {
        source->retry.attempts = 1;
    }
}

void read_traffic_source(const struct raw_source *d, struct config_source *s)
{
    s->name = d->name;
    s->key_name = d->key;
    s->arrivals = d->arrivals == 0 ? ARRIVALS_POISSON : ARRIVALS_EVEN;
    s->shape = d->shape;
    s->shape_n = d->shape_n;
    s->reads_per_session = d->reads_per_session;
    s->deadline_ns = d->deadline_ns;
    s->cancel_on_deadline = d->cancel_on_deadline;
    s->retry = d->retry;
    s->slo = raw_slo_settled(&d->slo);
    if (d->has_burst) {
        s->rate_kind = SOURCE_BURST;
        s->burst_at_ns = d->burst.at_ns;
        s->burst_sessions = d->burst.sessions;
        s->burst_over_ns = d->burst.over_ns;
    } else if (d->daily_active != COUNT_UNLIMITED) {
        s->rate_kind = SOURCE_DAILY;
        s->daily_active = (double)d->daily_active;
        s->peak_share = d->peak_share;
        s->peak_duration_ns = d->peak_duration_ns;
        s->sessions_per_s = s->daily_active * d->peak_share / seconds(d->peak_duration_ns);
    } else {
        s->rate_kind = SOURCE_SESSIONS_PER_S;
        s->sessions_per_s = d->sessions_per_s;
    }
}

void read_traffic_sources(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out)
{
    struct config *c = &((struct raw *)out)->config;
    size_t n = 0;
    const cJSON *node = reader_container(r, owner, self, &n), *element = NULL;
    if (node != NULL && n == 0 && cJSON_IsArray(node)) {
        errors_add(r->errors, errors_at(node), "expected at least one source of sessions");
    }
    c->sources = arena_take(r->arena, n * sizeof *c->sources);
    cJSON_ArrayForEach(element, node)
    {
        struct raw_source d;
        memset(&d, 0, sizeof d);
        if (!cJSON_IsObject(element)) {
            reader_expected(r, element, "an object");
            c->sources_n++; /* the place stays, so that indices are those of the file */
            continue;
        }
        reader_object(r, element, self->object, &d);
        if (d.name != NULL) {
            reader_check_name(r, errors_on_way(r->errors, element, "/name"), d.name);
        }
        if (d.has_burst && d.shape_n > 0) {
            errors_add(r->errors, errors_on_way(r->errors, element, "/shape"), "means nothing with \"burst\"");
        }
        read_traffic_source(&d, &c->sources[c->sources_n++]);
    }
}
