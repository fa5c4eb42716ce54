/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conserved.h: what must hold for the counts of any run, however it went. */
#ifndef HERDSIM_TESTS_CONSERVED_H
#define HERDSIM_TESTS_CONSERVED_H

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "events/registry.h"
#include "model/results.h"
#include "theory/capacity.h"

#define CONSERVED(condition) cr_assert(condition, "%s: not so: %s", what, #condition)

/* Sessions and reads: what came has ended one way or is still there, and every end was timed. */
static inline void conserved_users(const struct results *r, const char *what)
{
    const uint64_t *n = r->total;
    CONSERVED(n[COUNTER_SESSIONS_STARTED] ==
              n[COUNTER_SESSIONS_OK] + n[COUNTER_SESSIONS_FAILED] + r->sessions_in_flight);
    CONSERVED(n[COUNTER_SESSIONS_REJECTED] + n[COUNTER_SESSIONS_SHED] + n[COUNTER_SESSIONS_TIMED_OUT] <=
              n[COUNTER_SESSIONS_FAILED]);
    CONSERVED(n[COUNTER_SESSIONS_RETRIED] + n[COUNTER_SESSIONS_ABANDONED] <= n[COUNTER_SESSIONS_FAILED]);
    CONSERVED(n[COUNTER_READS_ABANDONED] <= n[COUNTER_READS_FAILED]);
    uint64_t found_old = n[COUNTER_READS_STALE_HITS]; /* hits, and misses: nothing fresh was there */
    CONSERVED(n[COUNTER_READS_ISSUED] + found_old ==
              n[COUNTER_READS_HITS] + n[COUNTER_READS_LOCAL_HITS] + n[COUNTER_READS_MISSES]);
    CONSERVED(found_old <= n[COUNTER_READS_STALE]);
    CONSERVED(n[COUNTER_READS_ISSUED] == n[COUNTER_READS_OK] + n[COUNTER_READS_FAILED] + r->reads_in_flight);
    CONSERVED(n[COUNTER_BREAKER_REJECTED] + n[COUNTER_BULKHEAD_REJECTED] <=
              n[COUNTER_READS_MISSES] + n[COUNTER_REFRESH_FAILED]);
    CONSERVED(r->read.ok.n == n[COUNTER_READS_OK]);
    uint64_t answered_at_once = n[COUNTER_READS_HITS] + n[COUNTER_READS_LOCAL_HITS] - found_old; /* some for nobody */
    CONSERVED(r->read.hit.n <= answered_at_once);
    CONSERVED(r->read.hit.n + n[COUNTER_READS_ABANDONED] + r->reads_in_flight >= answered_at_once);
    CONSERVED(n[COUNTER_DB_ANSWERED_FIRST] <= n[COUNTER_DB_ANSWERED] && n[COUNTER_DB_ANSWERED] <= n[COUNTER_DB_DONE]);
    CONSERVED(r->read.joined.n == n[COUNTER_READS_JOINED] && r->read.stale.n == n[COUNTER_READS_STALE]);
    CONSERVED(r->read.failed.n == n[COUNTER_READS_FAILED] || n[COUNTER_SESSIONS_OVERFLOWED] > 0);
    CONSERVED(r->read.ok.n == r->read.hit.n + r->read.miss.n + r->read.joined.n + r->read.stale.n);
    CONSERVED(r->session.ok.n == n[COUNTER_SESSIONS_OK]);
    CONSERVED(r->session.failed.n == n[COUNTER_SESSIONS_FAILED]);
}

/* Users by when they came: each is served, lost or still waiting, and a first attempt is a user. */
static inline void conserved_came(const struct results *r, const char *what)
{
    struct user_window sum = {.came = 0};
    for (size_t i = 0; i < r->windows_n; i++) {
        const struct window *w = &r->windows[i];
        CONSERVED(w->users.came == w->users.served + w->users.lost + w->users.waiting);
        CONSERVED(w->users.came == w->counter[COUNTER_SESSIONS_STARTED] - w->counter[COUNTER_SESSIONS_RETRIED]);
        sum.came += w->users.came;
        sum.served += w->users.served;
        sum.lost += w->users.lost;
    }
    CONSERVED(sum.came == r->users.came && sum.served == r->users.served && sum.lost == r->users.lost);
    CONSERVED(r->users.served == r->total[COUNTER_SESSIONS_OK] &&
              r->users.lost == r->total[COUNTER_SESSIONS_ABANDONED]);
    CONSERVED(r->users.waiting >= r->sessions_in_flight);
    CONSERVED(isnan(r->users.p50) || isinf(r->users.p999) || r->users.p50 <= r->users.p999);
}

