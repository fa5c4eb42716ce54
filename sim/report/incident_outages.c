/* SPDX-License-Identifier: GPL-3.0-or-later */
/* incident_outages.c: every number is of users who came in the windows that are named, as timeline.csv has them (see
 * incident_parts.h).
 */
#include "report/incident_parts.h"

#include <math.h>
#include <string.h>

#include "outcome/slo.h"
#include "report/cause_text.h"

enum { TOLD_N = 3, LONG_WINDOWS_N = 3, PROMISE_MOST = 200 };

/* ", 12 of them lost", or nothing. */
static struct text lost_text(uint64_t lost, uint64_t waiting)
{
    struct text still =
        waiting > 0 ? text_format(", %s still waiting", text_grouped((double)waiting).s) : (struct text){""};
    return lost > 0 ? text_format(", %s of them lost%s", text_grouped((double)lost).s, still.s) : still;
}

/* "3 of 104 users are", "1 of 1 user was" */
static struct text of_users(uint64_t n, uint64_t came, bool past)
{
    const char *verb = past ? (n == 1 ? "was" : "were") : n == 1 ? "is" : "are";
    return text_format("%s of %s %s", text_grouped((double)n).s, text_count(came, "user").s, verb);
}

/* What hurt means: "not served within 500 ms", or if that is not the same for all, of each source that is promised
 * something. */
static struct text promise_text(const struct config *c)
{
    struct text all = {""};
    bool same = true;
    for (size_t i = 0; i < c->sources_n; i++) {
        int64_t ns = slo_hurting_ns(c, i);
        same = same && ns == slo_hurting_ns(c, 0);
        if (ns > 0 && strlen(all.s) < PROMISE_MOST) {
            const char *between = all.s[0] != '\0' ? "; " : "";
            struct text name = text_clip(c->sources[i].name, 40), within = text_seconds(seconds(ns));
            all = text_format("%s%s%s: not served within %s", all.s, between, name.s, within.s);
        }
    }
    return same ? text_format("not served within %s", text_seconds(seconds(slo_hurting_ns(c, 0))).s) : all;
}

/* What came before it is in the story already if it was planned. */
static struct text before_text(const struct config *c, const struct cause *cause)
{
    bool seen = cause->kind == CAUSE_NONE || cause->kind == CAUSE_EXPIRY || cause->kind == CAUSE_HERD;
    return seen || cause->kind == CAUSE_SHAPE ? text_format("; before it: %s", cause_text(c, cause).s)
                                              : (struct text){""};
}

static void tell_begin(struct incident_teller *t, const struct outage *o, enum incident_weight weight, bool explain)
{
    const struct results *r = t->r;
    size_t window = 0;
    while (seconds(r->windows[window].start_ns) < o->begin_s) {
        window++;
    }
    struct text meaning = explain ? text_format(" (%s)", promise_text(r->config).s) : (struct text){""};
    incident_lines_add(t, weight, o->begin_s,
                       text_format("an outage begins: %s hurt%s%s",
                                   of_users(slo_hurt_n(r, window), r->windows[window].users.came, false).s, meaning.s,
                                   before_text(r->config, &o->cause).s));
}

static void tell_worst(struct incident_teller *t, const struct outage *o)
{
    const struct results *r = t->r;
    const struct window *w = &r->windows[o->worst];
    if (o->end_s - o->begin_s <= LONG_WINDOWS_N * seconds(r->config->run.window_ns) ||
        seconds(w->start_ns) <= o->begin_s) {
        return;
    }
    incident_lines_add(t, INCIDENT_TURN, seconds(w->start_ns),
                       text_format("its worst window: %s hurt%s",
                                   of_users(slo_hurt_n(r, o->worst), w->users.came, false).s,
                                   lost_text(w->users.lost, w->users.waiting).s));
}

static void tell_end(struct incident_teller *t, const struct outage *o, enum incident_weight weight)
{
    incident_lines_add(t, weight, o->end_s,
                       text_format("the outage %s: in %s %s hurt%s", o->over ? "is over" : "goes on",
                                   text_seconds(o->end_s - o->begin_s).s, of_users(o->hurt, o->came, true).s,
                                   lost_text(o->lost, o->waiting).s));
}

/* The outages in which most users were hurt, in order of time; of equals the earlier. Returns how many. */
static size_t worst_of(const struct results *r, size_t told[TOLD_N])
{
    size_t n = 0;
    for (size_t i = 0; i < r->outages_n; i++) {
        size_t rank = 0; /* of this one among all */
        for (size_t k = 0; k < r->outages_n; k++) {
            uint64_t a = r->outage[k].hurt, b = r->outage[i].hurt;
            rank += a > b || (a == b && k < i);
        }
        if (rank < TOLD_N) {
            told[n++] = i;
        }
    }
    return n;
}

/* Those that are not told, in a line where the first of them begins. */
static void tell_others(struct incident_teller *t, const size_t *told, size_t told_n)
{
    const struct results *r = t->r;
    uint64_t hurt = 0, lost = 0, waiting = 0;
    size_t n = r->outages_lost, first = SIZE_MAX, last = 0;
    for (size_t i = 0, next = 0; i < r->outages_n; i++) {
        if (next < told_n && told[next] == i) {
            next++;
            continue;
        }
        n++;
        first = first == SIZE_MAX ? i : first;
        last = i;
        hurt += r->outage[i].hurt;
        lost += r->outage[i].lost;
        waiting += r->outage[i].waiting;
    }
    if (first == SIZE_MAX) {
        return;
    }
    struct text more = n == 1 ? text_format("another outage") : text_format("the first of %zu more outages", n);
    incident_lines_add(t, INCIDENT_TURN, r->outage[first].begin_s,
                       text_format("%s, until %.2f s: %s hurt%s", more.s, r->outage[last].end_s,
                                   text_count(hurt, "user").s, lost_text(lost, waiting).s));
}

void incident_outages_tell(struct incident_teller *t)
{
    const struct results *r = t->r;
    size_t told[TOLD_N], n = worst_of(r, told), worst = 0;
    for (size_t i = 1; i < n; i++) {
        worst = r->outage[told[i]].hurt > r->outage[told[worst]].hurt ? i : worst;
    }
    for (size_t i = 0; i < n; i++) {
        const struct outage *o = &r->outage[told[i]];
        enum incident_weight weight = i == worst ? INCIDENT_OUTAGE : INCIDENT_TURN;
        tell_begin(t, o, weight, i == 0 || i == worst);
        tell_worst(t, o);
        tell_end(t, o, weight);
    }
    tell_others(t, told, n);
}
