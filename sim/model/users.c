/* users.c: the life of a session (see users.h).
 *
 * The place of a session's end among the events of its instant is reserved when the session begins: the
 * order of events must not depend on when the simulator finds out that the last read is decided.
 */
#include "model/users.h"

#include <string.h>

#include "model/answer.h"
#include "model/lookup.h"
#include "model/reference.h"

static struct meter_source *source_of(struct sim *sim, const struct session *s)
{
    return &sim->meter.source[s->source];
}

static void account_end(struct sim *sim, const struct session *s)
{
    uint64_t latency_ns = (uint64_t)(sim->now_ns - s->open_ns);
    if (s->failed) {
        state_count(sim, COUNTER_SESSIONS_FAILED);
        source_of(sim, s)->sessions_failed++;
        histogram_record(&sim->meter.results->session.failed, latency_ns);
        if (s->overflowed) {
            state_count(sim, COUNTER_SESSIONS_OVERFLOWED);
        }
    } else {
        state_count(sim, COUNTER_SESSIONS_OK);
        source_of(sim, s)->sessions_ok++;
        histogram_record(&source_of(sim, s)->session, latency_ns);
    }
}

/* A session that is turned away before it began. */
static void turn_away(struct sim *sim, struct session s, enum counter why)
{
    state_count(sim, why);
    s.failed = true;
    account_end(sim, &s);
}

static void workers_change(struct sim *sim, struct server *server, int by)
{
    server->workers_busy += (uint64_t)(int64_t)by;
    uint64_t all = sim->meter.level[LEVEL_WORKERS_BUSY].value + (uint64_t)(int64_t)by;
    meter_level_set(&sim->meter, LEVEL_WORKERS_BUSY, sim->now_ns, all);
}

/* The session has its worker: its reads are issued, all at once. */
static void begin(struct sim *sim, uint32_t slot, const struct arrival *arrival)
{
    struct session *s = &sim->session[slot];
    s->done_ns = sim->now_ns;
    s->end_place = state_reserve(sim);
    if (sim->reference != NULL) {
        reference_issue_reads(sim, slot, arrival);
        return;
    }
    s->pending = 1; /* holds the session open until all its reads were looked at */
    lookup_session(sim, slot, arrival);
    answer_decided(sim, slot, sim->now_ns, true);
}

static bool park(struct sim *sim, struct session *s, const struct arrival *arrival)
{
    struct parking *p = &sim->parking;
    s->parked = slots_take(&p->slots);
    if (s->parked == SLOT_NONE) {
        return false;
    }
    size_t reads_n = sim->config->sources[s->source].reads_per_session, first = (size_t)s->parked * p->reads_n;
    memcpy(p->key + first, arrival->key, reads_n * sizeof *p->key);
    memcpy(p->lookup_ns + first, arrival->lookup_ns, reads_n * sizeof *p->lookup_ns);
    return true;
}

static void wait_for_worker(struct sim *sim, struct session s, const struct arrival *arrival)
{
    struct server *server = &sim->server[s.server];
    if (server->accept.n >= sim->config->servers.accept_queue) {
        turn_away(sim, s, COUNTER_SESSIONS_REJECTED);
        return;
    }
    if (slots_full(&sim->session_slots) || !park(sim, &s, arrival)) {
        turn_away(sim, s, COUNTER_SESSIONS_OVERFLOWED);
        return;
    }
    uint32_t slot = slots_take(&sim->session_slots);
    sim->session[slot] = s;
    state_fifo_add(&server->accept, slot, &sim->session[server->accept.n > 0 ? server->accept.tail : slot].next);
    if (server->accept.n > sim->meter.accept_queue_peak) {
        sim->meter.accept_queue_peak = server->accept.n;
    }
}

void users_open(struct sim *sim, const struct arrival *arrival)
{
    struct session s = {.open_ns = arrival->at_ns,
                        .first_read = arrival->first_read,
                        .server = arrival->server,
                        .parked = SLOT_NONE,
                        .source = (uint16_t)arrival->source};
    state_count(sim, COUNTER_SESSIONS_STARTED);
    source_of(sim, &s)->sessions_started++;
    struct server *server = &sim->server[s.server];
    if (server->workers_busy >= sim->config->servers.workers) {
        wait_for_worker(sim, s, arrival);
        return;
    }
    uint32_t slot = slots_take(&sim->session_slots);
    if (slot == SLOT_NONE) {
        turn_away(sim, s, COUNTER_SESSIONS_OVERFLOWED);
        return;
    }
    sim->session[slot] = s;
    workers_change(sim, server, 1);
    begin(sim, slot, arrival);
}

void users_begin_parked(struct sim *sim, uint32_t slot)
{
    const struct session *s = &sim->session[slot];
    const struct parking *p = &sim->parking;
    uint32_t parked = s->parked;
    size_t first = (size_t)parked * p->reads_n;
    struct arrival arrival = {.at_ns = s->open_ns,
                              .source = s->source,
                              .server = s->server,
                              .first_read = s->first_read,
                              .key = p->key + first,
                              .lookup_ns = p->lookup_ns + first,
                              .node = p->node};
    for (size_t i = 0; sim->config->cache.present && i < p->reads_n; i++) {
        __builtin_prefetch(cache_place(&sim->cache, p->key[first + i]));
    }
    for (size_t i = 0; sim->nodes.matter && i < p->reads_n; i++) {
        p->node[i] = ring_node(nodes_ring(sim), p->key[first + i]);
    }
    begin(sim, slot, &arrival);
    slots_give(&sim->parking.slots, parked);
}

/* The head of an accept queue has just been taken out: the reads of the new head, and the record behind it. */
MEMORY_PREFETCHING void prefetch_parked(const struct sim *sim, const struct fifo *accept)
{
    if (accept->n == 0) {
        return;
    }
    const struct session *head = &sim->session[accept->head];
    size_t first = (size_t)head->parked * sim->parking.reads_n;
    for (size_t i = 0; i < sim->parking.reads_n; i += 8) {
        __builtin_prefetch(&sim->parking.lookup_ns[first + i]);
        __builtin_prefetch(&sim->parking.key[first + i]);
    }
    __builtin_prefetch(&sim->session[accept->n > 1 ? head->next : accept->head]);
}

void users_end(struct sim *sim, uint32_t slot)
{
    struct session *s = &sim->session[slot];
    struct server *server = &sim->server[s->server];
    account_end(sim, s);
    if (server->accept.n == 0) {
        workers_change(sim, server, -1);
    } else { /* the worker goes straight to the next in line */
        uint32_t next = state_fifo_take(&server->accept, sim->session[server->accept.head].next);
        prefetch_parked(sim, &server->accept);
        state_push(sim, sim->now_ns, STATE_SESSION_BEGIN, next);
    }
    slots_give(&sim->session_slots, slot);
}
