/* SPDX-License-Identifier: GPL-3.0-or-later */
/* database.c: serving and waiting (see database.h).
 *
 * The service time of a query is drawn at the address of what it is for (the read that it serves; the deadline that
 * a refresh forestalls; the key that is pre-warmed), so the same query takes equally long in every variant.
 *
 * While the database hangs, what is in service keeps the rest of its time: an event that comes up finds out how long
 * the database has hung since its service began, and is put off by that much.
 */
#include "model/requests/database.h"

#include <math.h>
#include <stdlib.h>

#include "base/ensure.h"
#include "base/rng.h"
#include "model/event.h"
#include "model/purposes.h"
#include "model/requests/client_retry.h"
#include "model/requests/episode.h"
#include "model/requests/outstanding.h"
#include "model/requests/wanted.h"
#include "model/state/hooks.h"
#include "model/state/incident_log.h"

static bool is_shared(const struct config_database *c)
{
    return c->kind == DATABASE_CONNECTIONS && (c->cores != COUNT_UNLIMITED || c->contention > 0 || c->coherency > 0);
}

bool database_init(struct sim *sim)
{
    const struct config_database *c = &sim->config->database;
    struct database *d = &sim->database;
    *d = (struct database){.queue = STATE_FIFO_EMPTY,
                           .shares = is_shared(c),
                           .sent = LIST_EMPTY,
                           .oldest = SLOT_NONE,
                           .tracks = c->timeout_ns != TIME_NEVER || EVENT_ANY(sim->config, takes_database_down),
                           .plain_connections = c->kind == DATABASE_CONNECTIONS && !is_shared(c),
                           .factor = 1,
                           .alarm_ns = TIME_NEVER,
                           .service = shelf_dist(sim->shelf, &c->service)};
    d->hung_ns = calloc(sim->config->events_n + 1, sizeof *d->hung_ns);
    load_init(&d->load, c);
    return d->service != NULL && d->hung_ns != NULL &&
           (!d->shares || processor_sharing_init(&d->shared, c, sim->request_slots.capacity)) &&
           (c->kind != DATABASE_THROUGHPUT || token_bucket_init(&d->bucket, c, config_placement(sim->config)));
}

void database_free(struct sim *sim)
{
    free(sim->database.hung_ns);
    processor_sharing_release(&sim->database.shared);
    token_bucket_release(&sim->database.bucket);
}

uint64_t database_bytes(const struct config *c, uint64_t requests_n)
{
    uint64_t bytes = (c->events_n + 1) * sizeof(int64_t);
    bytes += is_shared(&c->database) ? processor_sharing_bytes(&c->database, requests_n) : 0;
    return bytes + (c->database.kind == DATABASE_THROUGHPUT ? token_bucket_bytes(&c->database) : 0);
}

static void classify(struct sim *sim, const struct request *f)
{
    state_count(sim, COUNTER_DB_QUERIES);
    switch ((enum fetch_kind)f->kind) {
    case FETCH_REFRESH:
        state_count(sim, COUNTER_DB_REFRESH);
        return;
    case FETCH_PREWARM:
        state_count(sim, COUNTER_DB_PREWARM);
        return;
    case FETCH_DEMAND: {
        bool first = episode_first_query(sim, f->key), again = (f->number >> STATE_ATTEMPT_SHIFT) > 0;
        state_count(sim, again ? COUNTER_DB_RETRY : first ? COUNTER_DB_FIRST : COUNTER_DB_DUPLICATE);
        return;
    }
    }
}

/* What the database can serve has changed, or what it serves. */
static void note_load(struct sim *sim)
{
    const struct database *d = &sim->database;
    const struct load_now now = {
        .busy = d->busy, .factor = d->factor, .hangs = sim->now_ns < d->hangs_until_ns, .refuses = d->refuses};
    load_note(&sim->database.load, sim->now_ns, &now);
}

static void set_busy(struct sim *sim, uint64_t busy)
{
    ensure(busy <= sim->config->database.connections); /* nor has it gone below 0 */
    sim->database.busy = busy;
    meter_level_set(&sim->meter, LEVEL_DB_BUSY, sim->now_ns, busy);
    if (sim->database.shares) {
        note_load(sim);
    }
}

