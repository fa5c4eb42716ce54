/* read.c: what becomes of a read that missed (see read.h), and what protections may do with it.
 *
 * A miss episode of a key runs from its first miss to its next fill; losing the whole cache ends it too. The
 * marks are kept where the entry would be (cache.h). A query that comes when no episode is open (the fill
 * overtook it) is a duplicate of the one that has just ended.
 */
#include "model/read.h"

#include "model/fetch.h"
#include "model/lookup.h"
#include "model/users.h"

static void begin_episode(struct sim *sim, uint32_t key)
{
    uint32_t *mark = cache_mark(&sim->cache, key);
    if (*mark != CACHE_EPISODE && *mark != CACHE_EPISODE_QUERIED) {
        *mark = CACHE_EPISODE;
        state_count(sim, COUNTER_EPISODES);
    }
}

bool read_first_of_episode(struct sim *sim, uint32_t key)
{
    if (!sim->config->cache.present) {
        return true;
    }
    uint32_t *mark = cache_mark(&sim->cache, key);
    bool first = *mark == CACHE_EPISODE;
    *mark = first ? CACHE_EPISODE_QUERIED : *mark;
    return first;
}

static void no_room(struct sim *sim, uint32_t session)
{
    struct session *s = &sim->session[session];
    s->overflowed = true;
    state_count(sim, COUNTER_READS_FAILED);
    sim->meter.source[s->source].reads_failed++;
    users_read_decided(sim, session, sim->now_ns, false);
}

void read_missed(struct sim *sim, uint32_t session, uint64_t number, uint32_t key, int64_t answer_ns)
{
    if (sim->config->cache.present) {
        begin_episode(sim, key);
    } else {
        state_count(sim, COUNTER_EPISODES); /* nothing is ever filled: each read stands alone */
    }
    if (sim->reads_n == sim->config->run.max_reads) {
        no_room(sim, session);
        return;
    }
    sim->reads_n++;
    uint32_t slot = slots_take(&sim->request_slots);
    sim->request[slot] = (struct request){
        .number = number, .key = key, .session = session, .server = sim->session[session].server, .kind = FETCH_DEMAND};
    state_push(sim, sim->now_ns + answer_ns, STATE_MISS_KNOWN, slot);
    for (size_t i = 0; i < sim->guards_n; i++) {
        const struct guard *g = &sim->guard[i];
        if (g->kind->expect != NULL) {
            g->kind->expect(g, sim, slot);
        }
    }
}

void read_miss_known(struct sim *sim, uint32_t slot)
{
    sim->request[slot].missed_ns = sim->now_ns;
    for (size_t i = 0; i < sim->guards_n; i++) {
        struct guard *g = &sim->guard[i];
        if (g->kind->miss == NULL) {
            continue;
        }
        sim->request[slot].joined = true; /* for as long as the protection keeps it */
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
    const struct request *r = &sim->request[slot];
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
    slots_give(&sim->request_slots, slot);
    sim->reads_n--;
    users_read_decided(sim, session, at_ns, outcome != READ_FAILED);
}

uint32_t sim_read_key(const struct sim *sim, read_slot read)
{
    return sim->request[read].key;
}

uint32_t sim_read_server(const struct sim *sim, read_slot read)
{
    return sim->request[read].server;
}

uint64_t sim_read_number(const struct sim *sim, read_slot read)
{
    return sim->request[read].number;
}

int64_t sim_read_missed_ns(const struct sim *sim, read_slot read)
{
    return sim->request[read].missed_ns;
}

uint32_t sim_read_word(const struct sim *sim, read_slot read)
{
    return sim->request[read].word;
}

void sim_read_set_word(struct sim *sim, read_slot read, uint32_t word)
{
    sim->request[read].word = word;
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
    begin_episode(sim, sim->request[read].key);
    state_push(sim, sim->now_ns + answer_ns, STATE_MISS_KNOWN, read);
}

void sim_read_fetch(struct sim *sim, read_slot read, bool fill)
{
    sim->request[read].joined = false;
    fetch_demand(sim, read, fill);
}

void sim_read_fail(struct sim *sim, read_slot read)
{
    read_over(sim, read, READ_FAILED, sim->now_ns);
}
