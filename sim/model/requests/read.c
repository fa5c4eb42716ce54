/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read.c: what becomes of a read that missed (see read.h), and what protections may do with it. */
#include "model/requests/read.h"

#include "base/ensure.h"
#include "model/caches/tier.h"
#include "model/requests/answer.h"
#include "model/requests/database.h"
#include "model/requests/episode.h"
#include "model/requests/failure.h"
#include "model/requests/fetch.h"
#include "model/requests/wanted.h"
#include "model/state/hooks.h"

static void no_room(struct sim *sim, uint32_t session)
{
    struct session *s = &sim->session[session];
    s->overflowed = true;
    state_count(sim, COUNTER_READS_FAILED);
    sim->meter.source[s->source].reads_failed++;
    answer_decided(sim, session, sim->now_ns, false);
}

void read_missed(struct sim *sim, uint32_t session, uint64_t number, uint32_t key, int64_t answer_ns)
{
    episode_begin(sim, key);
    if (sim->reads_n + sim->orphans_n >= sim->config->run.max_reads || slots_full(&sim->request_slots)) {
        no_room(sim, session);
        return;
    }
    sim->reads_n++;
    uint32_t slot = slots_take(&sim->request_slots);
    sim->request[slot] = (struct request){
        .number = number, .key = key, .session = session, .server = sim->session[session].server, .kind = FETCH_DEMAND};
    state_push(sim, sim->now_ns + answer_ns, STATE_MISS_KNOWN, slot);
    hooks_expect(sim, slot);
}

void read_miss_known(struct sim *sim, uint32_t slot)
{
    sim->request[slot].missed_ns = sim->now_ns;
    switch (hooks_miss(sim, slot)) {
    case ANSWER_JOIN:
        return;
    case ANSWER_REJECT:
        failure_of_read(sim, slot);
        return;
    case ANSWER_STALE:
        failure_serve_stale(sim, slot);
        return;
    case ANSWER_PASS:
    case ANSWER_FETCH:
        fetch_demand(sim, slot, true);
        return;
    }
}

uint32_t sim_read_key(const struct sim *sim, read_slot read)
{
    return sim->request[read].key;
}

uint32_t sim_read_server(const struct sim *sim, read_slot read)
{
    return sim->request[read].server;
}

uint64_t sim_read_key_and_server(const struct sim *sim, read_slot read)
{
    const struct request *r = &sim->request[read];
    return ((uint64_t)r->key << 32) | r->server;
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

bool sim_read_drop(struct sim *sim, read_slot read)
{
    bool drops = wanted_no_more(sim, &sim->request[read]);
    if (drops) {
        failure_of_read(sim, read);
    }
    return drops;
}

bool sim_read_poll(struct sim *sim, read_slot read)
{
    ensure(sim->request[read].stage == STAGE_SERVER);
    int64_t answer_ns = 0;
    if (!tier_look_again(sim, read, &answer_ns)) {
        return false;
    }
    answer_read(sim, read, ANSWERED_JOIN, sim->now_ns + answer_ns);
    return true;
}

void sim_read_again(struct sim *sim, read_slot read)
{
    ensure(sim->request[read].stage == STAGE_SERVER);
    int64_t answer_ns = 0;
    if (tier_look_again(sim, read, &answer_ns)) {
        answer_read(sim, read, ANSWERED_JOIN, sim->now_ns + answer_ns);
        return;
    }
    episode_begin(sim, sim->request[read].key);
    state_push(sim, sim->now_ns + answer_ns, STATE_MISS_KNOWN, read);
}

void sim_read_share(struct sim *sim, read_slot read)
{
    ensure(sim->request[read].stage == STAGE_SERVER);
    answer_read(sim, read, ANSWERED_JOIN, sim->now_ns);
}

void sim_read_fetch(struct sim *sim, read_slot read, bool fill)
{
    fetch_demand(sim, read, fill);
}

void sim_read_fail(struct sim *sim, read_slot read)
{
    failure_of_read(sim, read);
}

bool sim_read_alive(const struct sim *sim, read_slot read)
{
    const struct request *r = &sim->request[read];
    return !r->crashed && !sim->session[r->session].gone;
}

void sim_read_crash(struct sim *sim, read_slot read)
{
    database_orphan(sim, read);
}