static int64_t draw_service_ns(const struct sim *sim, const struct request *f)
{
    static const uint64_t purpose[] = {
        [FETCH_DEMAND] = PURPOSE_SERVICE, [FETCH_REFRESH] = PURPOSE_REFRESH, [FETCH_PREWARM] = PURPOSE_PREWARM};
    uint64_t seed = sim->config->run.seed;
    struct rng draw = f->tries == 0 ? rng_at(seed, purpose[f->kind], f->number, f->key)
                                    : rng_at(seed, PURPOSE_CLIENT_TRY, f->number, f->tries);
    return dist_draw(sim->database.service, &draw);
}

static int64_t slowed_ns(const struct sim *sim, int64_t ns)
{
    double factor = sim->database.factor;
    return factor == 1 ? ns : (int64_t)fmin((double)ns * factor, 0x1p62);
}

/* Of a database that is not as usual. */
static __attribute__((noinline)) void begin_service(struct sim *sim, uint32_t slot, int64_t service_ns)
{
    struct request *f = &sim->request[slot];
    struct database *d = &sim->database;
    struct results *r = sim->meter.results;
    if (d->shares) {
        histogram_record(&r->db_service, (uint64_t)service_ns);
        processor_sharing_enter(&d->shared, sim->now_ns, slot, service_ns);
        sim->database.alarm_ns = processor_sharing_next_ns(&d->shared);
        return;
    }
    service_ns = slowed_ns(sim, service_ns);
    ensure(service_ns >= 0 && d->hangs_n <= sim->config->events_n);
    histogram_record(&r->db_service, (uint64_t)service_ns);
    f->hangs = d->hangs_n;
    int64_t begin_ns = sim->now_ns < d->hangs_until_ns ? d->hangs_until_ns : sim->now_ns;
    state_push(sim, begin_ns + service_ns, STATE_QUERY_DONE, slot);
}

/* A query of the request is going to end soon: what that will touch is asked for. */
static inline void expect_end(struct sim *sim, uint32_t slot)
{
    const struct request *r = &sim->request[slot];
    if (sim->config->cache.present) {
        __builtin_prefetch(cache_place(&sim->cache, r->key));
    }
    if (r->kind == FETCH_DEMAND) {
        __builtin_prefetch(&sim->session[r->session]);
        hooks_expect(sim, slot);
    }
}

static void serve(struct sim *sim, uint32_t slot)
{
    struct request *f = &sim->request[slot];
    int64_t service_ns = draw_service_ns(sim, f);
    struct results *r = sim->meter.results;
    f->stage = STAGE_SERVICE;
    histogram_record(&r->db_wait, (uint64_t)(sim->now_ns - f->since_ns));
    if (__builtin_expect(sim->database.plain_connections, 1)) {
        histogram_record(&r->db_service, (uint64_t)service_ns);
        state_push(sim, sim->now_ns + service_ns, STATE_QUERY_DONE, slot);
    } else {
        begin_service(sim, slot, service_ns);
    }
    expect_end(sim, slot); /* so few queries are in service that it will still be at hand */
}

/* False if there is no room for the query. */
static inline __attribute__((always_inline)) bool enter(struct sim *sim, uint32_t slot)
{
    struct database *d = &sim->database;
    const struct config_database *c = &sim->config->database;
    struct request *f = &sim->request[slot];
    if (__builtin_expect(d->refuses, 0)) {
        state_count(sim, COUNTER_DB_REFUSED);
        return false;
    }
    if (!d->plain_connections && c->kind == DATABASE_THROUGHPUT &&
        !token_bucket_admit(&d->bucket, f->key, sim->now_ns)) {
        client_retry_wait(sim, slot, slowed_ns(sim, draw_service_ns(sim, f)));
        return true;
    }
    if (d->busy < c->connections) {
        set_busy(sim, d->busy + 1);
        serve(sim, slot);
        return true;
    }
    incident_log_note(sim, INCIDENT_DB_FULL, UINT32_MAX);
    if (d->queue.n >= c->queue_limit) {
        state_count(sim, COUNTER_DB_REJECTED);
        incident_log_note(sim, INCIDENT_DB_REJECTED, UINT32_MAX);
        return false;
    }
    f->stage = STAGE_QUEUE;
    state_fifo_add(&d->queue, slot, &sim->request[d->queue.n > 0 ? d->queue.tail : slot].next);
    meter_level_set(&sim->meter, LEVEL_DB_QUEUE, sim->now_ns, d->queue.n);
    return true;
}

