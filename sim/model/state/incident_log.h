/* SPDX-License-Identifier: GPL-3.0-or-later */
/* incident_log.h: the notable instants of an incident, as they happen (private to the model).
 *
 * Each kind is written down once after every trigger, so that the log tells in which order things gave way, and stays
 * short however long they stay broken; and with it, for how long it had not happened before, which is what makes it news.
 */
#ifndef HERDSIM_INCIDENT_LOG_H
#define HERDSIM_INCIDENT_LOG_H

#include "model/state/state.h"

static inline uint32_t incident_log_bit(enum incident_kind kind)
{
    return UINT32_C(1) << kind;
}

/* Writes a moment down. */
void incident_log_write(struct sim *sim, enum incident_kind kind, uint32_t argument);

/* A moment that is no trigger; `server` is the app server, or UINT32_MAX. */
static inline void incident_log_note(struct sim *sim, enum incident_kind kind, uint32_t server)
{
    uint32_t bit = incident_log_bit(kind);
    if (__builtin_expect((sim->incidents_noted & bit) == 0, 0)) {
        sim->incidents_noted |= bit;
        incident_log_write(sim, kind, server);
        sim->incidents_ever |= bit;
    }
    sim->incident_last_ns[kind] = sim->now_ns;
}

/* Event number `event` of the config takes effect (or, over: comes to its end). Each kind may be noted once more. */
void incident_log_trigger(struct sim *sim, uint32_t event);
void incident_log_over(struct sim *sim, uint32_t event);

#endif
