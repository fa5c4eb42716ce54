/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every bundled scenario: it loads, what it expects are metrics of variants that it has, and each of its variants runs, made
 * small (fewer keys, fewer users, the same times and limits), with everything conserved and the reference in agreement.
 */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conserved.h"
#include "model/engine/sim.h"
#include "model/protection.h"
#include "outcome/metrics.h"
#include "scenario/scenario.h"

enum { KEYS_MOST = 20000, READS_ABOUT = 20000 };

static uint64_t scaled(uint64_t n, double by)
{
    uint64_t less = (uint64_t)((double)n * by);
    return n == COUNT_UNLIMITED ? n : less > 0 ? less : 1;
}

/* Numbers of keys that a protection is told. */
static void scale_protection(const struct config_protection *p, double by)
{
    for (const struct field *d = p->kind->scenario.fields; d->type != FIELD_END; d++) {
        if (d->type == FIELD_COUNT && strcmp(d->name, "top") == 0) {
            uint64_t *n = (uint64_t *)(void *)((char *)p->params + d->offset);
            *n = scaled(*n, by);
        }
    }
}

static void scale_keys(struct config *c)
{
    double by = c->keys.count > KEYS_MOST ? (double)KEYS_MOST / (double)c->keys.count : 1;
    c->keys.count = scaled(c->keys.count, by);
    c->cache.prewarmed = scaled(c->cache.prewarmed, by);
    if (c->cache.capacity != COUNT_UNLIMITED) {
        c->cache.capacity = scaled(c->cache.capacity, by) + c->cache.nodes;
    }
    for (size_t i = 0; i < c->sources_n; i++) {
        c->sources[i].key_rank = c->sources[i].key_rank == 0 ? 0 : scaled(c->sources[i].key_rank, by);
    }
    for (size_t i = 0; i < c->events_n; i++) {
        c->events[i].key_rank = c->events[i].key_rank == 0 ? 0 : scaled(c->events[i].key_rank, by);
    }
    for (size_t i = 0; i < c->protections_n; i++) {
        scale_protection(&c->protections[i], by);
    }
}

static void scale_traffic(struct config *c)
{
    double reads = 0;
    for (size_t i = 0; i < c->sources_n; i++) {
        const struct config_source *s = &c->sources[i];
        double seconds = (double)c->run.duration_ns * 1e-9;
        reads += (s->sessions_per_s * seconds + (double)s->burst_sessions) * (double)s->reads_per_session;
    }
    double by = reads > READS_ABOUT ? READS_ABOUT / reads : 1;
    for (size_t i = 0; i < c->sources_n; i++) {
        c->sources[i].sessions_per_s *= by;
        c->sources[i].burst_sessions = scaled(c->sources[i].burst_sessions, by);
    }
}

static struct results *run(const struct config *c, bool reference)
{
    const struct sim_options options = {.reference = reference};
    struct results *r = NULL;
    cr_assert_eq(sim_run(c, &options, &r), SIM_DONE);
    return r;
}

static void check_variant(const struct scenario *s, struct config *c)
{
    char what[256];
    snprintf(what, sizeof what, "%s, variant %s", s->name, c->variant);
    scale_keys(c);
    scale_traffic(c);
    struct results *fast = run(c, false), *plain = run(c, true);
    conserved_check(fast, what);
    cr_assert_gt(fast->total[COUNTER_READS_ISSUED], READS_ABOUT / 4, "%s", what);
    for (size_t i = 0; i < COUNTERS_N; i++) {
        cr_assert_eq(fast->total[i], plain->total[i], "%s: %s", what, results_counter_info[i].name);
    }
    for (size_t i = 0; i < s->expectations_n; i++) {
        const struct expectation *e = &s->expectations[i];
        double value = 0;
        if (e->text == NULL && strcmp(e->variant, c->variant) == 0) {
            cr_assert(metrics_value(fast, e->metric, &value), "%s: no metric %s", what, e->metric);
        }
    }
    results_free(fast);
    results_free(plain);
}

static void check_expectations(const struct scenario *s)
{
    for (size_t i = 0; i < s->expectations_n; i++) {
        const struct expectation *e = &s->expectations[i];
        size_t named = 0;
        for (size_t k = 0; k < s->variants_n; k++) {
            if (strcmp(s->variants[k].variant, e->variant) == 0) {
                cr_assert(metrics_exists(&s->variants[k], e->metric), "%s: no metric %s", s->name, e->metric);
                named++;
            }
        }
        cr_assert_eq(named, 1, "%s: variant %s", s->name, e->variant);
    }
}

static void check_scenario(const char *file)
{
    char path[300];
    bool unreadable = false;
    const struct scenario_options options = {.set = NULL};
    snprintf(path, sizeof path, "scenarios/%s", file);
    struct scenario *s = scenario_load(path, &options, stderr, &unreadable);
    cr_assert_not_null(s, "%s", path);
    cr_assert_eq(strncmp(file, s->name, strlen(s->name)), 0, "%s is named %s", file, s->name);
    cr_assert(s->title[0] != '\0' && s->about[0] != '\0');
    check_expectations(s);
    for (size_t i = 0; i < s->variants_n; i++) {
        check_variant(s, &s->variants[i]);
    }
    scenario_free(s);
}

Test(scenarios, each_loads_and_runs_small)
{
    DIR *folder = opendir("scenarios");
    size_t n = 0;
    cr_assert_not_null(folder, "to be run from the root of the repository");
    for (const struct dirent *e = readdir(folder); e != NULL; e = readdir(folder)) {
        const char *end = strrchr(e->d_name, '.');
        if (end != NULL && strcmp(end, ".json") == 0) {
            check_scenario(e->d_name);
            n++;
        }
    }
    closedir(folder);
    cr_assert_geq(n, 8);
}
