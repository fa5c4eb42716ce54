/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The incident in words, from results made by hand: a cache that restarts at 60 s of 300. */
#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "events/registry.h"
#include "report/incident.h"
#include "report/report.h"
#include "report_fixture.h"

static struct report_fixture *fixture;
static struct results *r;

static void set_up(void)
{
    static const struct report_fixture_variant variants[] = {{"calm", 0, (double)INFINITY, 60},
                                                             {"degraded", 0, 12000, 60},
                                                             {"collapsed", 1.5, 8000, 120},
                                                             {"worse", 2, 6000, 120}};
    fixture = report_fixture_new("restart", "", variants, 4, 300, 60);
    cr_assert_not_null(fixture);
    r = report_fixture_results(fixture, 1);
}

static void tear_down(void)
{
    report_fixture_free(fixture);
}

static void note(enum incident_kind kind, double at_s, uint32_t argument)
{
    r->incident[r->incidents_n++] = (struct incident_entry){(int64_t)llround(at_s * 1e9), argument, kind};
}

/* The incident as the file has it, to be freed. */
static char *told(void)
{
    char *text;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    cr_assert(incident_print(out, r));
    fclose(out);
    return text;
}

static void expect(const char *wanted)
{
    char *text = told();
    cr_assert_str_eq(text, wanted, "is:\n%s", text);
    free(text);
}

TestSuite(incident, .init = set_up, .fini = tear_down);

/* Instants of the model stand beside what is read off windows; a failure and its reason are one line; what was before
 * the trigger is not told, nor anything twice. */
Test(incident, in_order_of_time)
{
    note(INCIDENT_POOL_FULL, 10, 7);
    note(INCIDENT_TRIGGER, 60, 0);
    note(INCIDENT_POOL_FULL, 60.02, 3);
    note(INCIDENT_POOLS_FULL, 60.034, UINT32_MAX);
    note(INCIDENT_SESSION_TIMED_OUT, 61.5, 9);
    note(INCIDENT_SESSION_FAILED, 61.5, 9);
    note(INCIDENT_SESSION_RETRIED, 61.6, 9);
    note(INCIDENT_POOL_FULL, 99, 1);
    r->windows[60].gauge[GAUGE_HIT_RATIO] = 0.31;
    r->windows[70].gauge[GAUGE_DB_QUEUE_PEAK] = 4711;
    r->alert[ALERT_HIT_RATIO_DROP] = (struct alert_result){61, 0.64, 0.5, 30};
    r->alert[ALERT_ERROR_RATE] = (struct alert_result){62, 0.25, -0.5, 30};
    r->recovery.drain_s = 31;
    r->recovery.drain_to_reach = true;
    expect(" 60.00 s  cache restarts\n"
           " 60.02 s  the connection pool of server 3 is full\n"
           " 60.03 s  the pools of all 100 servers are full\n"
           " 61.00 s  the database is asked most: 20k queries/s, 167% of what it can serve\n"
           " 61.00 s  signal hit_ratio_drop: 31% where 95% was usual; 500 ms before the first session failed\n"
           " 61.00 s  the first window that violates the SLO: p99 2.68 s\n"
           " 61.50 s  the first session fails: its user has waited past the deadline\n"
           " 61.60 s  the first user tries again\n"
           " 62.00 s  signal error_rate: 25% of the sessions fail; 500 ms after the first session failed\n"
           " 71.00 s  the queue at the database is at its longest: 4,711 queries\n"
           " 91.00 s  the queue at the database is drained, and stays so\n"
           "129.00 s  the last session fails; failed until then: 27.5% of sessions, 66,000 in all\n"
           "133.00 s  the SLO is met again, and stays so\n"
           "300.00 s  the cache is warm: its hit ratio is back at 94%, 99% of its reference\n"
           "300.00 s  degraded: the SLO was violated, and holds again since 133.00 s\n");
}

