/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of a run, on cases in which it was once wrong: each is a scenario of tests/outcome/ with the answer that it
 * must get, and why. */
#include "fixture.h"
#include "outcome/slo.h"
#include "report/events.h"
#include "report/report.h"
#include "scenario/scenario.h"

/* Runs one variant of tests/outcome/<name>.json, or of another seed (0: the scenario's). To be freed. */
struct ran {
    struct scenario *scenario;
    struct results *r;
};

static struct ran run_with(const char *name, const char *variant, uint64_t seed)
{
    char path[200];
    bool unreadable = false;
    snprintf(path, sizeof path, "tests/outcome/%s.json", name);
    struct scenario_options options = {.seed_given = seed != 0, .seed = seed};
    struct ran ran = {.scenario = scenario_load(path, &options, stderr, &unreadable)};
    cr_assert_not_null(ran.scenario, "%s", path);
    size_t v = 0;
    while (strcmp(ran.scenario->variants[v].variant, variant) != 0) {
        v++;
        cr_assert_lt(v, ran.scenario->variants_n, "%s has no variant %s", name, variant);
    }
    ran.r = fixture_run(&ran.scenario->variants[v], false, false);
    return ran;
}

static struct ran run(const char *name)
{
    return run_with(name, "base", 0);
}

static void done(struct ran *ran)
{
    results_free(ran->r);
    scenario_free(ran->scenario);
}

/* One outage, and the windows within which it begins and ends. */
static void one_outage(const struct results *r, const char *what, double begin_s, double end_s, double tolerance_s)
{
    cr_assert_eq(r->outages_n, 1, "%s: %zu outages", what, r->outages_n);
    cr_assert_float_eq(r->outage[0].begin_s, begin_s, tolerance_s, "%s begins at %g", what, r->outage[0].begin_s);
    cr_assert_float_eq(r->outage[0].end_s, end_s, tolerance_s, "%s ends at %g", what, r->outage[0].end_s);
}

/* Windows in which nobody is served are the worst there are, whatever the SLO speaks of. */
Test(outcome_cases, nobody_is_served)
{
    static const char *const hangs[] = {"p99-2s", "no-p99"};
    for (size_t i = 0; i < 2; i++) { /* who came in the last 2 or 10 s of the hang was served in time */
        struct ran ran = run_with("hang-is-calm", hangs[i], 0);
        cr_assert_eq(ran.r->verdict, VERDICT_DEGRADED, "%s", hangs[i]);
        one_outage(ran.r, hangs[i], 60, i == 0 ? 238 : 230, 1);
        cr_assert_eq(ran.r->outage[0].cause.kind, CAUSE_EVENT);
        done(&ran);
    }
    struct ran ran = run("calm-in-an-outage");
    cr_assert_eq(ran.r->verdict, VERDICT_DEGRADED);
    one_outage(ran.r, "calm-in-an-outage", 60, 120, 1.5);
    done(&ran);
    ran = run("calm-though-all-fail"); /* slo.p99 alone: who is lost is not served within it */
    cr_assert_eq(ran.r->verdict, VERDICT_COLLAPSED);
    cr_assert(isinf(ran.r->slo.worst_p99_s) && fixture_metric(ran.r, "users.lost_share") > 0.85);
    done(&ran);
    ran = run_with("canva-cdn", "consolidated", 0);
    cr_assert_eq(ran.r->verdict, VERDICT_DEGRADED);
    one_outage(ran.r, "canva-cdn", 0, 1190, 1);
    done(&ran);
}

/* The one user who ever came was turned away by a database that is down to the end: that is not over. */
Test(outcome_cases, an_outage_is_not_over_because_nobody_comes)
{
    struct ran ran = run("never-served-is-degraded");
    cr_assert(ran.r->verdict == VERDICT_NONE && ran.r->undecided == UNDECIDED_TRIGGER);
    one_outage(ran.r, "never-served", 1, 60, 0);
    done(&ran);
    ran = run("site-off-is-calm"); /* nobody came, nobody waited, nobody was hurt: 470 windows say so */
    cr_assert(ran.r->verdict == VERDICT_CALM && ran.r->slo.nobody_n == 468, "%zu", ran.r->slo.nobody_n);
    done(&ran);
}

