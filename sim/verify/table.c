/* SPDX-License-Identifier: GPL-3.0-or-later */
/* table.c: one line a point: theory, simulation, interval, and whether they agree (see table.h). */
#include "verify/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/text.h"

#define GREEN "\033[32m"
#define RED "\033[31m"
#define BOLD "\033[1m"
#define PLAIN "\033[0m"

enum { NUMBERS_WIDTH = 44, WIDTH = 110 };

/* Five significant digits, in the unit that the quantity of this theory is best told in. */
struct scale {
    double factor;
    const char *unit;
};

static struct scale scale_of(const struct verify_comparison *c)
{
    double theory = fabs(c->theory);
    if (strcmp(c->row->unit, "share") == 0) {
        return (struct scale){100, "%"};
    }
    if (strcmp(c->row->unit, "s") != 0) {
        return (struct scale){1, c->row->unit};
    }
    if (theory >= 1) {
        return (struct scale){1, "s"};
    }
    return theory >= 1e-3 ? (struct scale){1e3, "ms"} : (struct scale){1e6, "us"};
}

static struct text number(double value)
{
    if (isinf(value)) {
        return text_format("never");
    }
    if (isnan(value)) {
        return text_format("-");
    }
    int exponent = atoi(strchr(text_format("%.4e", value).s, 'e') + 1); /* after rounding */
    return text_format("%.*f", exponent >= 4 ? 0 : 4 - (exponent < 0 ? -1 : exponent), value);
}

/* 0.95, 8000, 100k, 1M. */
static struct text short_number(double x)
{
    if (x >= 1e4 && fmod(x, 1e3) == 0) {
        return fmod(x, 1e6) == 0 ? text_format("%gM", x / 1e6) : text_format("%gk", x / 1e3);
    }
    return text_format("%g", x);
}

/* The point's numbers, as its case says that they are to be called: the next one for each %g. */
static struct text numbers(const struct verify_comparison *c)
{
    struct text all = {""};
    const char *from = c->row->numbers;
    for (size_t i = 0; i < CASES_NUMBERS_MAX; i++) {
        const char *to = strstr(from, "%g");
        if (to == NULL) {
            break;
        }
        all = text_format("%s%.*s%s", all.s, (int)(to - from), from, short_number(c->point->x[i]).s);
        from = to + 2;
    }
    return text_format("%s%s", all.s, from);
}

/* " +- 0.4%" of the theory, for an interval; what the measurement resolves, otherwise. */
static struct text spread(const struct verify_comparison *c, struct scale scale)
{
    if (c->row->kind == CASES_SAMPLED) {
        return text_format("%.2g%%", 100 * interval_half(&c->interval) / fabs(c->theory));
    }
    double half = c->point->margin;
    return half > 1e-6 ? text_format("%.2g%s%s", half * scale.factor, scale.unit[0] != '\0' ? " " : "", scale.unit)
                       : text_format("exact");
}

static const char *mark(enum verify_outcome outcome)
{
    static const char *const marks[] = {[VERIFY_INSIDE] = "\xe2\x9c\x93",
                                        [VERIFY_OUTSIDE] = "\xe2\x9c\x97 outside",
                                        [VERIFY_TOO_WIDE] = "\xe2\x9c\x97 too wide"};
    return marks[outcome];
}

static void print_comparison(const struct verify_comparison *c, FILE *out, bool colour)
{
    struct scale scale = scale_of(c);
    fputs("      ", out);
    text_left(out, numbers(c).s, NUMBERS_WIDTH);
    text_right(out, number(c->theory * scale.factor).s, 10);
    text_right(out, number(c->interval.mean * scale.factor).s, 11);
    text_right(out, number(c->interval.low * scale.factor).s, 11);
    fputs(" ..", out);
    text_right(out, number(c->interval.high * scale.factor).s, 8);
    fputc(' ', out);
    text_left(out, scale.unit, 4);
    text_right(out, spread(c, scale).s, 8);
    bool inside = c->outcome == VERIFY_INSIDE;
    fprintf(out, "  %s%s%s\n", !colour ? "" : inside ? GREEN : RED, mark(c->outcome), colour ? PLAIN : "");
}

static void print_subject(const struct cases_subject *subject, FILE *out, bool colour)
{
    fputc('\n', out);
    fputs(colour ? BOLD : "", out);
    text_left(out, subject->title, 6 + NUMBERS_WIDTH);
    fputs(colour ? PLAIN : "", out);
    fputs("    theory  simulated   interval                   +-\n", out);
}

static void print_row(const struct cases_row *row, FILE *out)
{
    struct text name = text_format("  %-3s %s", row->id, row->name);
    text_left(out, name.s, WIDTH - 2 - text_width(row->source));
    fprintf(out, "[%s]\n      %s", row->source, row->formula);
    if (row->approximation > 0) {
        fprintf(out, "; an approximation, allowed %.2g%%", 100 * row->approximation);
    }
    fputc('\n', out);
}

static void print_verdict(const struct verify *v, FILE *out, bool colour)
{
    size_t outside = 0, wide = 0;
    for (size_t i = 0; i < v->comparisons_n; i++) {
        outside += v->comparisons[i].outcome == VERIFY_OUTSIDE;
        wide += v->comparisons[i].outcome == VERIFY_TOO_WIDE;
    }
    const char *tint = !colour ? "" : outside + wide == 0 ? GREEN : RED;
    fprintf(out, "%s%zu comparisons at an overall level of %g%%: ", tint, v->comparisons_n, 100 * VERIFY_CONFIDENCE);
    if (outside + wide == 0) {
        fputs("all inside.", out);
    } else {
        fprintf(out, "%zu outside", outside);
        if (wide > 0) {
            fprintf(out, ", %zu too wide to tell", wide);
        }
        fputs(":", out);
    }
    fprintf(out, "%s\n", colour ? PLAIN : "");
    for (size_t i = 0; i < v->comparisons_n; i++) {
        const struct verify_comparison *c = &v->comparisons[i];
        if (c->outcome != VERIFY_INSIDE) {
            fprintf(out, "  %s  %s: %s\n", c->row->id, c->row->name, numbers(c).s);
        }
    }
}

void table_print(const struct verify *v, FILE *out, bool colour)
{
    for (size_t i = 0; i < v->comparisons_n; i++) {
        const struct verify_comparison *c = &v->comparisons[i];
        if (i == 0 || c->subject != c[-1].subject) {
            print_subject(c->subject, out, colour);
        }
        if (i == 0 || c->row != c[-1].row) {
            print_row(c->row, out);
        }
        print_comparison(c, out, colour);
    }
    size_t settled = v->comparisons_n - v->sampled_n;
    fprintf(out,
            "\nSeed %llu. %zu simulations. Intervals: Student's t over independent replications, %.3f%% each, so that\n"
            "%zu of them hold together with %g%% (Sidak).",
            (unsigned long long)v->seed, v->simulations_n, 100 * v->confidence, v->sampled_n, 100 * VERIFY_CONFIDENCE);
    if (settled > 0) {
        fprintf(out, " In %zu more chance has no part: exact, or to a window or query at the edge.", settled);
    }
    fputs("\n\n", out);
    print_verdict(v, out, colour);
}
