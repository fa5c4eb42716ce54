/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tip_report.c: terminal, CSV, JSON and page (see tip_report.h). */
#include "study/tip_report.h"

#include <stdlib.h>

#include "report/files/csv.h"
#include "report/files/file.h"
#include "report/files/json.h"
#include "study/study_page.h"
#include "study/tip_table.h"
#include "study/tip_words.h"

#define WIDTH 80
#define WORDS_MOST 12 /* lines of words on the terminal; of more searches the table has to do */

void tip_report_print(FILE *out, const struct tip *t)
{
    struct study_table table = tip_table_of(t);
    text_wrap(out, tip_words_title(t).s, 0, WIDTH);
    fputc('\n', out);
    text_wrap(out, tip_words_range(t).s, 0, WIDTH);
    fputs("\n\n", out);
    grid_print(out, table.column, table.columns_n, table.row, table.rows_n, false);
    fputc('\n', out);
    for (size_t i = 0; t->lanes_n <= WORDS_MOST && i < t->lanes_n; i++) {
        fputs("  ", out);
        text_wrap(out, tip_words_finding(t, &t->lane[i]).s, 2, WIDTH);
        fputc('\n', out);
    }
    text_wrap(out, tip_words_cost(t).s, 0, WIDTH);
    fputc('\n', out);
    study_table_free(&table);
}

static void print_lane(FILE *out, const struct tip *t, const struct tip_lane *lane)
{
    csv_print(out, t->design->base->variants[lane->variant].variant);
    if (t->design->axes_n > 0) {
        fputc(',', out);
        csv_print(out, t->design->axis[0].value[lane->value]);
    }
}

static void print_lane_head(FILE *out, const struct tip *t)
{
    fputs("variant", out);
    if (t->design->axes_n > 0) {
        fputc(',', out);
        csv_print(out, t->design->axis[0].path);
    }
}

static bool compose_edges(FILE *out, const void *context)
{
    const struct tip *t = context;
    print_lane_head(out, t);
    fputs(",edge,low,high,low_si,high_si,certain,fine,runs\n", out);
    for (size_t i = 0; i < t->lanes_n; i++) {
        const struct search *s = &t->lane[i].search;
        for (size_t e = 0; e < s->edges_n; e++) {
            const double ends[2] = {s->point[s->edge[e].low].x, s->point[s->edge[e].high].x};
            print_lane(out, t, &t->lane[i]);
            fprintf(out, ",%s", s->edge[e].begins ? "begins" : "ceases");
            for (size_t k = 0; k < 2; k++) {
                fprintf(out, ",%s", range_text(&t->range, ends[k]).text);
            }
            for (size_t k = 0; k < 2; k++) {
                fputc(',', out);
                csv_print_number(out, range_si(&t->range, ends[k]));
            }
            fprintf(out, ",%d,%d,%zu\n", s->edge[e].certain, s->edge[e].fine, s->runs_n);
        }
    }
    return true;
}

static const char *answer_text(const struct search *s, size_t point)
{
    static const char *const certain[] = {"open", "above", "below"}, *const likely[] = {"open", "likely above",
                                                                                        "likely below"};
    return search_certain(s, point) != SHARE_OPEN ? certain[search_certain(s, point)] : likely[search_likely(s, point)];
}

static bool compose_points(FILE *out, const void *context)
{
    const struct tip *t = context;
    print_lane_head(out, t);
    fputc(',', out);
    csv_print(out, t->range.path);
    fputs(",x_si,runs,held,share,low,high,answer\n", out);
    for (size_t i = 0; i < t->lanes_n; i++) {
        const struct search *s = &t->lane[i].search;
        for (size_t k = 0; k < s->points_n; k++) {
            const struct search_point *p = &s->point[s->order[k]];
            struct share_interval share = share_interval(p->seen.held, p->seen.n, t->goal.confidence);
            const double numbers[] = {(double)p->seen.held / (double)p->seen.n, share.low, share.high};
            print_lane(out, t, &t->lane[i]);
            fprintf(out, ",%s,", range_text(&t->range, p->x).text);
            csv_print_number(out, range_si(&t->range, p->x));
            fprintf(out, ",%zu,%zu", p->seen.n, p->seen.held);
            for (size_t n = 0; n < 3; n++) {
                fputc(',', out);
                csv_print_number(out, numbers[n]);
            }
            fprintf(out, ",%s\n", answer_text(s, s->order[k]));
        }
    }
    return true;
}

