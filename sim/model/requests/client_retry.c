/* SPDX-License-Identifier: GPL-3.0-or-later */
/* client_retry.c: a throttled query waits in its record, without a connection of the database, until the client
 * library repeats it (see client_retry.h).
 */
#include "model/requests/client_retry.h"

#include "base/ensure.h"
#include "base/rng.h"
#include "model/purposes.h"
#include "model/state/incident_log.h"

/* As a wait may depend on the one before, and a record has no room for it, all are drawn again: there are few. */
static int64_t backoff_ns(const struct sim *sim, const struct request *f)
{
    const struct backoff *b = &sim->config->database.client_backoff;
    int64_t wait_ns = 0;
    for (uint32_t i = 0; i <= f->tries; i++) {
        struct rng draw = rng_at(sim->config->run.seed, PURPOSE_CLIENT_BACKOFF, f->number + f->key, i);
        wait_ns = backoff_wait_ns(b, i + 1U, wait_ns, &draw);
    }
    return wait_ns;
}

bool client_retry_is_last(const struct sim *sim, const struct request *f)
{
    return f->tries + 1U >= sim->config->database.client_attempts;
}

void client_retry_wait(struct sim *sim, uint32_t slot, int64_t latency_ns)
{
    ensure(latency_ns >= 0 && sim->config->database.kind == DATABASE_THROUGHPUT);
    struct request *f = &sim->request[slot];
    state_count(sim, COUNTER_DB_THROTTLED);
    incident_log_note(sim, INCIDENT_DB_THROTTLED, f->server);
    int64_t wait_ns = latency_ns + (client_retry_is_last(sim, f) ? 0 : backoff_ns(sim, f));
    ensure(wait_ns >= latency_ns && f->stage != STAGE_SERVICE);
    f->stage = STAGE_BACKOFF;
    state_push(sim, sim->now_ns + wait_ns, STATE_QUERY_AGAIN, slot);
}
