/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The story's numbers are those of the timeline: every figure of its outages and of its verdict is derived once more from the
 * rows of timeline.csv. */
#include "events/registry.h"
#include "fixture.h"
#include "report/files/csv.h"
#include "report/files/timeline.h"
#include "report/incident.h"

static struct csv timeline_of(const struct results *r)
{
    char *text = NULL;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    cr_assert(timeline_print(out, r));
    fclose(out);
    struct csv csv;
    cr_assert(csv_parse(&csv, text));
    return csv;
}

/* Users of a column who came from begin_s on and before end_s; of windows of a second. */
static double users(struct csv *csv, const char *column, double begin_s, double end_s)
{
    double sum = 0;
    for (size_t row = 1; row < csv->rows_n; row++) {
        double at_s = csv_number(csv, row, csv_column(csv, "time"));
        double value = csv_number(csv, row, csv_column(csv, column));
        sum += at_s >= begin_s && at_s < end_s && !isnan(value) ? value : 0; /* a window that is not judged is empty */
    }
    return sum;
}

static double violated_s(struct csv *csv, double begin_s, double end_s)
{
    return users(csv, "slo.violated", begin_s, end_s);
}

static void told(const struct incident *i, double at_s, const char *wanted)
{
    for (size_t k = 0; k < i->n; k++) {
        if (fabs(i->line[k].at_s - at_s) < 1e-9 && strstr(i->line[k].text.s, wanted) != NULL) {
            return;
        }
    }
    cr_assert_fail("nobody tells \"%s\" at %g s", wanted, at_s);
}

/* A database that refuses for ten seconds: who comes then and gives up is lost, and nobody else is hurt. */
Test(story, figures_of_an_outage)
{
    struct fixture f;
    fixture_mm1(&f, 0.5, 60 * NS_PER_S);
    f.c.slo.success = 0.99;
    fixture_event(&f, &db_down_event, 20, 0);
    f.event[0].for_ns = 10 * NS_PER_S;
    f.event[0].down_mode = DB_DOWN_REFUSE;
    struct results *r = fixture_run(&f.c, false, false);
    struct csv csv = timeline_of(r);
    struct incident i;
    incident_tell(&i, r);
    double begin_s = -1, end_s = -1;
    for (size_t row = 1; row < csv.rows_n; row++) {
        double at_s = csv_number(&csv, row, csv_column(&csv, "time"));
        bool violated = csv_number(&csv, row, csv_column(&csv, "slo.violated")) > 0;
        begin_s = violated && begin_s < 0 ? at_s : begin_s;
        end_s = violated ? at_s + 1 : end_s;
    }
    cr_assert(begin_s >= 19 && begin_s <= 20 && end_s == 30);
    double came = users(&csv, "users.came", begin_s, end_s), lost = users(&csv, "users.lost", begin_s, end_s);
    told(&i, begin_s,
         text_format("an outage begins: %.0f of %.0f users are hurt", users(&csv, "users.lost", begin_s, begin_s + 1),
                     users(&csv, "users.came", begin_s, begin_s + 1))
             .s);
    told(&i, end_s,
         text_format("the outage is over: in %.0f s %.0f of %.0f users were hurt, %.0f of them lost", end_s - begin_s,
                     lost, came, lost)
             .s);
    double all = users(&csv, "users.came", 0, 60), all_lost = users(&csv, "users.lost", 0, 60);
    told(&i, 60,
         text_format("degraded: %.0f s in all: %.0f of %s users hurt, %.0f lost", violated_s(&csv, 0, 60), all_lost,
                     text_grouped(all).s, all_lost)
             .s);
    csv_free(&csv);
    results_free(r);
}

static double most(struct csv *csv, const char *column, double *end_s)
{
    double best = -1;
    for (size_t row = 1; row < csv->rows_n; row++) {
        double value = csv_number(csv, row, csv_column(csv, column));
        if (value > best) {
            best = value;
            *end_s = csv_number(csv, row, csv_column(csv, "time")) + 1;
        }
    }
    return best;
}

/* A database that hangs to the end: who came in time to be judged is hurt and waits, and nobody is lost. */
Test(story, figures_of_an_outage_that_goes_on)
{
    struct fixture f;
    fixture_mm1(&f, 0.5, 60 * NS_PER_S);
    f.c.slo.within_s[SLO_P99] = 0.8;
    fixture_event(&f, &db_down_event, 20, 0);
    f.event[0].for_ns = 100 * NS_PER_S;
    f.event[0].down_mode = DB_DOWN_HANG;
    struct results *r = fixture_run(&f.c, false, false);
    struct csv csv = timeline_of(r);
    struct incident i;
    incident_tell(&i, r);
    double begin_s = 0, end_s = 0, full_s = 0;
    for (size_t row = 1; row < csv.rows_n; row++) {
        double at_s = csv_number(&csv, row, csv_column(&csv, "time"));
        bool violated = csv_number(&csv, row, csv_column(&csv, "slo.violated")) > 0;
        begin_s = violated && begin_s <= 0 ? at_s : begin_s;
        end_s = violated ? at_s + 1 : end_s;
    }
    cr_assert(begin_s >= 19 && begin_s <= 20 && end_s == 59); /* of the last second nothing is known */
    double came = users(&csv, "users.came", begin_s, end_s), hurt = users(&csv, "users.hurt", begin_s, end_s);
    told(&i, begin_s,
         text_format("an outage begins: %.0f of %.0f users are hurt (not served within 800 ms)",
                     users(&csv, "users.hurt", begin_s, begin_s + 1), users(&csv, "users.came", begin_s, begin_s + 1))
             .s);
    told(&i, end_s,
         text_format("the outage goes on: in %.0f s %s of %s users were hurt, %s still waiting", end_s - begin_s,
                     text_grouped(hurt).s, text_grouped(came).s,
                     text_grouped(users(&csv, "users.waiting", begin_s, end_s)).s)
             .s);
    told(&i, 60,
         text_format("; %.0f s in all: %s of %s users hurt, none lost", violated_s(&csv, 0, 60),
                     text_grouped(users(&csv, "users.hurt", 0, 60)).s, text_grouped(users(&csv, "users.came", 0, 60)).s)
             .s);
    double queue = most(&csv, "db.queue.peak", &full_s);
    told(&i, full_s, text_format("the queue at the database is at its longest: %s queries", text_grouped(queue).s).s);
    csv_free(&csv);
    results_free(r);
}