/* Nobody comes any more, and those who came wait: for minutes, and all of that time it is broken. */
Test(outcome_cases, who_waits_while_nobody_comes)
{
    struct ran ran = run_with("registry-proxy-31", "4-clients", 0); /* one link of 103 s a fetch, for four */
    cr_assert_eq(ran.r->verdict, VERDICT_DEGRADED);
    cr_assert_float_eq(ran.r->slo.violated_s, 412, 3, "%g", ran.r->slo.violated_s);
    cr_assert_float_eq(ran.r->db_utilisation_peak, 1, 1e-9);
    done(&ran);
    ran = run_with("registry-proxy-31", "1-client", 0);
    cr_assert_eq(ran.r->verdict, VERDICT_CALM); /* 120 s are promised */
    done(&ran);
    ran = run_with("routemaster-92", "cap-3.33s", 0); /* 8,000 batches of one second, down until 290 s: all give up */
    cr_assert_eq(ran.r->verdict, VERDICT_DEGRADED);
    cr_assert_eq(fixture_metric(ran.r, "users.lost"), 8000);
    done(&ran);
    ran = run_with("routemaster-92", "cap-60s", 0); /* they go on trying: nobody is lost, and nobody served */
    cr_assert(ran.r->verdict == VERDICT_NONE && ran.r->undecided == UNDECIDED_TRIGGER);
    cr_assert(fixture_metric(ran.r, "users.lost") == 0 && ran.r->slo.violated_s > 285);
    done(&ran);
}

/* A database that refuses, from the first second on or while users keep trying. */
Test(outcome_cases, a_database_that_refuses)
{
    struct ran ran = run("down-from-the-first-second");
    cr_assert_eq(ran.r->verdict, VERDICT_DEGRADED);
    one_outage(ran.r, "down-from-the-first-second", 0, 30, 0);
    cr_assert_eq(ran.r->outage[0].cause.kind, CAUSE_EVENT);
    done(&ran);
    ran =
        run("refused-while-users-retry"); /* back after a minute, and the queue of those who try again is done later */
    cr_assert(ran.r->verdict == VERDICT_DEGRADED && ran.r->users.lost == 0);
    one_outage(ran.r, "refused-while-users-retry", 59, 176, 2);
    done(&ran);
}

/* Three times the traffic, for good, asks for half as much again as there is: no cause that is over, no collapse. */
Test(outcome_cases, traffic_that_stays)
{
    struct ran ran = run("traffic-that-stays");
    cr_assert(ran.r->verdict == VERDICT_OVERLOADED && ran.r->verdict_since_s >= 60 && ran.r->verdict_since_s <= 62);
    done(&ran);
    ran = run_with("usl-utilisation", "none", 0); /* a spike that is over at 25 s, and its queue that is not */
    cr_assert(ran.r->verdict == VERDICT_COLLAPSED && ran.r->verdict_since_s == 25.0, "%g", ran.r->verdict_since_s);
    done(&ran);
}

/* Each source by its own promise, and all users together by the scenario's; who is hurt by the shorter of both. */
Test(outcome_cases, each_source_its_own)
{
    struct ran ran = run("each-source-its-own");
    double u = fixture_metric(ran.r, "traffic.u.slo.broken"), s = fixture_metric(ran.r, "traffic.slowers.slo.broken");
    cr_assert_eq(ran.r->verdict, VERDICT_DEGRADED);
    cr_assert(u >= 20 && s == 0 && ran.r->slo.violated_s >= u, "%g, %g, %g", u, s, ran.r->slo.violated_s);
    cr_assert(slo_hurting_ns(ran.r->config, 0) == 200 * NS_PER_MS &&
              slo_hurting_ns(ran.r->config, 1) == 500 * NS_PER_MS);
    double hurt = 0;
    for (size_t i = 0; i < ran.r->outages_n; i++) {
        cr_assert_gt(ran.r->outage[i].hurt, 0);
        hurt += (double)ran.r->outage[i].hurt;
    }
    cr_assert_leq(hurt, (double)ran.r->users_hurt);
    done(&ran);
}

/* A spike of traffic and a burst before the first event are causes of their own, and the event is not to blame. */
Test(outcome_cases, what_comes_before_the_trigger)
{
    struct ran ran = run("incident-before-trigger");
    cr_assert_eq(ran.r->verdict, VERDICT_DEGRADED);
    one_outage(ran.r, "incident-before-trigger", 11, 43, 2);
    cr_assert_eq(ran.r->outage[0].cause.kind, CAUSE_SHAPE);
    done(&ran);
    ran = run("incident-first-failure-late");
    cr_assert_eq(ran.r->verdict, VERDICT_DEGRADED);
    size_t burst = 0;
    while (burst < ran.r->outages_n && ran.r->outage[burst].cause.kind != CAUSE_BURST) {
        burst++;
    }
    cr_assert(burst < ran.r->outages_n && ran.r->outage[burst].begin_s <= 12);
    done(&ran);
    ran = run("calm-though-violated-before-trigger");
    cr_assert_eq(ran.r->verdict, VERDICT_DEGRADED);
    cr_assert(ran.r->outages_n == 1 && ran.r->outage[0].begin_s == 0);
    cr_assert_eq(ran.r->outage[0].cause.kind, CAUSE_COLD_START);
    cr_assert_eq(ran.r->recovery.slo_s, 0.0); /* its trigger, at 120 s, hurt nobody */
    done(&ran);
}

