/* SPDX-License-Identifier: GPL-3.0-or-later */
/* db_down.c: the database is down for a while: it refuses every query at once, or it hangs and says nothing; then
 * whatever it had goes on where it was.
 */
#include <math.h>

#include "base/ensure.h"
#include "events/registry.h"
#include "model/requests/database.h"
#include "model/state/incident_log.h"
#include "report/text.h"

static bool hangs(const struct config_event *e)
{
    return e->down_mode == DB_DOWN_HANG;
}

static bool fails_queries(const struct config_event *e)
{
    return e->down_mode == DB_DOWN_REFUSE;
}

static void begin(struct sim *sim, uint32_t number)
{
    const struct config_event *e = &sim->config->events[number];
    int64_t end_ns = e->at_ns + e->for_ns;
    ensure(e->for_ns > 0);
    incident_log_trigger(sim, number);
    state_push(sim, end_ns, STATE_TRIGGER_OVER, number);
    if (hangs(e)) {
        database_set_speed(sim, INFINITY, end_ns);
    } else {
        database_set_refusing(sim, true);
    }
}

static void end(struct sim *sim, uint32_t number)
{
    const struct config_event *next = event_taken_over_by(sim->config, number);
    if (hangs(&sim->config->events[number])) {
        database_set_speed(sim, sim->database.factor, 0); /* as slow as it was, but it goes on */
    } else if (next == NULL || hangs(next)) {
        database_set_refusing(sim, false);
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
    return text_format("database %s", hangs(e) ? "hangs" : "down");
}

static const char *const modes[] = {[DB_DOWN_REFUSE] = "refuse", [DB_DOWN_HANG] = "hang", NULL};
static const struct field fields[] = {EVENT_FIELD_FOR,
                                      {"mode", FIELD_ENUM, EVENT_FIELD(down_mode), 0, 0, "\"refuse\"", modes,
                                       "queries fail at once, or nothing is finished and everybody waits"},
                                      EVENT_FIELDS_END};

const struct event_type db_down_event = {
    EVENT_TYPE("db_down", "the database is down for a time", fields, begin, label),
    .once_at_a_time = true,
    .takes_database_down = true,
    .fails_queries = fails_queries,
    .end = end,
    .lasts_ns = lasts_ns,
    .over_label = "database is back",
};
