/* SPDX-License-Identifier: GPL-3.0-or-later */
/* metrics.c: of every line of metrics.def a function and an entry of the table; names resolve by that table (see
 * metrics.h). */
#include "outcome/metrics.h"

#include <math.h>
#include <string.h>

#include "outcome/outages.h"
#include "outcome/recovery.h"
#include "outcome/slo.h"
#include "outcome/steady.h"

static double max_of(const struct histogram *h)
{
    return h->n == 0 ? NAN : in_seconds((double)h->max_ns);
}

static double share(uint64_t part, uint64_t whole)
{
    return whole == 0 ? NAN : (double)part / (double)whole;
}

#define METRIC(id, name, unit, whole, help, ...)                                                                       \
    static double id(const struct results *r, size_t source)                                                           \
    {                                                                                                                  \
        (void)r;                                                                                                       \
        (void)source;                                                                                                  \
        return (double)(__VA_ARGS__);                                                                                  \
    }
#include "outcome/metrics.def"
#include "outcome/source_metrics.def"
#undef METRIC

#define METRIC(id, name, unit, whole, help, ...) {name, unit, help, whole, id},

const struct metric metrics_table[] = {
#include "outcome/metrics.def"
};
const size_t metrics_n = sizeof metrics_table / sizeof metrics_table[0];

const struct metric metrics_source_table[] = {
#include "outcome/source_metrics.def"
};
const size_t metrics_source_n = sizeof metrics_source_table / sizeof metrics_source_table[0];

const char *const metrics_verdict_help = "what the run amounts to: calm, degraded, collapsed, overloaded or undecided";

const char *metrics_verdict_name(enum verdict_kind v)
{
    static const char *const name[] = {[VERDICT_CALM] = "calm",
                                       [VERDICT_DEGRADED] = "degraded",
                                       [VERDICT_COLLAPSED] = "collapsed",
                                       [VERDICT_OVERLOADED] = "overloaded",
                                       [VERDICT_NONE] = "undecided"};
    return name[v];
}

const char *metrics_undecided_text(enum undecided_why why)
{
    static const char *const text[] = {
        [UNDECIDED_NOT] = NULL,
        [UNDECIDED_NO_SLO] = "the scenario states no SLO",
        [UNDECIDED_PARTIAL] = "the run was interrupted",
        [UNDECIDED_NOBODY] = "of no window is it known what became of its users",
        [UNDECIDED_TRIGGER] = "the SLO is violated at the end, but the trigger was not over, or only just",
        [UNDECIDED_RECOVERING] = "the SLO is violated at the end, but less and less waits: a longer run would tell",
        [UNDECIDED_NEAR] = "it is steady, and so near to its SLO that only a longer run would tell"};
    return text[why];
}

static const struct metric *find(const struct metric *table, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(table[i].name, name) == 0) {
            return &table[i];
        }
    }
    return NULL;
}

static const char source_prefix[] = "traffic.";

static bool is_of_source(const char *name)
{
    return strncmp(name, source_prefix, sizeof source_prefix - 1) == 0;
}

/* Looks a dotted name up; *source is the index of the source that it names, or 0. */
static const struct metric *look_up(const struct config *c, const char *name, size_t *source)
{
    static const char alias[] = "db.queries.peak_per_second";
    *source = 0;
    if (strcmp(name, alias) == 0) {
        return find(metrics_table, metrics_n, "db.peak_per_second");
    }
    if (!is_of_source(name)) {
        return find(metrics_table, metrics_n, name);
    }
    const char *rest = name + sizeof source_prefix - 1;
    for (size_t i = 0; i < c->sources_n; i++) {
        size_t length = strlen(c->sources[i].name);
        if (strncmp(rest, c->sources[i].name, length) == 0 && rest[length] == '.') {
            const struct metric *m = find(metrics_source_table, metrics_source_n, rest + length + 1);
            if (m != NULL) {
                *source = i;
                return m;
            }
        }
    }
    return NULL;
}

bool metrics_exists(const struct config *c, const char *name)
{
    size_t source = 0;
    return strcmp(name, METRICS_VERDICT) == 0 || look_up(c, name, &source) != NULL;
}

const char *metrics_unit(const char *name)
{
    const struct metric *m = is_of_source(name) ? NULL : find(metrics_table, metrics_n, name);
    /* The name of a source may have dots itself. */
    for (const char *dot = strchr(name, '.'); m == NULL && is_of_source(name) && dot != NULL;
         dot = strchr(dot + 1, '.')) {
        m = find(metrics_source_table, metrics_source_n, dot + 1);
    }
    return m == NULL ? "" : m->unit;
}

size_t metrics_count(const struct config *c)
{
    return metrics_n + c->sources_n * metrics_source_n;
}

bool metrics_index(const struct config *c, const char *name, size_t *index)
{
    size_t source = 0;
    const struct metric *m = look_up(c, name, &source);
    if (m == NULL) {
        return false;
    }
    *index = is_of_source(name) ? metrics_n + source * metrics_source_n + (size_t)(m - metrics_source_table)
                                : (size_t)(m - metrics_table);
    return true;
}

double metrics_at(const struct results *r, size_t index)
{
    if (index < metrics_n) {
        return metrics_table[index].value(r, 0);
    }
    size_t source = (index - metrics_n) / metrics_source_n;
    return metrics_source_table[(index - metrics_n) % metrics_source_n].value(r, source);
}

bool metrics_value(const struct results *r, const char *name, double *value)
{
    size_t source = 0;
    const struct metric *m = look_up(r->config, name, &source);
    if (m == NULL) {
        return false;
    }
    *value = m->value(r, source);
    return true;
}
