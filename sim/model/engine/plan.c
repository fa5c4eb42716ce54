/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plan.c: sizes (see plan.h). */
#include "model/engine/plan.h"

#include <math.h>

#include "base/ensure.h"
#include "model/caches/local_warm.h"
#include "model/caches/warm_capacity.h"
#include "model/engine/sim.h"
#include "model/event.h"
#include "model/protection.h"
#include "model/requests/database.h"
#include "model/sessions/deploy.h"
#include "model/state/state.h"
#include "theory/rate.h"

static uint64_t at_most(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Attempts that a user makes at most. */
static uint64_t most_attempts(const struct config *c)
{
    uint64_t most = 1;
    for (size_t i = 0; i < c->sources_n; i++) {
        most = c->sources[i].retry.attempts > most ? c->sources[i].retry.attempts : most;
    }
    return most;
}

/* Whether a session can keep a record without a worker or a place in a queue: while its user waits to try again, or
 * while the rest of its work is dropped. */
static bool sessions_linger(const struct config *c)
{
    bool linger = most_attempts(c) > 1;
    for (size_t i = 0; i < c->sources_n; i++) {
        linger = linger || c->sources[i].cancel_on_deadline;
    }
    return linger;
}

/* Whether the database can have queries that no client waits for. */
static bool has_orphans(const struct config *c)
{
    return c->database.timeout_ns != TIME_NEVER || EVENT_ANY(c, takes_database_down) || EVENT_ANY(c, crashes_processes);
}

/* Sessions that the whole run can bring: what is expected, and 10 standard deviations of a Poisson count. */
static uint64_t sessions_ever(const struct config *c)
{
    double n = 0, duration_s = (double)c->run.duration_ns / (double)NS_PER_S;
    for (size_t i = 0; i < c->sources_n; i++) {
        const struct config_source *s = &c->sources[i];
        struct rate rate;
        if (s->rate_kind == SOURCE_BURST) {
            n += (double)s->burst_sessions;
        } else if (rate_init(&rate, c, i)) {
            n += rate_cumulative(&rate, duration_s);
            rate_release(&rate);
        } else {
            n = INFINITY;
        }
    }
    n *= (double)most_attempts(c);
    n += 10 * sqrt(n) + 100;
    return n < 1e18 ? (uint64_t)n : COUNT_UNLIMITED;
}

static uint64_t sessions_at_once(const struct config *c)
{
    const struct config_servers *s = &c->servers;
    uint64_t most = at_most(sessions_ever(c), c->run.max_sessions);
    if (s->workers == COUNT_UNLIMITED || s->accept_queue == COUNT_UNLIMITED || sessions_linger(c)) {
        return most;
    }
    uint64_t per_server = at_most(s->workers, UINT32_MAX) + at_most(s->accept_queue, UINT32_MAX);
    return at_most(per_server * s->count, most);
}

static uint64_t longest_session(const struct config *c)
{
    uint64_t most = 1;
    for (size_t i = 0; i < c->sources_n; i++) {
        uint64_t n = c->sources[i].reads_per_session;
        most = n > most ? n : most;
    }
    return most;
}

static uint64_t reads_of(const struct config *c, uint64_t sessions)
{
    ensure(c->run.max_reads >= 1);
    uint64_t longest = longest_session(c);
    return sessions < c->run.max_reads / longest ? sessions * longest : c->run.max_reads;
}

uint64_t sim_reads_at_once(const struct config *c)
{
    return reads_of(c, sessions_at_once(c));
}

uint64_t sim_fetches_at_once(const struct config *c)
{
    uint64_t reads = has_orphans(c) ? reads_of(c, sessions_ever(c)) : sim_reads_at_once(c);
    return reads + STATE_BACKGROUND_MAX;
}

static void plan_parking(struct plan *p, const struct config *c)
{
    const struct config_servers *s = &c->servers;
    bool retries = most_attempts(c) > 1;
    if (!retries && (s->workers == COUNT_UNLIMITED || s->accept_queue == 0)) {
        return;
    }
    p->held_reads_n = longest_session(c);
    uint64_t queue = retries ? p->sessions_n : at_most(s->accept_queue, UINT32_MAX) * s->count;
    p->held_n = at_most(at_most(queue, p->sessions_n), c->run.max_reads / p->held_reads_n + 1);
}

struct plan plan_of_config(const struct config *c, bool reference)
{
    struct plan p = {.per_entry_ttl = reference};
    for (size_t i = 0; i < c->protections_n; i++) {
        const struct protection *kind = c->protections[i].kind;
        const void *params = c->protections[i].params;
        p.per_entry_ttl = p.per_entry_ttl || kind->ttl != NULL;
        p.builds = p.builds || kind->rebuild != NULL;
        int64_t lead_ns = kind->lead != NULL ? kind->lead(params, c) : 0;
        p.lead_ns = lead_ns > p.lead_ns ? lead_ns : p.lead_ns;
        p.instance_bytes[i] = kind->state_bytes != NULL ? kind->state_bytes(params, c) : 0;
    }
    p.sessions_n = sessions_at_once(c);
    p.requests_n = sim_fetches_at_once(c);
    /* A session or a request has one event pending at most; a server one timeout; a protection a few timers. */
    p.events_n = p.sessions_n + p.requests_n + c->servers.count + c->sources_n + 2 * c->events_n + 64;
    plan_parking(&p, c);
    if (c->servers.local.present) {
        uint64_t sessions = sessions_ever(c), longest = longest_session(c);
        uint64_t reads_ever = sessions < COUNT_UNLIMITED / longest ? sessions * longest : COUNT_UNLIMITED;
        p.local_entries_n = local_capacity(c, reads_ever);
    }
    return p;
}

/* Arrays of which so much is used are occupied in whole pages. */
struct room {
    size_t page_bytes;
    uint64_t bytes;
};

static void add(struct room *r, uint64_t most_n, uint64_t used_n, size_t each)
{
    r->bytes += memory_touched_bytes(most_n * each, used_n * each, r->page_bytes);
}

static void add_slots(struct room *r, uint64_t most_n, uint64_t used_n, size_t record)
{
    add(r, most_n, used_n, record);
    add(r, most_n, used_n, sizeof(uint32_t));
}

static void add_eventq(struct room *r, uint64_t most_n, uint64_t used_n)
{
    add(r, most_n, used_n, sizeof(struct eventq_entry));
    add_slots(r, most_n, used_n, sizeof(struct event));
}

static void add_records(struct room *r, const struct plan *most, const struct plan *used)
{
    uint64_t reads_n = most->held_n * most->held_reads_n;
    add_slots(r, most->sessions_n, used->sessions_n, sizeof(struct session));
    add_slots(r, most->requests_n, used->requests_n, sizeof(struct request));
    add_eventq(r, most->events_n, used->events_n);
    add_eventq(r, most->events_n, used->requests_n);
    add(r, reads_n, used->held_n * used->held_reads_n, sizeof(uint32_t));
    add(r, reads_n, used->held_n * used->held_reads_n, sizeof(int64_t));
    add(r, most->held_n, used->held_n, sizeof(uint32_t));
}

static struct sim_memory memory_of(const struct config *c, const struct plan *most, const struct plan *used,
                                   size_t page_bytes)
{
    uint64_t caches = !c->cache.present ? 0 : most->builds ? 2 : 1;
    struct sim_memory m = {.key_bytes = caches * cache_key_bytes(c, most->per_entry_ttl),
                           .kept_bytes = meter_kept_bytes(c)};
    struct room r = {.page_bytes = page_bytes};
    add_records(&r, most, used);
    add(&r, database_bytes(c, most->requests_n), database_bytes(c, used->requests_n), 1);
    r.bytes += caches * cache_bytes(c, most->per_entry_ttl) + meter_bytes(c) + traffic_bytes(c);
    r.bytes += c->servers.count * sizeof(struct server) + c->sources_n * sizeof(struct source_state);
    if (c->servers.local.present) {
        m.key_bytes += local_key_bytes(c);
        r.bytes += local_bytes(c, most->local_entries_n);
    }
    r.bytes += c->cache.present ? nodes_bytes(c) : 0;
    r.bytes += warm_capacity_bytes(c) + local_warm_bytes(c);
    r.bytes += deploy_planned(c) ? deploy_bytes(c) : 0;
    for (size_t i = 0; i < c->protections_n; i++) {
        add(&r, most->instance_bytes[i], used->instance_bytes[i], 1);
    }
    m.total_bytes = r.bytes;
    return m;
}

struct sim_memory sim_memory_needed(const struct config *c)
{
    struct plan p = plan_of_config(c, false);
    return memory_of(c, &p, &p, 1);
}

/* Sessions that come within a second of a source at its busiest, or all of its burst. */
static double sessions_likely(const struct config_source *s)
{
    double most = s->shape_n == 0 ? 1 : 0;
    for (size_t j = 0; j < s->shape_n; j++) {
        most = fmax(most, s->shape[j].x);
    }
    return s->rate_kind == SOURCE_BURST ? (double)s->burst_sessions : most * s->sessions_per_s;
}

static uint64_t count_of(double n)
{
    return n < 1e18 ? (uint64_t)n : COUNT_UNLIMITED;
}

struct sim_memory sim_memory_likely(const struct config *c)
{
    double sessions = 100, reads = 100.0 * (double)longest_session(c);
    for (size_t i = 0; i < c->sources_n; i++) {
        double n = sessions_likely(&c->sources[i]);
        sessions += n;
        reads += n * (double)c->sources[i].reads_per_session;
    }
    struct config busy = *c;
    busy.run.max_sessions = at_most(c->run.max_sessions, count_of(sessions));
    busy.run.max_reads = at_most(c->run.max_reads, count_of(reads));
    struct plan most = plan_of_config(c, false), used = plan_of_config(&busy, false);
    used.requests_n -= STATE_BACKGROUND_MAX; /* room that refreshes and pre-warming take, a few of them at once */
    used.events_n -= STATE_BACKGROUND_MAX;
    return memory_of(c, &most, &used, memory_page_bytes());
}
