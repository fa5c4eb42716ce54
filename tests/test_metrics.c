/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of metrics: each resolves, none twice, none a part of another's path (they nest in summary.json), and each says
 * what it is called after.
 */
#include "fixture.h"

static struct results *some_results(struct fixture *f)
{
    fixture_init(f);
    f->c.run.duration_ns = 3 * NS_PER_S;
    f->c.cache.ttl_ns = NS_PER_S;
    f->c.database.connections = 1;
    f->c.database.queue_limit = 20;
    f->c.sources_n = 3;
    f->source[1] = f->source[0];
    f->source[1].name = "web";
    f->source[1].reads_per_session = 3;
    f->source[2] = f->source[0];
    f->source[2].name = "web.mobile"; /* a name with a dot, and another's name before it */
    f->source[2].sessions_per_s = 30;
    return fixture_run(&f->c, false, false);
}

Test(metrics, every_name_resolves_to_its_own_value)
{
    struct fixture f;
    struct results *r = some_results(&f);
    for (size_t i = 0; i < metrics_n; i++) {
        double value = -1, own = metrics_table[i].value(r, 0);
        cr_assert(metrics_exists(&f.c, metrics_table[i].name), "%s", metrics_table[i].name);
        cr_assert(metrics_value(r, metrics_table[i].name, &value));
        cr_assert(value == own || (isnan(value) && isnan(own)), "%s: %g and %g", metrics_table[i].name, value, own);
        cr_assert(!metrics_table[i].whole || isnan(own) || own == floor(own), "%s: %g", metrics_table[i].name, own);
    }
    for (size_t s = 0; s < 3; s++) {
        for (size_t i = 0; i < metrics_source_n; i++) {
            char name[200];
            double value = -1, own = metrics_source_table[i].value(r, s);
            snprintf(name, sizeof name, "traffic.%s.%s", f.source[s].name, metrics_source_table[i].name);
            cr_assert(metrics_exists(&f.c, name) && metrics_value(r, name, &value), "%s", name);
            cr_assert(value == own || (isnan(value) && isnan(own)), "%s: %g and %g", name, value, own);
        }
    }
    results_free(r);
}

Test(metrics, unknown_names_do_not_resolve)
{
    struct fixture f;
    struct results *r = some_results(&f);
    double value = 0;
    const char *const wrong[] = {"",
                                 "db",
                                 "db.",
                                 "db.queriess",
                                 "db.querie",
                                 "traffic",
                                 "traffic.users",
                                 "traffic.users.",
                                 "traffic.nobody.sessions.ok",
                                 "traffic.user.sessions.ok",
                                 "traffic.other.sessions.ok",
                                 "traffic.users.db.queries",
                                 "hit_ratio",
                                 "DB.QUERIES"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        cr_assert(!metrics_exists(&f.c, wrong[i]) && !metrics_value(r, wrong[i], &value), "%s", wrong[i]);
    }
    cr_assert(metrics_exists(&f.c, "verdict") && !metrics_value(r, "verdict", &value)); /* not a number */
    results_free(r);
}

Test(metrics, the_alias_of_the_peak)
{
    struct fixture f;
    struct results *r = some_results(&f);
    cr_assert(metrics_exists(&f.c, "db.queries.peak_per_second"));
    cr_assert_eq(fixture_metric(r, "db.queries.peak_per_second"), r->db_peak_per_s);
    cr_assert_eq(fixture_metric(r, "db.peak_per_second"), r->db_peak_per_s);
    cr_assert_gt(r->db_peak_per_s, 50);
    results_free(r);
}

/* Spot checks of names against the fields that they promise, and figures against each other. */
Test(metrics, names_say_what_they_are)
{
    struct fixture f;
    struct results *r = some_results(&f);
    const struct {
        const char *name;
        double value;
    } expected[] = {{"sessions.started", (double)r->total[COUNTER_SESSIONS_STARTED]},
                    {"db.rejected", (double)r->total[COUNTER_DB_REJECTED]},
                    {"db.queue.peak", 20},
                    {"db.service.p50", 0.01},
                    {"db.utilisation.peak", r->db_utilisation_peak},
                    {"keys.zipf_exponent", 0},
                    {"traffic.web.sessions.failed", (double)r->source[1].sessions_failed},
                    {"traffic.web.mobile.reads.issued", (double)r->source[2].reads_issued},
                    {"latency.read.failed.max", (double)r->read.failed.max_ns * 1e-9},
                    {"latency.session.failed.max", (double)r->session.failed.max_ns * 1e-9}};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        cr_assert_float_eq(fixture_metric(r, expected[i].name), expected[i].value, 0.004 * expected[i].value,
                           "%s is %g", expected[i].name, fixture_metric(r, expected[i].name));
    }
    cr_assert_gt(r->total[COUNTER_DB_REJECTED], 10);
    double hits = fixture_metric(r, "reads.hits"), issued = fixture_metric(r, "reads.issued");
    cr_assert_eq(fixture_metric(r, "cache.hit_ratio"), hits / issued);
    cr_assert_eq(fixture_metric(r, "amplification"),
                 fixture_metric(r, "db.answered") / fixture_metric(r, "db.answered_first"));
    results_free(r);
}

/* Two names that cannot stand in one tree: the same, or one the other's branch. */
static void can_stand_together(const char *a, const char *b)
{
    size_t n = strlen(a) < strlen(b) ? strlen(a) : strlen(b);
    bool same_start = strncmp(a, b, n) == 0;
    cr_assert(!(same_start && (a[n] == b[n] || a[n] == '.' || b[n] == '.')), "%s and %s", a, b);
}

Test(metrics, names_form_a_tree)
{
    for (size_t i = 0; i < metrics_n; i++) {
        for (size_t k = 0; k < i; k++) {
            can_stand_together(metrics_table[i].name, metrics_table[k].name);
        }
        can_stand_together(metrics_table[i].name, "verdict");
        can_stand_together(metrics_table[i].name, "traffic.x");
        cr_assert(metrics_table[i].unit[0] != '\0' && metrics_table[i].help[0] != '\0');
    }
    for (size_t i = 0; i < metrics_source_n; i++) {
        for (size_t k = 0; k < i; k++) {
            can_stand_together(metrics_source_table[i].name, metrics_source_table[k].name);
        }
    }
    for (size_t i = 0; i < COUNTERS_N; i++) { /* columns of the timeline */
        for (size_t k = 0; k < GAUGES_N; k++) {
            cr_assert_str_neq(results_counter_info[i].name, results_gauge_info[k].name);
        }
    }
}

Test(metrics, verdicts_have_names)
{
    cr_assert_str_eq(metrics_verdict_name(VERDICT_CALM), "calm");
    cr_assert_str_eq(metrics_verdict_name(VERDICT_DEGRADED), "degraded");
    cr_assert_str_eq(metrics_verdict_name(VERDICT_COLLAPSED), "collapsed");
    cr_assert_str_eq(metrics_verdict_name(VERDICT_NONE), "undecided");
}
