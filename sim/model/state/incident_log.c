/* SPDX-License-Identifier: GPL-3.0-or-later */
/* incident_log.c: one bit per kind says whether it has been written down since the last trigger (see
 * incident_log.h).
 */
#include "model/state/incident_log.h"

#include "base/ensure.h"

void incident_log_write(struct sim *sim, enum incident_kind kind, uint32_t argument)
{
    struct results *r = sim->meter.results;
    ensure((unsigned)kind < INCIDENT_KINDS_N && r->incidents_n <= RESULTS_INCIDENTS_MAX);
    ensure(r->incidents_n == 0 || r->incident[r->incidents_n - 1].at_ns <= sim->now_ns);
    if (r->incidents_n == RESULTS_INCIDENTS_MAX) {
        r->incidents_lost++;
        return;
    }
    bool ever = (sim->incidents_ever & incident_log_bit(kind)) != 0;
    int64_t since_ns = sim->now_ns - sim->incident_last_ns[kind];
    r->incident[r->incidents_n++] = (struct incident_entry){.at_ns = sim->now_ns,
                                                            .argument = argument,
                                                            .kind = kind,
                                                            .quiet_ns = !ever          ? 0
                                                                        : since_ns > 0 ? since_ns
                                                                                       : 1};
}

void incident_log_trigger(struct sim *sim, uint32_t event)
{
    ensure(event < sim->config->events_n);
    sim->incidents_noted = 0;
    incident_log_write(sim, INCIDENT_TRIGGER, event);
}

void incident_log_over(struct sim *sim, uint32_t event)
{
    ensure(event < sim->config->events_n);
    incident_log_write(sim, INCIDENT_TRIGGER_OVER, event);
}

void sim_log_incident(struct sim *sim, enum incident_kind kind, uint32_t server)
{
    incident_log_note(sim, kind, server);
}
