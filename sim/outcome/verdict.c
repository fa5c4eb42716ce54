/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict.c: one word for a run (see verdict.h). */
#include "outcome/verdict.h"

#include <math.h>

#include "base/ensure.h"
#include "model/protection.h"
#include "outcome/causes.h"
#include "outcome/slo.h"
#include "outcome/warmup.h"
#include "outcome/windows.h"
#include "theory/demand.h"
#include "theory/sign_test.h"

static const struct config_slo *slo_of(const struct config *c, size_t scope)
{
    return scope == SLO_ALL ? &c->slo : &c->sources[scope].slo;
}

struct verdict_blocks verdict_test(const struct results *r, size_t first, size_t end, size_t scope, size_t limit)
{
    struct slo_limit limits[SLO_LIMITS_MAX];
    slo_limits(slo_of(r->config, scope), limits);
    struct verdict_blocks b = {.n = 0};
    double allowed = 0, hurt = 0, long_s = 0;
    for (size_t i = first; i < end; i++) {
        struct slo_count users = slo_count_of(r, i, scope, limit);
        double may_be = (1 - limits[limit].share) * (double)(users.came - users.unknown);
        allowed += may_be;
        hurt += (double)users.hurt;
        b.allowed += may_be;
        b.hurt += (double)users.hurt;
        long_s += seconds(r->windows[i].end_ns - r->windows[i].start_ns);
        if (hurt < VERDICT_BLOCK_USERS && allowed < VERDICT_BLOCK_USERS) {
            continue;
        }
        b.n++;
        b.violated_n += hurt > allowed;
        b.s += long_s;
        b.violated_s += hurt > allowed ? long_s : 0;
        allowed = hurt = long_s = 0;
    }
    ensure(b.violated_n <= b.n && b.violated_s <= b.s);
    b.most = sign_test_at_least(b.n, b.violated_n) < 0.05 && b.violated_s > b.s / 2;
    b.few = sign_test_at_least(b.n, b.n - b.violated_n) < 0.05;
    return b;
}

struct span { /* windows first to end - 1 */
    size_t first, end;
};

typedef bool limit_is(const struct results *r, struct span span, size_t scope, size_t limit);

/* Whether something holds for some limit of some SLO. */
static bool some_limit(const struct results *r, struct span span, limit_is *holds)
{
    const struct config *c = r->config;
    struct slo_limit limits[SLO_LIMITS_MAX];
    for (size_t i = 0; i <= c->sources_n; i++) {
        size_t scope = i == c->sources_n ? SLO_ALL : i, n = slo_limits(slo_of(c, scope), limits);
        for (size_t k = 0; k < n; k++) {
            if (holds(r, span, scope, k)) {
                return true;
            }
        }
    }
    return false;
}

static bool violates_most(const struct results *r, struct span span, size_t scope, size_t limit)
{
    return verdict_test(r, span.first, span.end, scope, limit).most;
}

/* Neither most of the time nor clearly less, and no more than twice as many users hurt as may be. */
static bool is_near(const struct results *r, struct span span, size_t scope, size_t limit)
{
    struct verdict_blocks b = verdict_test(r, span.first, span.end, scope, limit);
    return b.violated_n > 0 && !b.most && !b.few && b.hurt <= 2 * b.allowed;
}

static struct span measured(const struct results *r)
{
    return (struct span){warmup_windows_n(r), windows_complete_n(r)};
}

static struct span before(const struct results *r, double at_s)
{
    struct span span = measured(r);
    size_t end = span.first;
    while (end < span.end && seconds(r->windows[end].end_ns) <= at_s) {
        end++;
    }
    return (struct span){span.first, end};
}

struct share {
    double hurt, came;
};

static struct share share_of(const struct results *r, struct span span)
{
    struct share s = {0, 0};
    for (size_t i = span.first; i < span.end; i++) {
        s.hurt += (double)slo_hurt_n(r, i);
        s.came += (double)r->windows[i].users.came;
    }
    return s;
}

/* The first cause made no difference that could be told from chance. */
static bool was_no_worse(const struct results *r, double first_s)
{
    struct span all = measured(r), early = before(r, first_s);
    struct share a = share_of(r, early), b = share_of(r, (struct span){early.end, all.end});
    if (a.came == 0 || b.came == 0) {
        return false;
    }
    double p = (a.hurt + b.hurt) / (a.came + b.came), sd = sqrt(p * (1 - p) * (1 / a.came + 1 / b.came));
    return a.hurt > 0 && b.hurt / b.came - a.hurt / a.came <= 3 * sd;
}

static bool is_overloaded(const struct results *r)
{
    double first_s = causes_first_s(r);
    if (isinf(first_s)) {
        return some_limit(r, measured(r), violates_most);
    }
    return some_limit(r, before(r, first_s), violates_most) ||
           (was_no_worse(r, first_s) && some_limit(r, measured(r), violates_most));
}

