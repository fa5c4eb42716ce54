/* SPDX-License-Identifier: GPL-3.0-or-later */
/* db_slow.c: the database takes so many times as long over every query, for a while. */
#include "base/ensure.h"
#include "events/registry.h"
#include "model/requests/database.h"
#include "model/state/incident_log.h"
#include "report/text.h"

static void begin(struct sim *sim, uint32_t number)
{
    const struct config_event *e = &sim->config->events[number];
    ensure(e->factor > 0 && e->for_ns > 0);
    incident_log_trigger(sim, number);
    state_push(sim, e->at_ns + e->for_ns, STATE_TRIGGER_OVER, number);
    database_set_speed(sim, e->factor, 0);
}

static void end(struct sim *sim, uint32_t number)
{
    if (event_taken_over_by(sim->config, number) == NULL) {
        database_set_speed(sim, 1, 0);
    }
    incident_log_over(sim, number);
}

static int64_t lasts_ns(const struct config_event *e, const struct config *c)
{
    (void)c;
    return e->for_ns;
}

static struct text label(const struct config_event *e)
{
    bool faster = e->factor < 1;
    double times = faster ? 1 / e->factor : e->factor;
    return text_format("database %s times as %s", text_si(times).s, faster ? "fast" : "slow");
}

static const struct field fields[] = {
    {"factor", FIELD_NUMBER, EVENT_FIELD(factor), 0.01, 1000, NULL, NULL, "every query takes so many times as long"},
    EVENT_FIELD_FOR,
    EVENT_FIELDS_END};

const struct event_type db_slow_event = {
    EVENT_TYPE("db_slow", "the database is slow for a time", fields, begin, label),
    .once_at_a_time = true,
    .end = end,
    .lasts_ns = lasts_ns,
    .over_label = "database at speed again",
};
