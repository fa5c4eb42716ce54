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
    r->incident[r->incidents_n++] = (struct incident_entry){(int64_t)llround(at_s * 1e9), argument, kind, 0};
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
           " 60.00 s  an outage begins: 1,000 of 1,000 users are hurt (not served within 500 ms)\n"
           " 60.02 s  the connection pool of server 3 is full\n"
           " 60.03 s  the pools of all 100 servers are full\n"
           " 61.00 s  the database is asked most: 20k queries/s, of 12k that it can serve\n"
           " 61.00 s  signal hit_ratio_drop: 31% where 95% was usual; 500 ms before the next outage\n"
           " 61.50 s  the first session fails: its user has waited past the deadline\n"
           " 61.60 s  the first user tries again\n"
           " 62.00 s  signal error_rate: 25% of the sessions fail; the outage was 500 ms old\n"
           " 71.00 s  the queue at the database is at its longest: 4,711 queries\n"
           " 91.00 s  nobody waits at the database for longer than before\n"
           "133.00 s  the outage is over: in 73 s 73,000 of 73,000 users were hurt, 66,000 of them lost\n"
           "300.00 s  the cache is warm: its hit ratio is back at 94%, 99% of its reference\n"
           "300.00 s  degraded: 73 s in all: 73,000 of 300,000 users hurt, 66,000 lost; 220 times the error budget\n");
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
    cr_assert_not_null(strstr(text, "the outage is over"));
    cr_assert_not_null(strstr(text, "degraded: "));
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
    static const char harm[] = "73 s in all: 73,000 of 300,000 users hurt, 66,000 lost; 220 times the error budget";
    r->verdict = VERDICT_CALM;
    ends_with("calm: the SLO holds throughout");
    r->verdict = VERDICT_DEGRADED;
    ends_with(text_format("degraded: %s", harm).s);
    r->verdict_since_s = 70;
    r->verdict = VERDICT_COLLAPSED;
    ends_with(text_format("collapsed: what caused it has been over for 3.83 min; %s", harm).s);
    r->verdict = VERDICT_NONE;
    r->undecided = UNDECIDED_RECOVERING;
    ends_with(
        text_format("undecided: the SLO is violated at the end, but less and less waits: a longer run would tell; %s",
                    harm)
            .s);
    r->outages_n = 0;
    r->undecided = UNDECIDED_NO_SLO;
    ends_with("undecided: the scenario states no SLO");
}

/* A system that nothing has felled is said to be overloaded first of all, and how much it asks for. */
Test(incident, overload_is_said_first)
{
    struct config *c = report_fixture_config(fixture, 1);
    c->cache.present = false; /* 20,000 reads/s for 12,000 */
    r->verdict = VERDICT_OVERLOADED;
    char *text = told();
    cr_assert_eq(strstr(text,
                        "  0.00 s  overloaded from the start, whatever happens later: it asks for 167% of what the "
                        "database can serve\n"),
                 text, "%s", text);
    free(text);
    r->verdict_since_s = 60; /* and where it began later, there */
    text = told();
    cr_assert_not_null(
        strstr(text, " 60.00 s  overloaded from here on: it asks for 167% of what the database can serve\n"), "%s",
        text);
    free(text);
}

/* What had gone on all along is no news, however soon after the trigger it happened again. */
Test(incident, what_is_usual_is_not_told)
{
    note(INCIDENT_DB_FULL, 61, UINT32_MAX);
    note(INCIDENT_SESSION_RETRIED, 61, UINT32_MAX);
    char *text = told();
    cr_assert(strstr(text, "queries begin to wait") != NULL && strstr(text, "the first user tries again") != NULL, "%s",
              text);
    free(text);
    r->incident[r->incidents_n - 1].quiet_ns = 10 * NS_PER_S;
    r->incident[r->incidents_n - 2].quiet_ns = 10 * NS_PER_S - 1;
    text = told();
    cr_assert(strstr(text, "queries begin to wait") == NULL && strstr(text, "first user") == NULL &&
                  strstr(text, "users try again") != NULL,
              "%s", text);
    free(text);
}

/* Of many outages the three are told in which most users were hurt, and what became of the others together. */
Test(incident, outages_that_repeat)
{
    r->outages_n = 6;
    for (size_t i = 0; i < 6; i++) {
        r->outage[i] = r->outage[0];
        r->outage[i].begin_s = (double)(60 + 10 * i);
        r->outage[i].end_s = r->outage[i].begin_s + 2;
        r->outage[i].over = true;
        r->outage[i].hurt = i == 1 || i == 3 || i == 4 ? 100 + i : 10 + i;
        r->outage[i].lost = 1;
        r->outage[i].came = 2000;
    }
    char *text = told();
    cr_assert_not_null(
        strstr(text, " 72.00 s  the outage is over: in 2 s 101 of 2,000 users were hurt, 1 of them lost\n"));
    cr_assert_not_null(strstr(text, " 92.00 s  the outage is over: in 2 s 103 of 2,000 users were hurt"));
    cr_assert_not_null(strstr(text, "102.00 s  the outage is over: in 2 s 104 of 2,000 users were hurt"));
    cr_assert_not_null(
        strstr(text, " 60.00 s  the first of 3 more outages, until 112.00 s: 37 users hurt, 3 of them lost\n"), "%s",
        text);
    cr_assert_null(strstr(text, " 62.00 s  the outage"));
    free(text);
}

/* On the terminal: who lost most users; if as many, who broke the SLO for longest. */
Test(incident, the_worst_variant_is_shown)
{
    static const char *const wanted[] = {"collapsed", "worse", "collapsed", "degraded", NULL};
    struct results *worse = report_fixture_results(fixture, 3), *collapsed = report_fixture_results(fixture, 2);
    for (size_t i = 0; i < 5; i++) {
        char *text;
        size_t n;
        FILE *out = open_memstream(&text, &n);
        report_incident(report_fixture_run(fixture), out, SIZE_MAX);
        fclose(out);
        if (wanted[i] == NULL) {
            cr_assert_str_eq(text, "");
        } else {
            char title[64];
            snprintf(title, sizeof title, "The incident of variant %s (of the others", wanted[i]);
            cr_assert_not_null(strstr(text, title), "%zu: %s", i, text);
        }
        free(text);
        collapsed->users.lost = r->users.lost; /* as many as in degraded, where the SLO was broken for less */
        worse->outages_n = i >= 1 ? 0 : worse->outages_n;
        collapsed->outages_n = i >= 2 ? 0 : collapsed->outages_n;
        r->outages_n = i >= 3 ? 0 : r->outages_n;
    }
}