/* Sessions that are open and queries that wait at the database, mean over the windows first to end - 1. */
static double waiting(const struct results *r, size_t first, size_t end)
{
    ensure(first < end && end <= r->windows_n);
    double sum = 0;
    for (size_t i = first; i < end; i++) {
        sum += r->windows[i].gauge[GAUGE_DB_QUEUE_MEAN] + r->windows[i].gauge[GAUGE_SESSIONS_IN_FLIGHT];
    }
    return sum / (double)(end - first);
}

/* How far what waits may differ by chance from one stretch of windows to the next: by 3 standard deviations of the queries
 * that the database is asked for in both, or where it is not, of the users who come. */
static double chance(const struct results *r, size_t first, size_t end)
{
    double came = 0, queries = 0;
    for (size_t i = first; i < end; i++) {
        came += (double)r->windows[i].users.came;
        queries += (double)r->windows[i].counter[COUNTER_DB_QUERIES];
    }
    return 3 * sqrt(queries > 0 ? queries : came);
}

/* By a fifth in the last tenth of the time since the outage began, a handful aside, or beyond chance in the last two. */
static bool waits_less_and_less(const struct results *r, const struct outage *o)
{
    size_t n = windows_complete_n(r), first = 0;
    while (first < n && seconds(r->windows[first].end_ns) <= o->begin_s) {
        first++;
    }
    size_t tenth = (n - first) / 10;
    if (tenth == 0) {
        return false;
    }
    double before = waiting(r, n - 3 * tenth, n - 2 * tenth), was = waiting(r, n - 2 * tenth, n - tenth),
           is = waiting(r, n - tenth, n);
    bool falls = before - was > chance(r, n - 3 * tenth, n - tenth) && was - is > chance(r, n - 2 * tenth, n);
    return (was >= 10 && is <= 0.8 * was) || falls;
}

/* How long after all is over an outage must go on to be taken for one that does not end by itself. */
static double long_s(const struct results *r)
{
    const struct config *c = r->config;
    double s = fmax(VERDICT_LONG_N * seconds(c->run.window_ns), 0.05 * seconds(c->run.duration_ns));
    for (size_t i = 0; i < c->protections_n; i++) {
        const struct config_protection *p = &c->protections[i];
        s = p->kind->lingers != NULL ? fmax(s, seconds(p->kind->lingers(p->params))) : s;
    }
    return s;
}

/* Of an outage that goes on at the end. */
static enum verdict_kind judge_last(struct results *r, const struct outage *o)
{
    double since_s = fmax(fmax(o->begin_s, o->cause.over_s), causes_over_s(r, o->begin_s, o->end_s));
    if (since_s + long_s(r) > seconds(r->end_ns)) {
        bool glimpse = o->cause.kind == CAUSE_NONE && o->end_s - o->begin_s < 3 * seconds(r->config->run.window_ns);
        r->undecided = glimpse ? UNDECIDED_NOT : UNDECIDED_TRIGGER;
        return glimpse ? VERDICT_DEGRADED : VERDICT_NONE;
    }
    if (waits_less_and_less(r, o)) {
        r->undecided = UNDECIDED_RECOVERING;
        return VERDICT_NONE;
    }
    bool too_much = demand_share_at(r->config, r->end_ns) > 1;
    r->verdict_since_s = too_much ? o->begin_s : since_s;
    return too_much ? VERDICT_OVERLOADED : VERDICT_COLLAPSED;
}

static enum undecided_why cannot_tell(const struct results *r)
{
    if (!slo_any(r->config)) {
        return UNDECIDED_NO_SLO;
    }
    if (r->partial || r->windows_n == 0) {
        return UNDECIDED_PARTIAL;
    }
    return r->slo.met_n + r->slo.violated_n == 0 ? UNDECIDED_NOBODY : UNDECIDED_NOT;
}

void verdict_find(struct results *r)
{
    r->verdict = VERDICT_NONE;
    r->verdict_since_s = NAN;
    r->undecided = cannot_tell(r);
    if (r->undecided != UNDECIDED_NOT) {
        return;
    }
    if (r->outages_n == 0) {
        r->verdict = VERDICT_CALM;
        return;
    }
    if (is_overloaded(r)) {
        r->verdict = VERDICT_OVERLOADED;
        r->verdict_since_s = warmup_over_s(r);
        return;
    }
    if (isinf(causes_first_s(r)) && some_limit(r, measured(r), is_near)) {
        r->undecided = UNDECIDED_NEAR;
        return;
    }
    const struct outage *last = &r->outage[r->outages_n - 1];
    r->verdict = last->over || r->outages_lost > 0 ? VERDICT_DEGRADED : judge_last(r, last);
}