/* Every moment has words of its own. */
Test(incident, every_moment_is_told)
{
    struct config *c = report_fixture_config(fixture, 1);
    c->database.timeout_ns = c->servers.pool_wait_timeout_ns = NS_PER_S;
    size_t before = 0;
    for (int kind = INCIDENT_POOL_FULL; kind < INCIDENT_KINDS_N; kind++) {
        note((enum incident_kind)kind, 70 + kind, 3);
        struct incident i;
        incident_tell(&i, r);
        cr_assert(before == 0 || i.n == before + 1 || i.n == INCIDENT_LINES_MAX, "kind %d", kind);
        for (size_t k = 0; k < i.n; k++) {
            for (size_t other = 0; other < k; other++) {
                cr_assert_str_neq(i.line[k].text.s, i.line[other].text.s);
            }
        }
        before = i.n;
    }
}

/* The log has an end; that it was reached is told where it breaks off. */
Test(incident, entries_that_had_no_room)
{
    note(INCIDENT_TRIGGER, 60, 0);
    note(INCIDENT_POOL_FULL, 70.5, 3);
    char *text = told();
    cr_assert_null(strstr(text, "incomplete"));
    free(text);
    r->incidents_lost = 1234;
    text = told();
    cr_assert_not_null(
        strstr(text, " 70.50 s  from here on this log is incomplete: there was no room for 1,234 moments\n"), "%s",
        text);
    free(text);
}

/* Of a server that is the only one, it is not said which. */
Test(incident, a_single_server)
{
    report_fixture_config(fixture, 1)->servers.count = 1;
    note(INCIDENT_POOL_FULL, 60.5, 0);
    note(INCIDENT_POOLS_FULL, 60.5, UINT32_MAX);
    char *text = told();
    cr_assert_not_null(strstr(text, " 60.50 s  the connection pool is full\n"));
    cr_assert_null(strstr(text, "pools of all"));
    free(text);
}

/* Of triggers of a kind, the first two and how many follow; the end only of those that were told. */
Test(incident, triggers_that_repeat)
{
    struct config *c = report_fixture_config(fixture, 1);
    struct config_event event[6];
    for (uint32_t e = 0; e < 6; e++) {
        event[e] = (struct config_event){.type = &db_down_event, .down_mode = DB_DOWN_HANG};
        note(INCIDENT_TRIGGER, 60 + 10 * e, e);
        note(INCIDENT_TRIGGER_OVER, 65 + 10 * e, e);
    }
    c->events = event;
    c->events_n = 6;
    char *text = told();
    cr_assert_not_null(strstr(text, " 70.00 s  database hangs\n"));
    cr_assert_not_null(strstr(text, " 80.00 s  database hangs, and 3 more like it until 110.00 s\n"));
    cr_assert_not_null(strstr(text, " 85.00 s  database is back\n"));
    cr_assert_null(strstr(text, " 90.00 s  database hangs"));
    cr_assert_null(strstr(text, " 95.00 s"));
    free(text);
}

/* A planned restart: what is ordered first and what comes of it later. */
Test(incident, a_prepared_cut_over)
{
    report_fixture_config(fixture, 1)->events[0].type = &cutover_event;
    note(INCIDENT_TRIGGER, 60, 0);
    r->prewarm = (struct prewarm_results){1000000, 60, 180.5};
    char *text = told();
    cr_assert_not_null(strstr(text, " 60.00 s  pre-warm begins\n"));
    cr_assert_not_null(strstr(text, "180.50 s  cut-over: 1M entries are loaded\n"));
    free(text);
    r->prewarm.cutover_s = 60; /* nothing had to be loaded first */
    text = told();
    cr_assert_not_null(strstr(text, " 60.00 s  cut-over\n"));
    free(text);
}