/* A steady system that keeps its SLO in half of its windows does not keep it, whichever half comes last. The trigger, which
 * makes the database 1% slower for a second, made no difference. */
Test(outcome_cases, the_verdict_is_no_luck)
{
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct ran ran = run_with("verdict-by-luck", "base", seed);
        cr_assert_eq(ran.r->verdict, VERDICT_OVERLOADED, "seed %lu", (unsigned long)seed);
        done(&ran);
    }
}

/* A herd every ten seconds is thirty short outages, and the one after the trigger was over in no time. */
Test(outcome_cases, a_herd_for_ever)
{
    struct ran ran = run("degraded-for-ever");
    cr_assert_eq(ran.r->verdict, VERDICT_DEGRADED);
    cr_assert(ran.r->outages_n >= 28 && ran.r->outages_n <= 31, "%zu", ran.r->outages_n);
    cr_assert(fixture_metric(ran.r, "outages.longest") <= 2 && ran.r->recovery.slo_s <= 2);
    cr_assert(ran.r->recovery.warm_s <= 2, "warm as ever, whenever the run ends: %g", ran.r->recovery.warm_s);
    for (size_t i = 2; i < ran.r->outages_n; i++) { /* the first two are those of the empty cache */
        enum cause_kind kind = ran.r->outage[i].cause.kind;
        cr_assert(kind == CAUSE_HERD || kind == CAUSE_EVENT, "outage %zu", i);
    }
    done(&ran);
}

/* Warm is what the cache is in the long run, whether the run began with an empty one or not. */
Test(outcome_cases, the_reference_is_not_a_cold_start)
{
    struct ran cold = run_with("warm-reference-cold", "start-cold", 0),
               warm = run_with("warm-reference-cold", "start-warm", 0);
    cr_assert_float_eq(cold.r->recovery.hit_reference, warm.r->recovery.hit_reference, 0.01);
    cr_assert_float_eq(cold.r->recovery.warm_s, warm.r->recovery.warm_s, 0.2 * warm.r->recovery.warm_s);
    done(&cold);
    done(&warm);
    struct ran ran = run("never-drained"); /* a queue that is as long as it always was is drained */
    cr_assert(ran.r->recovery.drain_s <= 5, "%g", ran.r->recovery.drain_s);
    done(&ran);
}

/* Busy is a share: 10% for one long query on ten connections, 100% for a slow and full database, none without a limit. */
Test(outcome_cases, how_busy_the_database_is)
{
    struct ran ran = run("of-limit-long-query");
    cr_assert_float_eq(ran.r->db_utilisation_peak, 0.1, 1e-9);
    done(&ran);
    ran = run("of-limit-db-slow"); /* 100 queries/s, while it is slow 20 */
    cr_assert_float_eq(ran.r->db_utilisation_peak, 1, 1e-9);
    cr_assert_float_eq(ran.r->windows[10].gauge[GAUGE_DB_CAPACITY], 100, 1e-6);
    cr_assert_float_eq(ran.r->windows[40].gauge[GAUGE_DB_CAPACITY], 20, 1e-6);
    done(&ran);
    ran = run("of-limit-slow-database");
    cr_assert_float_eq(ran.r->db_utilisation_peak, 1, 1e-9);
    done(&ran);
    ran = run("utilisation-unlimited");
    cr_assert(isnan(ran.r->db_utilisation_peak) && isnan(ran.r->alert[ALERT_DB_SATURATED].fired_s));
    done(&ran);
    ran = run_with("usl-utilisation", "none", 0); /* 7,000 queries that share what 100 a second can be served */
    cr_assert(ran.r->db_utilisation_peak > 0.9 && ran.r->db_utilisation_peak <= 1);
    done(&ran);
}

/* In an outage every read asks again, or a breaker asks for none: neither is what a missing key costs. */
Test(outcome_cases, queries_per_miss_in_an_outage)
{
    struct ran ran = run("per-miss-outage"), breaker = run("per-miss-breaker");
    cr_assert_float_eq(fixture_metric(ran.r, "amplification"), 1, 0.05);
    cr_assert_float_eq(fixture_metric(breaker.r, "amplification"), 1, 0.05);
    /* The database is back for 20 s of the minute for which the breakers stay open: nobody knows what comes then. */
    cr_assert(breaker.r->verdict == VERDICT_NONE && breaker.r->undecided == UNDECIDED_TRIGGER);
    done(&ran);
    done(&breaker);
}

