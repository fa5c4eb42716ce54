/* SPDX-License-Identifier: GPL-3.0-or-later */
/* constraints_traffic.c: the sources of sessions. */
#include "scenario/constraints_parts.h"

#include <string.h>

static void check_burst(struct reader *r, const cJSON *root, const struct config *c, size_t i)
{
    const struct config_source *s = &c->sources[i];
    if (s->rate_kind != SOURCE_BURST || !reader_good_ns(s->burst_at_ns) || !reader_good_ns(s->burst_over_ns) ||
        !reader_good_ns(c->run.duration_ns)) {
        return;
    }
    if (s->burst_at_ns >= c->run.duration_ns) {
        errors_add(r->errors, constraints_at(r, root, "/traffic/%zu/burst/at", i),
                   "expected an instant before the end of the run (%s), got %s",
                   constraints_duration(r, c->run.duration_ns), constraints_duration(r, s->burst_at_ns));
    } else if (s->burst_at_ns + s->burst_over_ns > c->run.duration_ns) {
        errors_add(r->errors, constraints_at(r, root, "/traffic/%zu/burst/over", i),
                   "the burst would end at %s, after the end of the run (%s)",
                   constraints_duration(r, s->burst_at_ns + s->burst_over_ns),
                   constraints_duration(r, c->run.duration_ns));
    }
}

static void settle_source(struct reader *r, const cJSON *root, struct config *c, size_t i)
{
    struct config_source *s = &c->sources[i];
    for (size_t j = 0; s->name != NULL && j < i; j++) {
        if (c->sources[j].name != NULL && strcmp(c->sources[j].name, s->name) == 0) {
            errors_add(r->errors, constraints_at(r, root, "/traffic/%zu/name", i), "two sources are named \"%s\"",
                       s->name);
            break;
        }
    }
    if (s->key_name != NULL) {
        s->key_rank = constraints_rank_of(r, constraints_at(r, root, "/traffic/%zu/key", i), c, s->key_name);
    }
    constraints_at_most(r, constraints_at(r, root, "/traffic/%zu/reads_per_session", i), s->reads_per_session,
                        "run.max_reads", c->run.max_reads);
    char retry[40];
    snprintf(retry, sizeof retry, "/traffic/%zu/retry", i);
    constraints_backoff(r, root, retry, "backoff", &s->retry.backoff);
    check_burst(r, root, c, i);
}

void constraints_traffic(struct reader *r, const cJSON *root, struct config *c)
{
    for (size_t i = 0; i < c->sources_n; i++) {
        settle_source(r, root, c, i);
    }
}
