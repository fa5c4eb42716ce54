/* SPDX-License-Identifier: GPL-3.0-or-later */
/* catalogue.c: walks the tables of metrics and columns, for a terminal and for Markdown (see catalogue.h). */
#include "report/files/catalogue.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/closest.h"
#include "base/memory.h"
#include "outcome/metrics.h"
#include "report/files/timeline.h"
#include "report/text.h"

#define SOURCE "traffic.SOURCE."
#define NAME_WIDTH 36
#define WIDTH_LEAST 60

static const char *const titles[CATALOGUE_PARTS_N] = {
    [CATALOGUE_METRICS] = "Metrics of a run: in summary.json, `expect` and --until",
    [CATALOGUE_COLUMNS] = "Columns of timeline.csv: of a window",
};

size_t catalogue_count(enum catalogue_part part)
{
    return part == CATALOGUE_METRICS ? 1 + metrics_n + metrics_source_n : timeline_columns_n;
}

struct catalogue_entry catalogue_at(enum catalogue_part part, size_t i)
{
    if (part == CATALOGUE_COLUMNS) {
        const struct timeline_column *c = &timeline_columns[i];
        return (struct catalogue_entry){c->of_source ? SOURCE : "", c->name, c->unit, c->help};
    }
    if (i == 0) {
        return (struct catalogue_entry){"", METRICS_VERDICT, "word", metrics_verdict_help};
    }
    bool of_source = i > metrics_n;
    const struct metric *m = of_source ? &metrics_source_table[i - 1 - metrics_n] : &metrics_table[i - 1];
    return (struct catalogue_entry){of_source ? SOURCE : "", m->name, m->unit, m->help};
}

static struct text full_name(const struct catalogue_entry *e)
{
    return text_format("%s%s", e->source, e->name);
}

static bool matches(const struct catalogue_entry *e, const char *pattern)
{
    struct text name = full_name(e);
    if (pattern == NULL) {
        return true;
    }
    return strpbrk(pattern, "*?[") != NULL ? fnmatch(pattern, name.s, 0) == 0 : strstr(name.s, pattern) != NULL;
}

/* Of the names that match, the width of the longest. */
static int names_width(const char *pattern)
{
    int widest = 0;
    for (int part = 0; part < CATALOGUE_PARTS_N; part++) {
        for (size_t i = 0; i < catalogue_count((enum catalogue_part)part); i++) {
            struct catalogue_entry e = catalogue_at((enum catalogue_part)part, i);
            int width = matches(&e, pattern) ? text_width(full_name(&e).s) : 0;
            widest = width > widest ? width : widest;
        }
    }
    return widest < NAME_WIDTH ? widest : NAME_WIDTH;
}

static void print_entry(FILE *out, const struct catalogue_entry *e, int name_width, int width)
{
    struct text name = full_name(e);
    text_left(out, text_format("  %s", name.s).s, name_width + 4);
    if (text_width(name.s) > name_width) {
        fprintf(out, "\n%*s", name_width + 4, "");
    }
    text_wrap(out, text_format("%s (%s)", e->help, e->unit).s, name_width + 4, width);
    fputc('\n', out);
}

size_t catalogue_list(FILE *out, const char *pattern, int width)
{
    size_t listed_n = 0;
    int name_width = names_width(pattern);
    width = width < WIDTH_LEAST ? WIDTH_LEAST : width;
    for (int part = 0; part < CATALOGUE_PARTS_N; part++) {
        size_t before_n = listed_n;
        for (size_t i = 0; i < catalogue_count((enum catalogue_part)part); i++) {
            struct catalogue_entry e = catalogue_at((enum catalogue_part)part, i);
            if (matches(&e, pattern)) {
                if (listed_n == before_n) {
                    fprintf(out, "%s%s\n", listed_n > 0 ? "\n" : "", titles[part]);
                }
                print_entry(out, &e, name_width, width);
                listed_n++;
            }
        }
    }
    return listed_n;
}

char *catalogue_guess(const char *pattern)
{
    size_t n = catalogue_count(CATALOGUE_METRICS) + catalogue_count(CATALOGUE_COLUMNS), filled_n = 0;
    struct text *text = memory_must(calloc(n, sizeof *text));
    const char **name = memory_must(calloc(n, sizeof *name));
    for (int part = 0; part < CATALOGUE_PARTS_N; part++) {
        for (size_t i = 0; i < catalogue_count((enum catalogue_part)part); i++) {
            struct catalogue_entry e = catalogue_at((enum catalogue_part)part, i);
            text[filled_n] = full_name(&e);
            name[filled_n] = text[filled_n].s;
            filled_n++;
        }
    }
    const char *near = filled_n > 0 ? closest_path_of(pattern, name, filled_n) : NULL;
    char *guess = near != NULL ? memory_must(strdup(near)) : NULL;
    free(text);
    free(name);
    return guess;
}

void catalogue_print_markdown(FILE *out)
{
    for (int part = 0; part < CATALOGUE_PARTS_N; part++) {
        fprintf(out, "%s### %s\n\n| name | unit | meaning |\n|---|---|---|\n", part > 0 ? "\n" : "", titles[part]);
        for (size_t i = 0; i < catalogue_count((enum catalogue_part)part); i++) {
            struct catalogue_entry e = catalogue_at((enum catalogue_part)part, i);
            fprintf(out, "| `%s` | %s | %s |\n", full_name(&e).s, e.unit, e.help);
        }
    }
}
