/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advise_report.c: terminal, CSV, JSON and page (see advise_report.h). */
#include "study/advise_report.h"

#include <stdlib.h>

#include "report/files/csv.h"
#include "report/files/file.h"
#include "report/files/json.h"
#include "study/advise_table.h"
#include "study/advise_words.h"
#include "study/study_page.h"

#define WIDTH 80
#define ROWS_ON_TERMINAL 12

static void print_wrapped(FILE *out, const char *words, int indent)
{
    fprintf(out, "%*s", indent, "");
    text_wrap(out, words, indent, WIDTH);
    fputc('\n', out);
}

static void print_table(FILE *out, struct study_table t)
{
    grid_print(out, t.column, t.columns_n, t.row, t.rows_n, false);
    fputc('\n', out);
    study_table_free(&t);
}

void advise_report_print(FILE *out, const struct advise *a)
{
    struct text claim[ADVISE_WORDS_MOST];
    size_t claims_n = advise_words_claims(a, claim);
    print_wrapped(out, advise_words_title(a).s, 0);
    fputc('\n', out);
    print_wrapped(out, advise_words_answer(a).s, 2);
    fputc('\n', out);
    print_table(out, advise_table_of(a, ROWS_ON_TERMINAL));
    for (size_t i = 0; i < claims_n; i++) {
        print_wrapped(out, claim[i].s, 2);
    }
    if (advise_has_answer(a) && a->selection.answer != 0) {
        print_table(out, advise_table_effects(a));
    }
    fputs(advise_has_answer(a) && a->selection.answer != 0 ? "" : "\n", out);
    print_wrapped(out, advise_words_price(a).s, 0);
}

static bool compose_csv(FILE *out, const void *context)
{
    const struct advise *a = context;
    fputs("set,options,cost,state,runs,held,share,low,high,demand,reason", out);
    for (size_t i = 0; i < advise_effects_n; i++) {
        fprintf(out, ",%s", advise_effects[i].metric);
    }
    fputc('\n', out);
    for (size_t i = 0; i < a->selection.sets_n; i++) {
        const struct selection_set *x = &a->selection.set[i];
        if (x->state == SELECTION_WAITING && x->seen.n == 0) {
            continue;
        }
        struct share_interval in = share_interval(x->seen.held, x->seen.n, a->selection.confidence);
        const double numbers[] = {(double)x->seen.held / (double)x->seen.n, in.low, in.high, a->set[i].demand};
        fprintf(out, "%zu,", i);
        csv_print(out, advise_words_set(a, i).s);
        fputc(',', out);
        csv_print_number(out, x->cost);
        fprintf(out, ",%s,%zu,%zu", advise_words_state(a, i), x->seen.n, x->seen.held);
        for (size_t n = 0; n < 4; n++) {
            fputc(',', out);
            csv_print_number(out, numbers[n]);
        }
        fputc(',', out);
        csv_print(out, a->set[i].reason != NULL ? a->set[i].reason : "");
        for (size_t n = 0; n < advise_effects_n; n++) {
            fputc(',', out);
            csv_print_number(out, advise_effect(a, i, n).mean);
        }
        fputc('\n', out);
    }
    return true;
}

static void add_effects(const struct advise *a, cJSON *root)
{
    cJSON *effects = cJSON_AddObjectToObject(root, "effects");
    for (size_t i = 0; i < advise_effects_n; i++) {
        const struct interval of[] = {advise_effect(a, 0, i), advise_effect(a, a->selection.answer, i),
                                      advise_effect_difference(a, a->selection.answer, 0, i)};
        static const char *const names[] = {"now", "then", "difference"};
        cJSON *effect = cJSON_AddObjectToObject(effects, advise_effects[i].metric);
        for (size_t k = 0; k < 3; k++) {
            cJSON *one = cJSON_AddObjectToObject(effect, names[k]), *range = cJSON_AddArrayToObject(one, "ci95");
            json_add_number(one, "mean", of[k].mean);
            json_append_number(range, of[k].low);
            json_append_number(range, of[k].high);
            json_add_whole(one, "n", of[k].n);
        }
    }
}

static void add_answer(const struct advise *a, cJSON *root)
{
    const struct selection_set *x = &a->selection.set[a->selection.answer];
    cJSON *answer = cJSON_AddObjectToObject(root, "answer"), *options = cJSON_AddArrayToObject(answer, "options");
    for (size_t i = 0; i < a->advice->options_n; i++) {
        if ((x->options >> i & 1) != 0) {
            cJSON_AddItemToArray(options, cJSON_CreateString(a->advice->option[i].name));
        }
    }
    json_add_number(answer, "cost", x->cost);
    json_add_whole(answer, "runs", x->seen.n);
    json_add_whole(answer, "held", x->seen.held);
    add_effects(a, answer);
}

static bool compose_json(FILE *out, const void *context)
{
    const struct advise *a = context;
    struct text claim[ADVISE_WORDS_MOST];
    size_t claims_n = advise_words_claims(a, claim);
    cJSON *root = cJSON_Duplicate(a->design->json, true), *asked = cJSON_AddObjectToObject(root, "asked");
    cJSON_AddStringToObject(asked, "hold", a->condition.text);
    json_add_number(asked, "share", a->selection.share);
    json_add_number(asked, "confidence", a->selection.confidence);
    cJSON_AddStringToObject(asked, "unit", a->advice->unit);
    json_add_whole(root, "sets", a->selection.sets_n);
    json_add_whole(root, "runs", a->runs_n);
    cJSON_AddStringToObject(root, "words", advise_words_answer(a).s);
    cJSON *claims = cJSON_AddArrayToObject(root, "claims");
    for (size_t i = 0; i < claims_n; i++) {
        cJSON_AddItemToArray(claims, cJSON_CreateString(claim[i].s));
    }
    if (advise_has_answer(a)) {
        add_answer(a, root);
    } else {
        cJSON_AddNullToObject(root, "answer");
    }
    bool ok = json_print(out, root);
    cJSON_Delete(root);
    return ok;
}

bool advise_report_write(const struct advise *a, const char *dir, FILE *errors)
{
    struct file_path csv = file_join(dir, "advise.csv"), json = file_join(dir, "advise.json");
    return file_make_folder(dir, errors) && file_write(csv.text, compose_csv, a, errors) &&
           file_write(json.text, compose_json, a, errors);
}

bool advise_report_page(const struct advise *a, const char *dir, FILE *errors)
{
    struct text *finding = calloc(ADVISE_WORDS_MOST + 1, sizeof *finding);
    struct study_table table = advise_table_of(a, ADVISE_TABLE_MOST), effects = {.row = NULL};
    char *scenario = scenario_resolved_text(a->design->base);
    struct text title = advise_words_title(a), price = advise_words_price(a);
    bool ok = finding != NULL && scenario != NULL;
    if (ok) {
        finding[0] = advise_words_answer(a);
        size_t findings_n = 1 + advise_words_claims(a, finding + 1);
        if (advise_has_answer(a) && a->selection.answer != 0) {
            effects = advise_table_effects(a);
        }
        const struct study_page page = {.title = a->design->base->title,
                                        .subtitle = title.s,
                                        .finding = finding,
                                        .findings_n = findings_n,
                                        .table = &table,
                                        .second_table = effects.row == NULL ? NULL : &effects,
                                        .figure = "advise",
                                        .note = price.s,
                                        .scenario_text = scenario};
        ok = study_page_write(&page, dir, errors);
    } else {
        fprintf(errors, "herdsim: out of memory\n");
    }
    study_table_free(&table);
    study_table_free(&effects);
    free(finding);
    free(scenario);
    return ok;
}
