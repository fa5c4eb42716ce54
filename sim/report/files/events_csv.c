/* SPDX-License-Identifier: GPL-3.0-or-later */
/* events_csv.c: what happened, as a table of instants and words (see events_csv.h). */
#include "report/files/events_csv.h"

#include <math.h>

#include "model/event.h"
#include "report/events.h"
#include "report/files/csv.h"
#include "theory/stationary.h"

static void print_event(FILE *out, double at_s, const char *label)
{
    csv_print_number(out, at_s);
    fputc(',', out);
    csv_print(out, label);
    fputc('\n', out);
}

/* A cut-over that a protection prepares takes place later than it was ordered, or never. */
static void print_cutover(FILE *out, const struct results *r, const struct config_event *e, double ordered_s)
{
    bool prepared = events_prepared(r, ordered_s);
    print_event(out, ordered_s, prepared ? EVENTS_PREPARE : events_label(e).s);
    if (prepared && !isnan(r->prewarm.cutover_s)) {
        print_event(out, r->prewarm.cutover_s, events_label(e).s);
    }
}

static void print_ends(FILE *out, const struct results *r)
{
    for (size_t i = 0; i < r->incidents_n; i++) {
        const struct incident_entry *m = &r->incident[i];
        if (m->kind == INCIDENT_TRIGGER_OVER) {
            struct text label = events_over_label(&r->config->events[m->argument]);
            if (label.s[0] != '\0') {
                print_event(out, (double)m->at_ns / 1e9, label.s);
            }
        }
    }
}

bool events_csv_print(FILE *out, const void *results)
{
    const struct results *r = results;
    const struct config *c = r->config;
    fputs("time,event\n", out);
    if (stationary_starts_cold(c)) {
        print_event(out, 0, c->cache.present ? "empty cache" : "empty local caches");
    }
    if (c->run.warmup_ns > 0) {
        print_event(out, (double)c->run.warmup_ns / 1e9, "warm-up over: measured from here");
    }
    for (size_t i = 0; i < c->sources_n; i++) {
        const struct config_source *s = &c->sources[i];
        if (s->rate_kind == SOURCE_BURST) {
            print_event(out, (double)s->burst_at_ns / 1e9, events_burst_label(s).s);
        }
    }
    for (size_t i = 0; i < c->events_n; i++) {
        double at_s = (double)c->events[i].at_ns / 1e9;
        if (c->events[i].type->moves_traffic) {
            print_cutover(out, r, &c->events[i], at_s);
        } else {
            print_event(out, at_s, events_label(&c->events[i]).s);
        }
    }
    print_ends(out, r);
    return true;
}
