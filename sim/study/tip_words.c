/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tip_words.c: edges as sentences (see tip_words.h). */
#include "study/tip_words.h"

#include <string.h>

#include "base/units.h"
#include "study/present.h"

struct text tip_words_title(const struct tip *t)
{
    return text_format("%s: where \"%s\" begins or ceases to hold in %s of all runs", t->design->base->name,
                       t->condition.text, text_percent(t->goal.share).s);
}

struct text tip_words_range(const struct tip *t)
{
    return text_format("%s from %s to %s", t->range.path, range_text(&t->range, t->range.low).text,
                       range_text(&t->range, t->range.high).text);
}

const char *tip_words_edge(const struct search *s, size_t i)
{
    return s->edge[i].begins ? (i == 0 ? "begins" : "begins again") : (i <= 1 ? "ceases" : "ceases again");
}

const char *tip_words_leaf(const char *path)
{
    const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    return slash != NULL ? slash + 1 : dot != NULL ? dot + 1 : path;
}

static struct quantity_text value_at(const struct tip *t, const struct search *s, size_t point)
{
    return range_text(&t->range, s->point[point].x);
}

/* Whether points without an answer lie between the ends. */
static bool has_open_points(const struct search *s, const struct search_edge *e)
{
    bool open = false;
    for (size_t i = 0; i < s->points_n; i++) {
        open = open || (s->point[i].x > s->point[e->low].x && s->point[i].x < s->point[e->high].x);
    }
    return open;
}

static struct text edge_words(const struct tip *t, const struct search *s, size_t i)
{
    const struct search_edge *e = &s->edge[i];
    struct quantity_text low = value_at(t, s, e->low), high = value_at(t, s, e->high);
    const char *again = i >= 1 ? "; not monotone: " : "";
    const char *open = has_open_points(s, e) ? ", open between" : "";
    const char *doubt = e->certain ? "" : ", but that is not certain";
    if (e->begins) {
        return text_format("%sholds%s from %s on (not yet at %s%s)%s", again, i >= 1 ? " again" : "", high.text,
                           low.text, open, doubt);
    }
    return text_format("%sholds up to %s (no longer at %s%s)%s", again, low.text, high.text, open, doubt);
}

/* What the scenario has now, and on which side of the edges that is. */
static struct text present_words(const struct tip *t, const struct tip_lane *lane)
{
    const struct search *s = &lane->search;
    struct quantity q;
    if (t->design->axes_n > 0 || !present_number(t->design->base, lane->variant, t->range.path, &q)) {
        return text_format("%s", "");
    }
    q.value *= q.kind == QUANTITY_PLAIN && t->range.kind == QUANTITY_DURATION ? (double)NS_PER_S : 1;
    const char *side = s->edge[0].begins ? "there it does not hold" : "there it holds";
    for (size_t i = 0; i < s->edges_n; i++) {
        if (q.value >= s->point[s->edge[i].high].x) {
            side = s->edge[i].begins ? "there it holds" : "there it does not hold";
        } else if (q.value > s->point[s->edge[i].low].x) {
            side = "that is at the edge";
        }
    }
    if (q.value < t->range.low || q.value > t->range.high) {
        side = "outside of the range";
    }
    enum quantity_kind kind = q.kind == QUANTITY_PLAIN ? t->range.kind : q.kind;
    return text_format(". The scenario has %s: %s",
                       range_text(&(struct range){.kind = kind, .low = q.value, .high = q.value}, q.value).text, side);
}

const char *tip_words_none(const struct search *s)
{
    if (s->out_of_budget) {
        return "no answer within the budget of runs";
    }
    for (size_t i = 0; i < s->points_n; i++) {
        enum share_answer answer = search_likely(s, s->order[i]);
        if (answer != SHARE_OPEN) {
            return answer == SHARE_ABOVE ? "holds at every value that was tried" : "holds at no value that was tried";
        }
    }
    return "holds about as often as is asked for at every value that was tried";
}

struct text tip_words_finding(const struct tip *t, const struct tip_lane *lane)
{
    const struct search *s = &lane->search;
    const char *variant = t->design->base->variants[lane->variant].variant;
    struct text words = text_format("%s", variant);
    if (t->design->axes_n > 0) {
        words = text_format("%.150s, %s %.60s", variant, tip_words_leaf(t->design->axis[0].path),
                            t->design->axis[0].value[lane->value]);
    }
    words = text_format("%.220s: ", words.s);
    if (s->edges_n == 0) {
        return text_format("%.230s%s.", words.s, tip_words_none(s));
    }
    for (size_t i = 0; i < s->edges_n; i++) {
        words = text_format("%.280s%.130s", words.s, edge_words(t, s, i).s);
    }
    words = text_format("%.330s%.80s.", words.s, present_words(t, lane).s);
    return s->out_of_budget ? text_format("%.340s The budget of %s runs is used up.", words.s,
                                          text_grouped((double)s->goal.budget).s)
                            : words;
}

struct text tip_words_cost(const struct tip *t)
{
    size_t points_n = 0;
    for (size_t i = 0; i < t->lanes_n; i++) {
        points_n += t->lane[i].search.points_n;
    }
    return text_format("%s runs at %zu points. What a line says holds with %s confidence.",
                       text_grouped((double)t->runs_n).s, points_n, text_percent(t->goal.confidence).s);
}
