/* SPDX-License-Identifier: GPL-3.0-or-later */
/* retry.c: the attempt is part of the address of its draws, so that a retry is the same in every variant in which it
 * happens (see retry.h).
 */
#include "model/sessions/retry.h"

#include "base/ensure.h"
#include "base/rng.h"
#include "model/purposes.h"
#include "model/sessions/held_keys.h"

static uint64_t without_attempt(uint64_t first_read)
{
    return first_read & ((UINT64_C(1) << STATE_ATTEMPT_SHIFT) - 1);
}

static void give_up(struct sim *sim, struct session *s, bool keep)
{
    state_count(sim, COUNTER_SESSIONS_ABANDONED);
    sim->meter.source[s->source].sessions_abandoned++;
    tally_lost(&sim->meter.tally, s->source, s->open_ns);
    if (!keep) {
        held_keys_give(sim, s);
    }
}

/* Takes a place for the keys of the retry: the session's own unless it keeps it. */
static bool take_keys(struct sim *sim, struct session *s, struct session *again, const struct arrival *keys, bool keep)
{
    if (s->held == SLOT_NONE) {
        return held_keys_take(sim, again, keys);
    }
    if (!keep) {
        s->held = SLOT_NONE;
        return true;
    }
    struct arrival own = held_keys_arrival(sim, s);
    return held_keys_take(sim, again, &own);
}

void retry_or_give_up(struct sim *sim, struct session *s, const struct arrival *keys, bool keep)
{
    ensure(s->failed);
    ensure(keys != NULL || s->held != SLOT_NONE || !retry_possible(sim->config, s->source)); /* it knows what to read */
    const struct config_retry *retry = &sim->config->sources[s->source].retry;
    if (s->attempt + 1U >= retry->attempts || !budget_take(&sim->source[s->source].budget, sim->now_ns)) {
        give_up(sim, s, keep);
        return;
    }
    struct rng draw = rng_at(sim->config->run.seed, PURPOSE_RETRY, without_attempt(s->first_read), s->attempt);
    struct session again = {.open_ns = s->open_ns,
                            .first_read = s->first_read + (UINT64_C(1) << STATE_ATTEMPT_SHIFT),
                            .held = s->held,
                            .source = s->source,
                            .attempt = (uint8_t)(s->attempt + 1)};
    if (slots_full(&sim->session_slots) || !take_keys(sim, s, &again, keys, keep)) {
        state_count(sim, COUNTER_SESSIONS_OVERFLOWED);
        give_up(sim, s, keep);
        return;
    }
    again.wait_ns = backoff_wait_ns(&retry->backoff, s->attempt + 1U, s->wait_ns, &draw);
    ensure(again.wait_ns >= 0);
    again.start_ns = sim->now_ns + again.wait_ns;
    again.server = (uint32_t)rng_below(&draw, sim->config->servers.count);
    held_keys_draw_lookups(sim, &again, &draw);
    uint32_t slot = slots_take(&sim->session_slots);
    ensure(slot != SLOT_NONE && again.server < sim->config->servers.count);
    sim->session[slot] = again;
    state_push(sim, again.start_ns, STATE_SESSION_RETRY, slot);
}
