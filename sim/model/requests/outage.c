/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outage.c: an outage is a state of the database with an end: refusals at once, or a debt of time for whatever hangs
 * (see outage.h).
 */
#include "model/requests/outage.h"

#include <math.h>

#include "model/requests/database.h"
#include "model/state/incident_log.h"

void outage_begin(struct sim *sim, uint32_t event)
{
    const struct config_event *e = &sim->config->events[event];
    int64_t end_ns = e->at_ns + e->for_ns;
    incident_log_trigger(sim, event);
    state_push(sim, end_ns, STATE_TRIGGER_OVER, event);
    if (e->kind == EVENT_DB_SLOW) {
        database_set_speed(sim, e->factor, 0);
    } else if (e->down_mode == DB_DOWN_HANG) {
        database_set_speed(sim, INFINITY, end_ns);
    } else {
        sim->database.refuses = true;
        database_refuse(sim);
    }
}

void outage_end(struct sim *sim, uint32_t event)
{
    const struct config_event *e = &sim->config->events[event];
    if (e->kind == EVENT_DB_SLOW) {
        database_set_speed(sim, 1, 0);
    } else if (e->down_mode == DB_DOWN_HANG) {
        database_set_speed(sim, sim->database.factor, 0); /* as slow as it was, but it goes on */
    } else {
        sim->database.refuses = false;
    }
    incident_log_over(sim, event);
}