/* Whether results can fail to be written because the node that they belong on, or every node, is dead. */
static inline bool conserved_loses_writes(const struct config *c)
{
    for (size_t i = 0; i < c->events_n; i++) {
        if (c->events[i].type == &node_loss_event) {
            return true;
        }
    }
    return false;
}

/* Lookups, fills, and values served from a cache. */
static inline void conserved_cache(const struct results *r, const char *what)
{
    const uint64_t *n = r->total;
    bool local = r->config->servers.local.present;
    CONSERVED(n[COUNTER_LOCAL_EVICTIONS] <= n[COUNTER_LOCAL_FILLS]);
    CONSERVED(local || n[COUNTER_LOCAL_FILLS] + n[COUNTER_READS_LOCAL_HITS] == 0);
    if (!r->config->cache.present) {
        CONSERVED(n[COUNTER_CACHE_LOOKUPS] == 0 && n[COUNTER_CACHE_FILLS] == 0 && n[COUNTER_READS_HITS] == 0);
        CONSERVED(local ? n[COUNTER_EPISODES] <= n[COUNTER_READS_MISSES] + n[COUNTER_READS_JOINED]
                        : n[COUNTER_EPISODES] == n[COUNTER_READS_MISSES]);
        return;
    }
    CONSERVED(n[COUNTER_CACHE_LOOKUPS] >=
              n[COUNTER_READS_ISSUED] - n[COUNTER_READS_LOCAL_HITS] +
                  (local || conserved_loses_writes(r->config) ? 0 : n[COUNTER_READS_JOINED]));
    CONSERVED(n[COUNTER_CACHE_FILLS] <= n[COUNTER_DB_DONE]);
    CONSERVED(n[COUNTER_CACHE_FILLS] + n[COUNTER_LOCK_GAVE_UP] + n[COUNTER_DB_ABANDONED] >= n[COUNTER_DB_DONE] ||
              conserved_loses_writes(r->config));
    CONSERVED(r->config->cache.on_db_error == CACHE_ERROR_DELETE || n[COUNTER_CACHE_ERROR_DELETES] == 0);
    CONSERVED(n[COUNTER_CACHE_REDUNDANT_FILLS] + n[COUNTER_CACHE_EVICTIONS] <= 2 * n[COUNTER_CACHE_FILLS]);
    uint64_t served = n[COUNTER_READS_HITS] + n[COUNTER_READS_LOCAL_HITS] + n[COUNTER_READS_JOINED] +
                      n[COUNTER_READS_STALE] - n[COUNTER_READS_STALE_HITS];
    uint64_t handed_over = conserved_loses_writes(r->config) ? n[COUNTER_READS_JOINED] : 0; /* at most, by the server */
    CONSERVED(r->age.n + handed_over >= served && r->age.n <= served + n[COUNTER_READS_ABANDONED] + r->reads_in_flight);
    CONSERVED(n[COUNTER_STALENESS_OUTDATED] <= r->age.n);
    CONSERVED(n[COUNTER_EPISODES] <= n[COUNTER_CACHE_LOOKUPS] - n[COUNTER_READS_HITS] + n[COUNTER_READS_STALE_HITS]);
    CONSERVED(n[COUNTER_LOCK_EXPIRED] <= n[COUNTER_LOCK_ACQUIRED]);
}

/* Queries: each in one class of the ledger, and waiting, in service, done or turned away. */
static inline void conserved_queries(const struct results *r, const char *what)
{
    const uint64_t *n = r->total;
    const struct config_database *d = &r->config->database;
    CONSERVED(n[COUNTER_DB_QUERIES] == n[COUNTER_DB_FIRST] + n[COUNTER_DB_DUPLICATE] + n[COUNTER_DB_RETRY] +
                                           n[COUNTER_DB_REFRESH] + n[COUNTER_DB_PREWARM]);
    CONSERVED(n[COUNTER_DB_FIRST] <= n[COUNTER_EPISODES]);
    CONSERVED(r->db_wait.n == r->db_service.n);
    uint64_t turned_away = n[COUNTER_DB_REJECTED] + n[COUNTER_DB_THROTTLED] + n[COUNTER_DB_REFUSED];
    uint64_t there = n[COUNTER_DB_QUERIES] - turned_away - n[COUNTER_DB_CANCELLED] - n[COUNTER_DB_DONE];
    CONSERVED(there <= r->db_queue_peak + d->connections);
    CONSERVED(n[COUNTER_DB_ABANDONED] <= n[COUNTER_DB_DONE]);
    CONSERVED(n[COUNTER_DB_DONE] <= r->db_service.n);
    if (n[COUNTER_DB_CANCELLED] + n[COUNTER_DB_REFUSED] == 0) { /* none was stopped in service */
        uint64_t waiting = n[COUNTER_DB_QUERIES] - turned_away - r->db_service.n;
        uint64_t served = r->db_service.n - n[COUNTER_DB_DONE];
        CONSERVED(waiting <= d->queue_limit && waiting <= r->db_queue_peak);
        CONSERVED(served <= d->connections);
        CONSERVED(waiting == 0 || served == d->connections);
    }
    CONSERVED(r->prewarm.loaded <= n[COUNTER_DB_PREWARM]);
    CONSERVED(r->read.miss.n <= n[COUNTER_DB_DONE]);
}

