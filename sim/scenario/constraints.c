/* SPDX-License-Identifier: GPL-3.0-or-later */
/* constraints.c: the order of the checks, and how all of them point at a place in the file (see constraints.h). */
#include "scenario/constraints.h"

#include "scenario/constraints_parts.h"

#define WINDOWS_MAX 1000000

static void check_warmup(struct reader *r, const cJSON *root, const struct config_run *run)
{
    if (!reader_good_ns(run->warmup_ns)) {
        return;
    }
    if (run->warmup_ns >= run->duration_ns) {
        errors_add(r->errors, constraints_at(r, root, "/run/warmup"), "expected less than run.duration (%s), got %s",
                   constraints_duration(r, run->duration_ns), constraints_duration(r, run->warmup_ns));
    } else if (run->warmup_ns % run->window_ns != 0) {
        errors_add(r->errors, constraints_at(r, root, "/run/warmup"),
                   "expected a whole number of windows (run.window is %s), got %s",
                   constraints_duration(r, run->window_ns), constraints_duration(r, run->warmup_ns));
    }
}

static void check_run(struct reader *r, const cJSON *root, const struct config *c)
{
    const struct config_run *run = &c->run;
    if (!reader_good_ns(run->duration_ns) || !reader_good_ns(run->window_ns)) {
        return;
    }
    if (run->window_ns > run->duration_ns) {
        errors_add(r->errors, constraints_at(r, root, "/run/window"), "expected at most run.duration (%s), got %s%s",
                   constraints_duration(r, run->duration_ns), constraints_duration(r, run->window_ns),
                   tree_get(tree_get(root, "run"), "window") == NULL ? ", the default" : "");
    } else if (run->duration_ns / run->window_ns > WINDOWS_MAX) {
        errors_add(r->errors, constraints_at(r, root, "/run/window"),
                   "expected at most %d windows in run.duration (%s), got a window of %s", WINDOWS_MAX,
                   constraints_duration(r, run->duration_ns), constraints_duration(r, run->window_ns));
    }
    check_warmup(r, root, run);
}

void constraints_settle(struct reader *r, const cJSON *root, struct raw *d, const struct config *first)
{
    struct config *c = &d->config;
    check_run(r, root, c);
    constraints_keys(r, root, c);
    constraints_traffic(r, root, c);
    constraints_cache(r, root, c);
    constraints_local(r, root, c);
    constraints_database(r, root, c);
    constraints_events(r, root, c);
    constraints_protections(r, root, c);
    constraints_popularity(r, root, c, first);
    c->slo = raw_slo_settled(&d->slo);
}