/* A lead is to the outage that the alarm warned of or came too late for, not to whatever failure came first. */
Test(outcome_cases, leads_are_to_outages)
{
    struct ran ran = run("lead-background");
    for (int s = 0; s < ALERTS_N; s++) {
        const struct alert_result *a = &ran.r->alert[s];
        bool meant = isnan(a->lead_s);
        for (size_t i = 0; i < ran.r->outages_n && !meant; i++) {
            double begin_s = ran.r->outage[i].begin_s;
            meant = fabs(begin_s - a->fired_s - a->lead_s) < 1e-9 &&
                    (a->lead_s >= 0 || ran.r->outage[i].end_s >= a->fired_s);
        }
        cr_assert(meant, "signal %d", s);
    }
    done(&ran);
}

/* Old values that the cache gave at once are hits; values that were fresh are not old; answers that nobody waited for, or
 * that were still on their way at the end, are none. */
Test(outcome_cases, reads)
{
    struct ran ran = run("stale-is-no-hit");
    cr_assert_eq(fixture_metric(ran.r, "cache.hit_ratio"), 1.0);
    cr_assert(ran.r->total[COUNTER_READS_STALE] > 50 && ran.r->total[COUNTER_READS_STALE_HITS] > 50);
    done(&ran);
    ran = run("stale-counts-fresh");
    cr_assert_eq(ran.r->total[COUNTER_READS_STALE], 0);
    done(&ran);
    ran = run("reads-ok-after-user-gone"); /* 100 answers/s for 200 reads/s: soon nobody waits for them */
    cr_assert(ran.r->total[COUNTER_READS_OK] < 60 && ran.r->read.ok.max_ns <= 100 * NS_PER_MS);
    cr_assert_float_eq((double)ran.r->reads_in_flight, 2000, 100);
    struct results *slow = fixture_run(ran.r->config, true, false);
    cr_assert_eq(memcmp(slow->total, ran.r->total, sizeof slow->total), 0);
    results_free(slow);
    done(&ran);
}

/* One user is no users, and a factor below one is a speed. */
Test(outcome_cases, wording)
{
    struct ran ran = run("wording");
    const struct config *c = ran.r->config;
    cr_assert_str_eq(events_burst_label(&c->sources[1]).s, "b: 1 session");
    cr_assert_str_eq(events_label(&c->events[0]).s, "database 5 times as fast");
    done(&ran);
}

/* Where all users come in bursts there is no rate for the arithmetic of an empty cache: its block is left out. */
Test(outcome_cases, no_block_of_zeros)
{
    struct ran ran = run_with("empty-cache-block-of-zeros", "as-is", 0);
    struct results *const results[] = {ran.r};
    const struct report_run told = {.name = "x", .title = "", .about = "", .results = results, .results_n = 1};
    char *text;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    report_table(&told, out, REPORT_FULL, false);
    fclose(out);
    cr_assert_null(strstr(text, "empty cache"), "%s", text);
    free(text);
    done(&ran);
}

static size_t lines_of(const char *text, size_t *widest)
{
    size_t n = 0;
    for (const char *line = text; *line != '\0'; n++) {
        size_t length = strcspn(line, "\n"), width = 0;
        for (size_t i = 0; i < length; i++) {
            width += (line[i] & 0xC0) != 0x80;
        }
        *widest = width > *widest ? width : *widest;
        line += length + 1;
    }
    return n;
}

/* What a run prints fits a screen of 80 columns and 45 lines (two for where the results are), also of six variants. */
Test(outcome_cases, what_is_printed_fits_a_screen)
{
    struct ran ran = run("lead-background"), other = run("degraded-for-ever");
    for (size_t variants = 1; variants <= 8; variants++) {
        struct results *results[8];
        for (size_t i = 0; i < variants; i++) {
            results[i] = i % 2 == 0 ? ran.r : other.r;
        }
        const struct report_run told = {
            .name = "x", .title = "a title", .about = "", .results = results, .results_n = variants};
        char *text;
        size_t n, widest = 0;
        FILE *out = open_memstream(&text, &n);
        report_terminal(&told, out, 80, REPORT_BRIEF, false);
        fclose(out);
        cr_assert_leq(lines_of(text, &widest), 43, "%zu variants:\n%s", variants, text);
        cr_assert_leq(widest, 80, "%s", text);
        free(text);
    }
    done(&ran);
    done(&other);
}
