/* read.c: what becomes of a read that missed (see read.h), and what protections may do with it.
 *
 * A miss episode of a key runs from its first miss to its next fill. Two bits a key tell whether one is
 * open and whether it has had its first query; a query that comes when none is open (the fill overtook it)
 * is a duplicate of the episode that has just ended.
 */
#include "model/read.h"

#include "model/fetch.h"
#include "model/lookup.h"
#include "model/users.h"

enum { EPISODE_OPEN = 1, EPISODE_QUERIED = 2 };

static void begin_episode(struct sim *sim, uint32_t key)
{
    uint64_t *word = &sim->episode[key >> 5], open = (uint64_t)EPISODE_OPEN << (2 * (key & 31));
    state_count_n(sim, COUNTER_EPISODES, (*word & open) == 0);
    *word |= open;
}

bool read_first_of_episode(struct sim *sim, uint32_t key)
{
    if (!sim->config->cache.present) {
        return true;
    }
    uint64_t *word = &sim->episode[key >> 5];
    uint32_t shift = 2 * (key & 31);
    bool first = ((*word >> shift) & 3) == EPISODE_OPEN;
    *word |= first ? (uint64_t)EPISODE_QUERIED << shift : 0;
    return first;
}

void read_end_episode(struct sim *sim, uint32_t key)
{
    sim->episode[key >> 5] &= ~(UINT64_C(3) << (2 * (key & 31)));
}

void read_missed(struct sim *sim, uint32_t session, uint64_t number, uint32_t key, int64_t answer_ns)
{
    if (sim->config->cache.present) {
        begin_episode(sim, key);
    } else {
        state_count(sim, COUNTER_EPISODES); /* nothing is ever filled: each read stands alone */
    }
    uint32_t slot = slots_take(&sim->read_slots);
    if (slot == SLOT_NONE) {
        struct session *s = &sim->session[session];
        s->overflowed = true;
        state_count(sim, COUNTER_READS_FAILED);
        sim->meter.source[s->source].reads_failed++;
        users_read_decided(sim, session, sim->now_ns, false);
        return;
    }
    sim->read[slot] = (struct read){.number = number, .session = session, .key = key};
    state_push(sim, sim->now_ns + answer_ns, STATE_MISS_KNOWN, slot);
}

void read_miss_known(struct sim *sim, uint32_t slot)
{
    sim->read[slot].missed_ns = sim->now_ns;
    for (size_t i = 0; i < sim->guards_n; i++) {
        struct guard *g = &sim->guard[i];
        if (g->kind->miss == NULL) {
            continue;
        }
        sim->read[slot].joined = true; /* for as long as the protection keeps it */
        switch (g->kind->miss(g, sim, slot)) {
        case ANSWER_JOIN:
            return;
        case ANSWER_FETCH:
            sim_read_fetch(sim, slot, true);
            return;
        case ANSWER_REJECT:
            sim_read_fail(sim, slot);
            return;
        case ANSWER_PASS:
            break;
        }
    }
    sim_read_fetch(sim, slot, true);
}

void read_over(struct sim *sim, uint32_t slot, enum read_outcome outcome, int64_t at_ns)
{
    const struct read *r = &sim->read[slot];
    uint32_t session = r->session;
    const struct session *s = &sim->session[session];
    struct meter_source *source = &sim->meter.source[s->source];
    uint64_t latency_ns = (uint64_t)(at_ns - s->open_ns);
    struct results *results = sim->meter.results;
    if (outcome == READ_FAILED) {
        state_count(sim, COUNTER_READS_FAILED);
        source->reads_failed++;
        histogram_record(&results->read.failed, latency_ns);
    } else {
        state_count(sim, COUNTER_READS_OK);
        state_count_n(sim, COUNTER_READS_JOINED, outcome == READ_JOINED);
        histogram_record(&source->other, latency_ns);
        histogram_record(outcome == READ_JOINED ? &results->read.joined : &results->read.miss, latency_ns);
    }
    slots_give(&sim->read_slots, slot);
    users_read_decided(sim, session, at_ns, outcome != READ_FAILED);
}

uint32_t sim_read_key(const struct sim *sim, read_slot read)
{
    return sim->read[read].key;
}

uint32_t sim_read_server(const struct sim *sim, read_slot read)
{
    return sim->session[sim->read[read].session].server;
}

uint64_t sim_read_number(const struct sim *sim, read_slot read)
{
    return sim->read[read].number;
}

int64_t sim_read_missed_ns(const struct sim *sim, read_slot read)
{
    return sim->read[read].missed_ns;
}

uint32_t sim_read_word(const struct sim *sim, read_slot read)
{
    return sim->read[read].word;
}

void sim_read_set_word(struct sim *sim, read_slot read, uint32_t word)
{
    sim->read[read].word = word;
}

bool sim_read_poll(struct sim *sim, read_slot read)
{
    int64_t answer_ns = 0;
    if (!lookup_again(sim, read, &answer_ns)) {
        return false;
    }
    read_over(sim, read, READ_JOINED, sim->now_ns + answer_ns);
    return true;
}

void sim_read_again(struct sim *sim, read_slot read)
{
    int64_t answer_ns = 0;
    if (lookup_again(sim, read, &answer_ns)) {
        read_over(sim, read, READ_JOINED, sim->now_ns + answer_ns);
        return;
    }
    begin_episode(sim, sim->read[read].key);
    state_push(sim, sim->now_ns + answer_ns, STATE_MISS_KNOWN, read);
}

void sim_read_fetch(struct sim *sim, read_slot read, bool fill)
{
    sim->read[read].joined = false;
    fetch_demand(sim, read, fill);
}

void sim_read_fail(struct sim *sim, read_slot read)
{
    read_over(sim, read, READ_FAILED, sim->now_ns);
}
