/* SPDX-License-Identifier: GPL-3.0-or-later */
/* slo.c: windows against limits (see slo.h). */
#include "outcome/slo.h"

#include <math.h>

#include "base/ensure.h"
#include "outcome/warmup.h"
#include "outcome/windows.h"

const char *const slo_rank_name[SLO_RANKS_N] = {
    [SLO_P50] = "p50", [SLO_P95] = "p95", [SLO_P99] = "p99", [SLO_P999] = "p999"};
const double slo_rank_share[SLO_RANKS_N] = {[SLO_P50] = 0.5, [SLO_P95] = 0.95, [SLO_P99] = 0.99, [SLO_P999] = 0.999};

static int64_t in_ns(double s)
{
    return s < 9e9 ? (int64_t)llround(s * (double)NS_PER_S) : TIME_NEVER;
}

size_t slo_limits(const struct config_slo *s, struct slo_limit out[SLO_LIMITS_MAX])
{
    size_t n = 0;
    double longest_s = s->patience_s > 0 ? s->patience_s : CONFIG_PATIENCE_S;
    for (int i = 0; i < SLO_RANKS_N; i++) {
        if (s->within_s[i] > 0 && !isinf(s->within_s[i])) {
            longest_s = fmax(longest_s, s->within_s[i]);
            out[n++] = (struct slo_limit){in_ns(s->within_s[i]), slo_rank_share[i]};
        }
    }
    if (s->success > 0) {
        out[n++] = (struct slo_limit){in_ns(longest_s), s->success};
    }
    return n;
}

bool slo_asks(const struct config_slo *s)
{
    struct slo_limit limits[SLO_LIMITS_MAX];
    return slo_limits(s, limits) > 0;
}

bool slo_any(const struct config *c)
{
    bool any = slo_asks(&c->slo);
    for (size_t i = 0; i < c->sources_n; i++) {
        any = any || slo_asks(&c->sources[i].slo);
    }
    return any;
}

size_t slo_limits_of_source(const struct config *c, size_t source, struct slo_limit out[2 * SLO_LIMITS_MAX])
{
    size_t n = slo_limits(&c->slo, out);
    return n + slo_limits(&c->sources[source].slo, out + n);
}

static const struct config_slo *slo_of(const struct config *c, size_t scope)
{
    return scope == SLO_ALL ? &c->slo : &c->sources[scope].slo;
}

static struct slo_count count_of_source(const struct results *r, size_t window, size_t source, size_t limit,
                                        int64_t within_ns)
{
    const struct window *w = &r->windows[window];
    const struct source_window *s = &w->source[source];
    bool all_waited = within_ns < r->end_ns - w->end_ns;
    uint64_t unknown = all_waited ? 0 : s->users.waiting, within = s->users.served - s->late[limit];
    ensure(s->late[limit] <= s->users.served && within + unknown <= s->users.came);
    return (struct slo_count){.came = s->users.came, .hurt = s->users.came - within - unknown, .unknown = unknown};
}

struct slo_count slo_count_of(const struct results *r, size_t window, size_t scope, size_t limit)
{
    const struct config *c = r->config;
    struct slo_limit limits[SLO_LIMITS_MAX], before[SLO_LIMITS_MAX];
    slo_limits(slo_of(c, scope), limits);
    if (scope != SLO_ALL) {
        return count_of_source(r, window, scope, slo_limits(&c->slo, before) + limit, limits[limit].within_ns);
    }
    struct slo_count sum = {0, 0, 0};
    for (size_t i = 0; i < c->sources_n; i++) {
        struct slo_count one = count_of_source(r, window, i, limit, limits[limit].within_ns);
        sum.came += one.came;
        sum.hurt += one.hurt;
        sum.unknown += one.unknown;
    }
    return sum;
}

/* The limit of an SLO that tells who is hurt: the longest latency that is promised, or the patience. */
static size_t hurting_limit(const struct slo_limit *limits, size_t n, const struct config_slo *s)
{
    size_t ranks_n = n - (s->success > 0), best = 0;
    for (size_t i = 1; i < ranks_n; i++) {
        best = limits[i].within_ns > limits[best].within_ns ? i : best;
    }
    return best;
}

/* The same among all limits that users of a source are held against; SIZE_MAX: there are none. */
static size_t hurting_limit_of(const struct config *c, size_t source, struct slo_limit limits[2 * SLO_LIMITS_MAX])
{
    size_t all_n = slo_limits_of_source(c, source, limits), first_n = 0, best = SIZE_MAX;
    const struct config_slo *const slo[] = {&c->slo, &c->sources[source].slo};
    for (size_t i = 0, n; i < 2; i++, first_n += n) {
        struct slo_limit own[SLO_LIMITS_MAX];
        n = slo_limits(slo[i], own);
        size_t one = n > 0 ? first_n + hurting_limit(own, n, slo[i]) : SIZE_MAX;
        bool shorter = one < all_n && (best == SIZE_MAX || limits[one].within_ns < limits[best].within_ns);
        best = shorter ? one : best;
    }
    return best;
}

int64_t slo_hurting_ns(const struct config *c, size_t source)
{
    struct slo_limit limits[2 * SLO_LIMITS_MAX];
    size_t limit = hurting_limit_of(c, source, limits);
    return limit == SIZE_MAX ? 0 : limits[limit].within_ns;
}

uint64_t slo_hurt_n(const struct results *r, size_t window)
{
    uint64_t hurt = 0;
    for (size_t i = 0; i < r->config->sources_n; i++) {
        struct slo_limit limits[2 * SLO_LIMITS_MAX];
        size_t limit = hurting_limit_of(r->config, i, limits);
        hurt += limit == SIZE_MAX ? 0 : count_of_source(r, window, i, limit, limits[limit].within_ns).hurt;
    }
    return hurt;
}