bool database_submit(struct sim *sim, uint32_t slot)
{
    struct request *f = &sim->request[slot];
    f->since_ns = sim->now_ns;
    classify(sim, f);
    if (!enter(sim, slot)) {
        return false;
    }
    outstanding_add(sim, slot);
    return true;
}

static uint32_t take_waiting(struct sim *sim)
{
    struct fifo *queue = &sim->database.queue;
    uint32_t next = state_fifo_take(queue, sim->request[queue->head].next);
    __builtin_prefetch(&sim->request[queue->n > 0 ? queue->head : next]); /* the one after it */
    meter_level_set(&sim->meter, LEVEL_DB_QUEUE, sim->now_ns, queue->n);
    return next;
}

/* Nobody wants a query that waited: it ends without having been served. */
static __attribute__((noinline)) void drop(struct sim *sim, uint32_t slot)
{
    uint32_t server = sim->request[slot].server;
    state_count(sim, COUNTER_DB_CANCELLED);
    outstanding_remove(sim, slot);
    sim->database.lost(sim, server, slot, FETCH_DROPPED);
}

/* A query has left service. */
static inline __attribute__((always_inline)) void serve_next(struct sim *sim)
{
    while (sim->database.queue.n > 0 && !sim->database.refuses) {
        uint32_t next = take_waiting(sim);
        if (!wanted_no_more(sim, &sim->request[next])) {
            serve(sim, next);
            return;
        }
        drop(sim, next);
    }
    set_busy(sim, sim->database.busy - 1);
}

void database_release(struct sim *sim, uint32_t slot)
{
    state_count(sim, COUNTER_DB_DONE);
    outstanding_remove(sim, slot);
    serve_next(sim);
}

/* The last event of a query that was stopped has come: the record is free. */
static void forget(struct sim *sim, uint32_t slot)
{
    ensure(sim->orphans_n > 0);
    slots_give(&sim->request_slots, slot);
    sim->orphans_n--;
}

bool database_done(struct sim *sim, uint32_t slot)
{
    struct request *f = &sim->request[slot];
    struct database *d = &sim->database;
    if (d->plain_connections && !d->tracks) {
        return true;
    }
    if (f->stage == STAGE_STOPPED) {
        forget(sim, slot);
        return false;
    }
    if (f->hangs != d->hangs_n) {
        int64_t owed_ns = d->hung_ns[d->hangs_n] - d->hung_ns[f->hangs];
        ensure(f->hangs < d->hangs_n && owed_ns > 0);
        f->hangs = d->hangs_n;
        state_push(sim, sim->now_ns + owed_ns, STATE_QUERY_DONE, slot);
        return false;
    }
    return true;
}

bool database_finished(struct sim *sim, uint32_t *slot)
{
    struct processor_sharing *s = &sim->database.shared;
    if (processor_sharing_take(s, sim->now_ns, slot)) {
        return true;
    }
    sim->database.alarm_ns = processor_sharing_next_ns(s);
    return false;
}

/* The record leaves the database before its query is done. If an event is still to come for it, it stays for that. */
static void stop(struct sim *sim, uint32_t slot)
{
    struct request *f = &sim->request[slot];
    struct database *d = &sim->database;
    bool was_orphan = f->orphan,
         waits_for_event = f->stage == STAGE_BACKOFF || (f->stage == STAGE_SERVICE && !d->shares);
    enum stage was = (enum stage)f->stage;
    ensure(was == STAGE_QUEUE || was == STAGE_SERVICE || was == STAGE_BACKOFF || was == STAGE_SERVER);
    outstanding_remove(sim, slot);
    f->orphan = waits_for_event;
    f->stage = waits_for_event ? STAGE_STOPPED : STAGE_SERVER;
    if (was == STAGE_QUEUE) {
        ensure(d->queue.head == slot); /* it was sent before all others that wait */
        (void)take_waiting(sim);
    } else if (was == STAGE_SERVICE) {
        if (d->shares) {
            processor_sharing_leave(&d->shared, sim->now_ns, slot);
            sim->database.alarm_ns = processor_sharing_next_ns(&d->shared);
        }
        serve_next(sim);
    }
    if (was_orphan && !waits_for_event) {
        forget(sim, slot);
    }
}

/* The client hears no more of a query, which is stopped: its place in the database and its connection are free, and the
 * fetch is over. */
static void stop_for(struct sim *sim, uint32_t slot, enum fetch_end end)
{
    uint32_t server = sim->request[slot].server;
    bool nobody = sim->request[slot].orphan;
    stop(sim, slot);
    sim->database.lost(sim, server, nobody ? SLOT_NONE : slot, end);
}