/* Windows cover the run and add up to it. */
static inline void conserved_windows(const struct results *r, const char *what)
{
    uint64_t sum[COUNTERS_N] = {0};
    bool limited = r->config->database.connections != COUNT_UNLIMITED && isfinite(capacity_per_s(&r->config->database));
    for (size_t i = 0; i < r->windows_n; i++) {
        const struct window *w = &r->windows[i];
        CONSERVED(w->start_ns == (i == 0 ? 0 : w[-1].end_ns));
        CONSERVED(!limited || (w->gauge[GAUGE_DB_UTILISATION] >= 0 && w->gauge[GAUGE_DB_UTILISATION] <= 1 + 1e-12));
        CONSERVED(w->gauge[GAUGE_POOL_FULL] >= 0 && w->gauge[GAUGE_POOL_FULL] <= 1 + 1e-12);
        CONSERVED(w->read.n == w->counter[COUNTER_READS_OK] && w->session.n == w->counter[COUNTER_SESSIONS_OK]);
        uint64_t issued = w->counter[COUNTER_READS_ISSUED];
        uint64_t hits = w->counter[COUNTER_READS_HITS] + w->counter[COUNTER_READS_LOCAL_HITS];
        CONSERVED(issued == 0 ? isnan(w->gauge[GAUGE_HIT_RATIO])
                              : w->gauge[GAUGE_HIT_RATIO] == (double)hits / (double)issued);
        for (size_t k = 0; k < COUNTERS_N; k++) {
            sum[k] += w->counter[k];
        }
    }
    const struct window *last = &r->windows[r->windows_n - 1];
    CONSERVED(memcmp(sum, r->total, sizeof sum) == 0);
    CONSERVED(last->end_ns == r->end_ns && r->end_ns == r->config->run.duration_ns);
    CONSERVED(last->gauge[GAUGE_SESSIONS_IN_FLIGHT] == (double)r->sessions_in_flight);
}

/* Sources add up to the whole. */
static inline void conserved_sources(const struct results *r, const char *what)
{
    struct source_results sum = {.sessions_started = 0};
    for (size_t i = 0; i < r->config->sources_n; i++) {
        const struct source_results *s = &r->source[i];
        sum.sessions_started += s->sessions_started;
        sum.sessions_ok += s->sessions_ok;
        sum.sessions_failed += s->sessions_failed;
        sum.reads_issued += s->reads_issued;
        sum.reads_ok += s->reads_ok;
        sum.reads_failed += s->reads_failed;
        sum.reads_hits += s->reads_hits;
        CONSERVED(s->read.n == s->reads_ok && s->session.n == s->sessions_ok);
    }
    const uint64_t *n = r->total;
    CONSERVED(sum.sessions_started == n[COUNTER_SESSIONS_STARTED] && sum.sessions_ok == n[COUNTER_SESSIONS_OK] &&
              sum.sessions_failed == n[COUNTER_SESSIONS_FAILED]);
    CONSERVED(sum.reads_issued == n[COUNTER_READS_ISSUED] && sum.reads_ok == n[COUNTER_READS_OK] &&
              sum.reads_failed == n[COUNTER_READS_FAILED] && sum.reads_hits == n[COUNTER_READS_HITS]);
}

static inline void conserved_check(const struct results *r, const char *what)
{
    conserved_sources(r, what);
    if (r->config->run.warmup_ns > 0) { /* what began in the warm-up ends in what is measured */
        return;
    }
    conserved_users(r, what);
    conserved_came(r, what);
    conserved_cache(r, what);
    conserved_queries(r, what);
    conserved_windows(r, what);
}

#endif
