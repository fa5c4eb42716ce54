/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tally.c: users by when they came (see tally.h). */
#include "outcome/tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "base/memory.h"
#include "outcome/warmup.h"
#include "outcome/windows.h"

/* Windows of the warm-up, while the run goes on and when it is over. */
static size_t warmup_n(const struct results *r)
{
    const struct config_run *run = &r->config->run;
    return r->end_ns == 0 ? (size_t)(run->warmup_ns / run->window_ns) : warmup_windows_n(r);
}

static size_t open_windows(const struct config *c)
{
    size_t windows_n = windows_planned_n(c), n = 1;
    size_t most = TALLY_OPEN_BYTES / (c->sources_n * sizeof(struct tally_counts));
    while (n < windows_n && 2 * n <= most) {
        n *= 2;
    }
    return n;
}

static size_t open_bytes(const struct config *c)
{
    return open_windows(c) * c->sources_n * sizeof(struct tally_counts);
}

uint64_t tally_bytes(const struct config *c)
{
    return open_bytes(c) + c->sources_n * (sizeof(struct tally_source) + sizeof(struct tally_now));
}

size_t tally_late_n(const struct config *c)
{
    struct slo_limit limits[2 * SLO_LIMITS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < c->sources_n; i++) {
        n += slo_limits_of_source(c, i, limits);
    }
    return n;
}

static struct tally_counts *counts_of(const struct tally *t, size_t window, size_t source)
{
    return &t->open[(window & (t->open_n - 1)) * t->sources_n + source];
}

/* Counting goes on in the window in progress. */
static void set_now(struct tally *t)
{
    for (size_t i = 0; i < t->sources_n; i++) {
        t->now[i].users = &t->results->windows[t->window].source[i].users;
        t->now[i].count = counts_of(t, t->window, i)->count;
    }
}

bool tally_init(struct tally *t, struct results *r)
{
    const struct config *c = r->config;
    *t = (struct tally){.results = r,
                        .open_n = open_windows(c),
                        .open_bytes = open_bytes(c),
                        .sources_n = c->sources_n,
                        .window_ns = c->run.window_ns};
    t->source = calloc(c->sources_n, sizeof *t->source);
    t->now = calloc(c->sources_n, sizeof *t->now);
    t->open = memory_take(t->open_bytes);
    if (t->source == NULL || t->now == NULL || t->open == NULL) {
        return false;
    }
    for (size_t i = 0; i < c->sources_n; i++) {
        struct tally_source *s = &t->source[i];
        s->limits_n = slo_limits_of_source(c, i, s->limit);
        t->now[i].least_ns = TIME_NEVER;
        for (size_t k = 0; k < s->limits_n; k++) {
            int64_t within_ns = s->limit[k].within_ns;
            t->now[i].least_ns = within_ns < t->now[i].least_ns ? within_ns : t->now[i].least_ns;
        }
    }
    set_now(t);
    return true;
}

/* The results may have gone before. */
void tally_release(struct tally *t)
{
    memory_give(t->open, t->open_bytes);
    free(t->source);
    free(t->now);
    *t = (struct tally){.open = NULL};
}

void tally_served_late(struct tally *t, size_t source, int64_t open_ns, int64_t latency_ns)
{
    struct tally_source *s = &t->source[source];
    size_t window = tally_window(t, open_ns);
    ensure(source < t->sources_n && window <= t->window && latency_ns >= 0);
    struct source_window *row = &t->results->windows[window].source[source];
    row->users.served++;
    for (size_t i = 0; i < s->limits_n; i++) {
        row->late[i] += latency_ns > s->limit[i].within_ns;
    }
    uint32_t bucket = histogram_bucket((uint64_t)latency_ns) / 2;
    if (window >= t->closed_n) {
        counts_of(t, window, source)->count[bucket]++;
    } else {
        s->total[bucket] += window >= warmup_n(t->results);
    }
}

/* The middle of a bucket, in s. */
static double bucket_s(uint32_t b)
{
    uint64_t low_ns = histogram_bucket_low(2 * b), end_ns = histogram_bucket_low(2 * b + 2);
    return ((double)low_ns + (double)(end_ns - 1 - low_ns) / 2) / (double)NS_PER_S;
}

/* Quantiles of n users, of whom those in `count` are served; the others come after all of them. */
static void set_quantiles(struct user_window *out, const uint64_t *count, uint64_t n)
{
    static const double q[] = {0.5, 0.9, 0.99, 0.999};
    double *value[] = {&out->p50, &out->p90, &out->p99, &out->p999};
    uint64_t seen = 0, rank[4];
    size_t next = 0;
    for (size_t i = 0; i < 4; i++) {
        rank[i] = (uint64_t)fmax(1, ceil(q[i] * (double)n * (1 - 0x1p-51)));
    }
    for (uint32_t b = 0; b < TALLY_BUCKETS && n > 0 && next < 4; b++) {
        seen += count[b];
        while (next < 4 && seen >= rank[next]) {
            *value[next++] = bucket_s(b);
        }
    }
    for (; next < 4; next++) {
        *value[next] = n > 0 ? INFINITY : NAN;
    }
    ensure(seen <= n && (n == 0 || (out->p50 <= out->p90 && out->p90 <= out->p99 && out->p99 <= out->p999)));
}