void database_timeout(struct sim *sim)
{
    ensure(sim->database.timeout_set && sim->config->database.timeout_ns != TIME_NEVER);
    sim->database.timeout_set = false;
    for (uint32_t slot = outstanding_overdue(sim); slot != SLOT_NONE; slot = outstanding_overdue(sim)) {
        struct request *f = &sim->request[slot];
        state_count(sim, COUNTER_DB_TIMED_OUT);
        ensure(f->stage >= STAGE_QUEUE && f->stage <= STAGE_BACKOFF);
        incident_log_note(sim, INCIDENT_DB_TIMED_OUT, f->server);
        if (sim->config->database.cancel_on_timeout || f->stage == STAGE_BACKOFF) {
            /* in a backoff the database knows nothing of it */
            state_count_n(sim, COUNTER_DB_CANCELLED, f->stage != STAGE_BACKOFF);
            stop_for(sim, slot, FETCH_DB_TIMEOUT);
        } else {
            f->orphan = true;
            sim->database.lost(sim, SLOT_NONE, slot, FETCH_DB_TIMEOUT);
        }
    }
    outstanding_go_on(sim);
}

void database_again(struct sim *sim, uint32_t slot)
{
    ensure(sim->request[slot].stage == STAGE_BACKOFF || sim->request[slot].stage == STAGE_STOPPED);
    struct request *f = &sim->request[slot];
    if (f->stage == STAGE_STOPPED) {
        forget(sim, slot);
        return;
    }
    bool wanted = !f->orphan && !wanted_no_more(sim, f);
    f->stage = STAGE_SERVER;
    if (wanted && !client_retry_is_last(sim, f)) {
        f->tries++;
        state_count(sim, COUNTER_DB_QUERIES);
        state_count(sim, COUNTER_DB_RETRY);
        if (enter(sim, slot)) {
            return;
        }
    }
    stop_for(sim, slot, FETCH_DB_ERROR);
}

static void refuse_all(struct sim *sim)
{
    ensure(sim->database.refuses && sim->database.tracks); /* it knows whom to tell */
    uint32_t next = SLOT_NONE;
    for (uint32_t slot = sim->database.sent.head; slot != SLOT_NONE; slot = next) {
        next = sim->request[slot].due.next;
        if (sim->request[slot].stage != STAGE_BACKOFF) {
            state_count(sim, COUNTER_DB_REFUSED);
            stop_for(sim, slot, FETCH_DB_ERROR);
        }
    }
}

void database_set_refusing(struct sim *sim, bool refuses)
{
    sim->database.refuses = refuses;
    note_load(sim);
    if (refuses) {
        refuse_all(sim);
    }
}

void database_set_speed(struct sim *sim, double factor, int64_t hangs_until_ns)
{
    struct database *d = &sim->database;
    d->plain_connections = false;
    ensure(factor > 0 && (!isinf(factor) || hangs_until_ns >= sim->now_ns));
    if (isinf(factor)) {
        ensure(d->hangs_n < sim->config->events_n);
        ensure(sim->now_ns >= d->hangs_until_ns); /* what hangs already owes no hour twice */
        d->hung_ns[d->hangs_n + 1] = d->hung_ns[d->hangs_n] + (hangs_until_ns - sim->now_ns);
        d->hangs_n++;
        d->hangs_until_ns = hangs_until_ns;
    } else {
        d->factor = factor;
    }
    note_load(sim);
    if (d->shares) {
        bool hangs = sim->now_ns < d->hangs_until_ns;
        processor_sharing_set_speed(&d->shared, sim->now_ns, hangs ? INFINITY : d->factor);
        sim->database.alarm_ns = processor_sharing_next_ns(&d->shared);
    }
}

void database_orphan(struct sim *sim, uint32_t slot)
{
    ensure(sim->drops && !sim->request[slot].crashed);
    struct request *f = &sim->request[slot];
    f->crashed = true;
    if (f->stage >= STAGE_QUEUE) {
        f->orphan = true;
        sim->database.lost(sim, SLOT_NONE, slot, FETCH_DROPPED);
    }
}

double database_oldest_s(const struct sim *sim)
{
    const struct fifo *queue = &sim->database.queue;
    if (queue->n == 0) {
        return 0;
    }
    return (double)(sim->now_ns - sim->request[queue->head].since_ns) / (double)NS_PER_S;
}
