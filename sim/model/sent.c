#include "model/sent.h"

static int64_t due_ns(const struct sim *sim, uint32_t slot)
{
    int64_t since_ns = sim->request[slot].since_ns, limit_ns = sim->config->database.timeout_ns;
    return limit_ns < TIME_NEVER - since_ns ? since_ns + limit_ns : TIME_NEVER;
}

void sent_set_timeout(struct sim *sim)
{
    struct database *d = &sim->database;
    if (!d->timeout_set && d->oldest != SLOT_NONE && sim->config->database.timeout_ns != TIME_NEVER) {
        d->timeout_set = true;
        state_push(sim, due_ns(sim, d->oldest), STATE_QUERY_TIMEOUT, 0);
    }
}

void sent_list(struct sim *sim, uint32_t slot)
{
    struct database *d = &sim->database;
    list_add(&d->sent, &sim->request[0].due, sizeof(struct request), slot);
    d->oldest = d->oldest == SLOT_NONE ? slot : d->oldest;
    sent_set_timeout(sim);
}

void sent_unlist(struct sim *sim, uint32_t slot)
{
    struct database *d = &sim->database;
    if (d->oldest == slot) {
        d->oldest = sim->request[slot].due.next;
    }
    list_remove(&d->sent, &sim->request[0].due, sizeof(struct request), slot);
}

uint32_t sent_overdue(struct sim *sim)
{
    struct database *d = &sim->database;
    while (d->oldest != SLOT_NONE && due_ns(sim, d->oldest) <= sim->now_ns) {
        uint32_t slot = d->oldest;
        d->oldest = sim->request[slot].due.next;
        if (!sim->request[slot].orphan) { /* otherwise its process has died */
            return slot;
        }
    }
    return SLOT_NONE;
}