static void add_lane(const struct tip *t, const struct tip_lane *lane, cJSON *list)
{
    const struct search *s = &lane->search;
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "variant", t->design->base->variants[lane->variant].variant);
    if (t->design->axes_n > 0) {
        cJSON_AddStringToObject(object, t->design->axis[0].path, t->design->axis[0].value[lane->value]);
    }
    cJSON_AddStringToObject(object, "finding", tip_words_finding(t, lane).s);
    cJSON_AddBoolToObject(object, "out_of_budget", s->out_of_budget);
    cJSON_AddNumberToObject(object, "runs", (double)s->runs_n);
    cJSON *edges = cJSON_AddArrayToObject(object, "edges");
    for (size_t e = 0; e < s->edges_n; e++) {
        cJSON *edge = cJSON_CreateObject();
        cJSON_AddStringToObject(edge, "edge", s->edge[e].begins ? "begins" : "ceases");
        cJSON_AddStringToObject(edge, "low", range_text(&t->range, s->point[s->edge[e].low].x).text);
        cJSON_AddStringToObject(edge, "high", range_text(&t->range, s->point[s->edge[e].high].x).text);
        json_add_number(edge, "low_si", range_si(&t->range, s->point[s->edge[e].low].x));
        json_add_number(edge, "high_si", range_si(&t->range, s->point[s->edge[e].high].x));
        cJSON_AddBoolToObject(edge, "certain", s->edge[e].certain);
        cJSON_AddItemToArray(edges, edge);
    }
    cJSON_AddItemToArray(list, object);
}

static bool compose_json(FILE *out, const void *context)
{
    const struct tip *t = context;
    cJSON *root = cJSON_Duplicate(t->design->json, true), *asked = cJSON_AddObjectToObject(root, "asked");
    cJSON_AddStringToObject(asked, "path", t->range.path);
    cJSON_AddStringToObject(asked, "low", range_text(&t->range, t->range.low).text);
    cJSON_AddStringToObject(asked, "high", range_text(&t->range, t->range.high).text);
    cJSON_AddStringToObject(asked, "hold", t->condition.text);
    json_add_number(asked, "share", t->goal.share);
    json_add_number(asked, "confidence", t->goal.confidence);
    json_add_number(asked, "precision", t->goal.precision);
    json_add_whole(asked, "budget", t->goal.budget);
    cJSON *searches = cJSON_AddArrayToObject(root, "searches");
    for (size_t i = 0; i < t->lanes_n; i++) {
        add_lane(t, &t->lane[i], searches);
    }
    bool ok = json_print(out, root);
    cJSON_Delete(root);
    return ok;
}

bool tip_report_write(const struct tip *t, const char *dir, FILE *errors)
{
    struct file_path edges = file_join(dir, "tip.csv"), points = file_join(dir, "points.csv"),
                     json = file_join(dir, "tip.json");
    return file_make_folder(dir, errors) && file_write(points.text, compose_points, t, errors) &&
           file_write(edges.text, compose_edges, t, errors) && file_write(json.text, compose_json, t, errors);
}

bool tip_report_page(const struct tip *t, const char *dir, FILE *errors)
{
    struct text *finding = calloc(t->lanes_n, sizeof *finding);
    char *scenario = scenario_resolved_text(t->design->base);
    struct study_table table = tip_table_of(t);
    struct text title = tip_words_title(t), range = tip_words_range(t), cost = tip_words_cost(t);
    bool ok = finding != NULL && scenario != NULL && table.row != NULL;
    for (size_t i = 0; ok && i < t->lanes_n; i++) {
        finding[i] = tip_words_finding(t, &t->lane[i]);
    }
    const struct study_page page = {.title = title.s,
                                    .subtitle = range.s,
                                    .finding = finding,
                                    .findings_n = t->lanes_n,
                                    .table = &table,
                                    .figure = "tip",
                                    .note = cost.s,
                                    .scenario_text = scenario};
    if (!ok) {
        fprintf(errors, "herdsim: out of memory\n");
    }
    ok = ok && study_page_write(&page, dir, errors);
    study_table_free(&table);
    free(finding);
    free(scenario);
    return ok;
}