/* Users who have come by the end of a window and are neither served nor lost, in a session or between two attempts, if
 * `before` was their number at its start. */
static uint64_t waiting_after(const struct window *w, uint64_t before)
{
    const uint64_t *n = w->counter;
    uint64_t came = n[COUNTER_SESSIONS_STARTED] - n[COUNTER_SESSIONS_RETRIED];
    uint64_t gone = n[COUNTER_SESSIONS_OK] + n[COUNTER_SESSIONS_ABANDONED];
    ensure(gone <= before + came);
    return before + came - gone;
}

static enum slo_state worse(enum slo_state a, enum slo_state b)
{
    static const int order[] = {[SLO_NOBODY] = 0, [SLO_MET] = 1, [SLO_OPEN] = 2, [SLO_VIOLATED] = 3};
    return order[a] >= order[b] ? a : b;
}

static enum slo_state state_of(const struct results *r, size_t window, size_t scope)
{
    struct slo_limit limits[SLO_LIMITS_MAX];
    size_t n = slo_limits(slo_of(r->config, scope), limits);
    enum slo_state state = SLO_NOBODY;
    for (size_t i = 0; i < n; i++) {
        struct slo_count users = slo_count_of(r, window, scope, i);
        double most =
            (1 - limits[i].share) * (double)users.came * (1 + 1e-9); /* who may be hurt; exact in the last bit */
        enum slo_state one = users.came == 0                               ? SLO_NOBODY
                             : (double)users.hurt > most                   ? SLO_VIOLATED
                             : (double)(users.hurt + users.unknown) > most ? SLO_OPEN
                                                                           : SLO_MET;
        state = worse(state, one);
    }
    return state;
}

/* Users not served well as a multiple of those whom the SLO allows, over the windows that count. */
static double budget_of(const struct results *r, size_t scope)
{
    struct slo_limit limits[SLO_LIMITS_MAX];
    size_t n = slo_limits(slo_of(r->config, scope), limits);
    double most = NAN;
    for (size_t i = 0; i < n; i++) {
        double came = 0, hurt = 0;
        for (size_t w = warmup_windows_n(r); w < windows_complete_n(r); w++) {
            struct slo_count users = slo_count_of(r, w, scope, i);
            came += (double)(users.came - users.unknown);
            hurt += (double)users.hurt;
        }
        double allowed = (1 - limits[i].share) * came;
        most = fmax(most, came == 0 ? NAN : hurt == 0 ? 0 : hurt / allowed); /* skips NAN */
    }
    return most;
}

static void judge_window(struct results *r, size_t window)
{
    struct window *w = &r->windows[window];
    w->slo = state_of(r, window, SLO_ALL);
    for (size_t i = 0; i < r->config->sources_n; i++) {
        w->source[i].slo = state_of(r, window, i);
        w->slo = worse(w->slo, w->source[i].slo);
    }
}

/* Nobody comes, but somebody still waits who came in a window that violates it. */
static void carry_on(struct results *r)
{
    uint64_t waiting = 0;
    bool broken = false;
    for (size_t i = 0; i < r->windows_n; i++) {
        struct window *w = &r->windows[i];
        waiting = waiting_after(w, waiting);
        w->slo = broken && waiting > 0 && w->slo == SLO_NOBODY ? SLO_VIOLATED : w->slo;
        broken = w->slo == SLO_VIOLATED;
    }
}

static void sum_up(struct results *r, size_t window)
{
    const struct window *w = &r->windows[window];
    struct slo_results *out = &r->slo;
    size_t *n[] = {[SLO_NOBODY] = &out->nobody_n,
                   [SLO_MET] = &out->met_n,
                   [SLO_VIOLATED] = &out->violated_n,
                   [SLO_OPEN] = &out->open_n};
    ++*n[w->slo];
    out->violated_s += w->slo == SLO_VIOLATED ? (double)(w->end_ns - w->start_ns) / (double)NS_PER_S : 0;
    if (w->slo != SLO_OPEN && !isnan(w->users.p99) && !(w->users.p99 <= out->worst_p99_s)) {
        out->worst_p99_s = w->users.p99;
        out->worst_window = window;
    }
    r->users_hurt += slo_hurt_n(r, window);
}

void slo_judge(struct results *r)
{
    r->slo = (struct slo_results){.worst_p99_s = NAN};
    r->users_hurt = 0;
    for (size_t i = 0; i < r->windows_n; i++) {
        judge_window(r, i);
    }
    carry_on(r);
    for (size_t i = warmup_windows_n(r); i < windows_complete_n(r); i++) {
        sum_up(r, i);
    }
    ensure(r->slo.met_n + r->slo.violated_n + r->slo.open_n + r->slo.nobody_n + warmup_windows_n(r) ==
           windows_complete_n(r));
    r->slo.budget = budget_of(r, SLO_ALL);
    for (size_t i = 0; i < r->config->sources_n; i++) {
        r->slo.budget = fmax(r->slo.budget, budget_of(r, i));
    }
    if (!slo_any(r->config)) {
        r->slo.violated_s = NAN;
    }
}

double slo_source_broken_s(const struct results *r, size_t source)
{
    double sum_s = slo_asks(&r->config->sources[source].slo) ? 0 : (double)NAN;
    for (size_t i = warmup_windows_n(r); i < windows_complete_n(r); i++) {
        const struct window *w = &r->windows[i];
        sum_s += w->source[source].slo == SLO_VIOLATED ? seconds(w->end_ns - w->start_ns) : 0;
    }
    return sum_s;
}