/* Users of whom something can be said: those who came too shortly before the end and still wait are left out. */
static uint64_t known_n(const struct results *r, const struct window *w, const struct user_window *users)
{
    struct slo_limit limits[SLO_LIMITS_MAX];
    int64_t horizon_ns = (int64_t)(CONFIG_PATIENCE_S * (double)NS_PER_S);
    size_t n = slo_limits(&r->config->slo, limits);
    for (size_t i = 0; i < n; i++) {
        horizon_ns = i == 0 || limits[i].within_ns > horizon_ns ? limits[i].within_ns : horizon_ns;
    }
    bool all_waited = r->end_ns == 0 || horizon_ns < r->end_ns - w->end_ns; /* the run goes on, or went on so long */
    return users->came - (all_waited ? 0 : users->waiting);
}

static uint64_t waiting_n(const struct user_window *users)
{
    ensure(users->served + users->lost <= users->came); /* nobody is served, or lost, who has not come, or twice */
    return users->came - users->served - users->lost;
}

static void add_users(struct user_window *sum, const struct user_window *one)
{
    sum->came += one->came;
    sum->served += one->served;
    sum->lost += one->lost;
    sum->waiting += one->waiting;
}

/* The histogram of a window is given up. Before the end of the run who is not served then counts as waiting. */
static void close_window(struct tally *t, size_t window)
{
    struct results *r = t->results;
    struct window *w = &r->windows[window];
    uint64_t all[TALLY_BUCKETS] = {0}, one[TALLY_BUCKETS], known = 0;
    bool measured = window >= warmup_n(r);
    w->users = (struct user_window){.came = 0};
    for (size_t i = 0; i < t->sources_n; i++) {
        struct tally_counts *counts = counts_of(t, window, i);
        struct user_window *users = &w->source[i].users;
        users->waiting = waiting_n(users);
        for (size_t b = 0; b < TALLY_BUCKETS; b++) {
            one[b] = counts->count[b];
            all[b] += one[b];
            t->source[i].total[b] += measured ? one[b] : 0;
        }
        memset(counts, 0, sizeof *counts);
        set_quantiles(users, one, known_n(r, w, users));
        known += known_n(r, w, users);
        add_users(&w->users, users);
    }
    if (t->sources_n == 1) {
        w->users = w->source[0].users;
    } else {
        set_quantiles(&w->users, all, known);
    }
}

void tally_next(struct tally *t, int64_t start_ns)
{
    ensure(start_ns >= t->start_ns && t->window < windows_planned_n(t->results->config));
    t->window++;
    t->start_ns = start_ns;
    if (t->window >= t->open_n) {
        close_window(t, t->closed_n);
        t->closed_n++;
    }
    if (t->window < windows_planned_n(t->results->config)) { /* none follows the last, whole or interrupted */
        set_now(t);
    }
}

/* Served after the histogram was closed: counted then as waiting. */
static void count_waiting(struct results *r)
{
    for (size_t w = 0; w < r->windows_n; w++) {
        r->windows[w].users.served = r->windows[w].users.lost = r->windows[w].users.waiting = 0;
        r->windows[w].users.came = 0;
        for (size_t i = 0; i < r->config->sources_n; i++) {
            struct user_window *users = &r->windows[w].source[i].users;
            users->waiting = waiting_n(users);
            add_users(&r->windows[w].users, users);
        }
    }
}

static double longest_s(const struct results *r)
{
    uint64_t most_ns =
        r->session.ok.max_ns > r->session.failed.max_ns ? r->session.ok.max_ns : r->session.failed.max_ns;
    for (size_t w = warmup_windows_n(r); w < r->windows_n; w++) {
        uint64_t waited_ns = (uint64_t)(r->end_ns - r->windows[w].end_ns);
        if (r->windows[w].users.waiting > 0 && waited_ns > most_ns) {
            most_ns = waited_ns;
        }
    }
    return r->users.came == 0 ? (double)NAN : (double)most_ns / (double)NS_PER_S;
}

void tally_finish(struct tally *t)
{
    struct results *r = t->results;
    for (; t->closed_n < r->windows_n; t->closed_n++) {
        close_window(t, t->closed_n);
    }
    count_waiting(r);
    uint64_t all[TALLY_BUCKETS] = {0}, known = 0;
    r->users = (struct user_window){.came = 0};
    for (size_t i = 0; i < t->sources_n; i++) {
        struct user_window *sum = &r->source[i].users;
        uint64_t of_source = 0;
        *sum = (struct user_window){.came = 0};
        for (size_t w = warmup_windows_n(r); w < r->windows_n; w++) {
            const struct user_window *users = &r->windows[w].source[i].users;
            add_users(sum, users);
            of_source += known_n(r, &r->windows[w], users);
        }
        set_quantiles(sum, t->source[i].total, of_source);
        add_users(&r->users, sum);
        known += of_source;
        for (size_t b = 0; b < TALLY_BUCKETS; b++) {
            all[b] += t->source[i].total[b];
        }
    }
    ensure(r->users.came == r->users.served + r->users.lost + r->users.waiting);
    set_quantiles(&r->users, all, known);
    r->users_longest_s = longest_s(r);
}