/* With more to tell than lines, details go; what frames the incident stays. */
Test(incident, what_matters_stays)
{
    struct config_event event[8];
    struct config *c = report_fixture_config(fixture, 1);
    for (uint32_t e = 0; e < 8; e++) {
        event[e] = c->events[0];
        event[e].type = e < 4 ? &traffic_event : e < 6 ? &cache_restart_event : &expire_all_event;
        event[e].source = NULL;
        event[e].at_ns = (61 + e) * NS_PER_S;
        if (e >= 4) {
            note(INCIDENT_TRIGGER, 61 + e, e);
        }
    }
    c->events = event;
    c->events_n = 8;
    for (int kind = INCIDENT_POOL_FULL; kind < INCIDENT_KINDS_N; kind++) {
        note((enum incident_kind)kind, 80 + kind, 3);
    }
    struct incident i;
    incident_tell(&i, r);
    cr_assert_eq(i.n, INCIDENT_LINES_MAX);
    char *text = told();
    cr_assert_not_null(strstr(text, "all keys expire"));
    cr_assert_not_null(strstr(text, "the first session fails"));
    cr_assert_not_null(strstr(text, "the SLO is met again"));
    cr_assert_not_null(strstr(text, "degraded: "));
    cr_assert_null(strstr(text, "a lock expires"));
    free(text);
}

/* A cold start and a burst are triggers without an event. */
Test(incident, cold_start_and_burst)
{
    struct config *c = report_fixture_config(fixture, 1);
    c->events_n = 0;
    c->cache.start = CACHE_START_COLD;
    c->sources[0].rate_kind = SOURCE_BURST;
    c->sources[0].burst_at_ns = 60 * NS_PER_S;
    c->sources[0].burst_sessions = 1000;
    char *text = told();
    cr_assert_eq(strstr(text, "  0.00 s  the cache is empty\n"), text);
    cr_assert_not_null(strstr(text, " 60.00 s  inbox: 1k sessions\n"));
    free(text);
}

static void ends_with(const char *wanted)
{
    struct incident i;
    incident_tell(&i, r);
    cr_assert_str_eq(i.line[i.n - 1].text.s, wanted);
    cr_assert_eq(i.line[i.n - 1].at_s, 300.0);
}

Test(incident, the_verdict)
{
    r->recovery.trigger_over_s = 70;
    r->verdict = VERDICT_COLLAPSED;
    ends_with("collapsed: the trigger has been over for 3.83 min, and the SLO is still violated");
    r->verdict = VERDICT_CALM;
    ends_with("calm: the SLO holds throughout");
    r->verdict = VERDICT_NONE;
    r->undecided = UNDECIDED_NO_SLO;
    ends_with("undecided: the scenario states no SLO");
    r->verdict = VERDICT_DEGRADED;
    r->recovery.slo_s = (double)NAN;
    ends_with("degraded: the SLO was violated, and now and then still is");
    r->recovery.trigger_s = r->recovery.trigger_over_s = (double)NAN;
    r->verdict = VERDICT_COLLAPSED;
    ends_with("collapsed: the SLO is violated to the end");
    struct window *last = &r->windows[299];
    last->counter[COUNTER_SESSIONS_FAILED] = 1;
    char *text = told();
    cr_assert_not_null(strstr(text, "300.00 s  sessions still fail; failed until then: "));
    free(text);
    r->verdict = VERDICT_CALM;
    text = told();
    cr_assert_not_null(strstr(text, "300.00 s  now and then a session still fails; failed until then: "));
    free(text);
}

/* On the terminal: the first that collapsed, else the first that could not be decided, else the first degraded. */
Test(incident, the_worst_variant_is_shown)
{
    static const char *const wanted[] = {"collapsed", "worse", "degraded", NULL};
    for (size_t i = 0; i < 4; i++) {
        char *text;
        size_t n;
        FILE *out = open_memstream(&text, &n);
        report_incident(report_fixture_run(fixture), out);
        fclose(out);
        if (wanted[i] == NULL) {
            cr_assert_str_eq(text, "");
        } else {
            char title[64];
            snprintf(title, sizeof title, "The incident of variant %s (of the others", wanted[i]);
            cr_assert_not_null(strstr(text, title), "%s", text);
        }
        free(text);
        report_fixture_results(fixture, 2)->verdict = report_fixture_results(fixture, 3)->verdict = VERDICT_NONE;
        report_fixture_results(fixture, 3)->undecided = i == 0 ? UNDECIDED_RECOVERING : UNDECIDED_NO_SLO;
        r->verdict = i < 2 ? VERDICT_DEGRADED : VERDICT_CALM;
    }
}
