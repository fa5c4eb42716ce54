/* SPDX-License-Identifier: GPL-3.0-or-later */
/* design.c: numbers of runs taken apart, a scenario loaded with the values of its point (see design.h). */
#include "study/design.h"
#include "base/memory_stream.h"
#include "base/printable.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"

#define TRIED_MOST 32 /* values of an axis before the sweep begins */

static struct scenario *load(const struct design *d, const char *const *more, size_t more_n, FILE *errors,
                             bool *unreadable)
{
    size_t n = d->options.set_n + more_n;
    const char **set = calloc(n + 1, sizeof *set);
    *unreadable = set == NULL;
    if (set == NULL) {
        fprintf(errors, "herdsim: out of memory\n");
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        set[i] = i < d->options.set_n ? d->options.set[i] : more[i - d->options.set_n];
    }
    struct scenario_options options = d->options;
    options.set = set;
    options.set_n = n;
    struct scenario *s = scenario_load_text(d->path, d->text, d->text_n, &options, errors, unreadable);
    free(set);
    if (s != NULL && d->keep_n > 0 && !scenario_keep_variants(s, d->keep, d->keep_n, errors)) {
        scenario_free(s);
        return NULL;
    }
    return s;
}

static void indexes_of(const struct design *d, size_t point, size_t *index)
{
    for (size_t a = d->axes_n; a-- > 0;) {
        index[a] = point % d->axis[a].n;
        point /= d->axis[a].n;
    }
}

struct scenario *design_load(const struct design *d, size_t point, FILE *errors, bool *unreadable)
{
    size_t index[DESIGN_AXES_MAX];
    const char *set[DESIGN_AXES_MAX];
    indexes_of(d, point, index);
    for (size_t a = 0; a < d->axes_n; a++) {
        set[a] = d->axis[a].set[index[a]];
    }
    return load(d, set, d->axes_n, errors, unreadable);
}

struct scenario *design_load_with(const struct design *d, const char *const *set, size_t set_n, FILE *errors,
                                  bool *unreadable)
{
    return load(d, set, set_n, errors, unreadable);
}

struct design_run design_run_of(const struct design *d, size_t run)
{
    ensure(run < d->runs_n);
    struct design_run r = {.replication = run % d->replications};
    run /= d->replications;
    r.variant = run % d->base->variants_n;
    r.point = run / d->base->variants_n;
    indexes_of(d, r.point, r.index);
    return r;
}

bool design_in_shard(size_t run, size_t k, size_t n)
{
    ensure(k < n);
    return (run + run / n) % n == k;
}

void design_hash(const char *text, char hash[17])
{
    uint64_t h = UINT64_C(14695981039346656037);
    for (const char *c = text; *c != '\0'; c++) {
        h = (h ^ (unsigned char)*c) * UINT64_C(1099511628211);
    }
    snprintf(hash, 17, "%016" PRIx64, h);
}

static void describe_axes(const struct design *d, cJSON *plan)
{
    cJSON *vary = cJSON_AddArrayToObject(plan, "vary");
    for (size_t a = 0; a < d->axes_n; a++) {
        cJSON *axis = cJSON_CreateObject(), *values = cJSON_CreateArray();
        cJSON_AddStringToObject(axis, "path", d->axis[a].path);
        cJSON_AddBoolToObject(axis, "log", d->axis[a].log);
        for (size_t i = 0; i < d->axis[a].n; i++) {
            cJSON_AddItemToArray(values, cJSON_CreateString(d->axis[a].value[i]));
        }
        cJSON_AddItemToObject(axis, "values", values);
        cJSON_AddItemToArray(vary, axis);
    }
}

/* What sweep.json holds, and its hash. False without memory. */
static bool describe(struct design *d)
{
    char *resolved = scenario_resolved_text(d->base);
    cJSON *root = cJSON_CreateObject(), *plan = cJSON_AddObjectToObject(root, "plan");
    cJSON_AddStringToObject(root, "scenario", d->base->name);
    cJSON_AddStringToObject(root, "version", d->version);
    describe_axes(d, plan);
    cJSON *variants = cJSON_AddArrayToObject(plan, "variants");
    for (size_t v = 0; v < d->base->variants_n; v++) {
        cJSON_AddItemToArray(variants, cJSON_CreateString(d->base->variants[v].variant));
    }
    cJSON_AddNumberToObject(plan, "replications", (double)d->replications);
    cJSON_AddNumberToObject(plan, "points", (double)d->points_n);
    cJSON_AddNumberToObject(plan, "runs", (double)d->runs_n);
    cJSON_AddItemToObject(root, "resolved", resolved == NULL ? NULL : cJSON_Parse(resolved));
    char *text = cJSON_PrintUnformatted(root);
    bool ok = resolved != NULL && text != NULL;
    if (ok) {
        design_hash(text, d->hash);
        cJSON_InsertItemInArray(root, 0, cJSON_CreateString(d->hash));
        root->child->string = strdup("hash");
        ok = root->child->string != NULL;
    }
    d->json = root;
    cJSON_free(text);
    free(resolved);
    return ok;
}

static bool count(struct design *d, FILE *errors)
{
    d->points_n = 1;
    for (size_t a = 0; a < d->axes_n; a++) {
        for (size_t b = 0; b < a; b++) {
            if (strcmp(d->axis[a].path, d->axis[b].path) == 0) {
                fprintf(errors, "herdsim: --vary %s is given twice\n", printable_text(d->axis[a].path).s);
                return false;
            }
        }
        d->points_n *= d->axis[a].n;
        if (d->points_n > DESIGN_RUNS_MAX) {
            break;
        }
    }
    d->runs_n = d->points_n * d->base->variants_n * d->replications;
    if (d->points_n > DESIGN_RUNS_MAX || d->runs_n > DESIGN_RUNS_MAX) {
        fprintf(errors, "herdsim: more than %d runs\n", DESIGN_RUNS_MAX);
        return false;
    }
    return true;
}

bool design_complete(struct design *d, FILE *errors, bool *unreadable)
{
    d->base = load(d, NULL, 0, errors, unreadable);
    if (d->base == NULL || !count(d, errors)) {
        return false;
    }
    if (!describe(d)) {
        fprintf(errors, "herdsim: out of memory\n");
        return false;
    }
    return true;
}

void design_free(struct design *d)
{
    for (size_t a = 0; a < d->axes_n; a++) {
        axis_free(&d->axis[a]);
    }
    scenario_free(d->base);
    cJSON_Delete(d->json);
    d->base = NULL;
    d->json = NULL;
}

/* One value of one axis, the others being as the scenario has them, and if it does not take that, as at their first. */
static bool takes(const struct design *d, size_t a, size_t i, char **why, FILE *errors, bool *unreadable)
{
    const char *set[DESIGN_AXES_MAX] = {d->axis[a].set[i]};
    size_t n = 1;
    bool good = false;
    for (int attempt = 0; attempt < 2 && !good && !*unreadable; attempt++) {
        struct memory_stream aside;
        if (!memory_stream_open(&aside)) {
            *unreadable = true;
            return false;
        }
        struct scenario *s = load(d, set, n, aside.out, unreadable);
        good = s != NULL;
        char *said = memory_stream_close(&aside, NULL);
        for (size_t o = 0; good && i == 0 && o < s->overridden_n; o++) {
            const struct scenario_overridden *by = &s->overridden[o];
            if (strcmp(by->set, set[0]) == 0) {
                fprintf(errors, "herdsim: --vary %s: variant '%s' states its own; use --vary variants.%s.%s\n",
                        printable_text(d->axis[a].path).s, by->variant, by->variant, printable_text(d->axis[a].path).s);
            }
        }
        scenario_free(s);
        if (*why == NULL) {
            *why = said;
        } else {
            free(said);
        }
        for (size_t b = 0; b < d->axes_n && attempt == 0; b++) {
            if (b != a) {
                set[n++] = d->axis[b].set[0];
            }
        }
    }
    return good;
}

bool design_try(const struct design *d, FILE *errors, bool *unreadable)
{
    *unreadable = false;
    for (size_t a = 0; a < d->axes_n; a++) {
        char *first = NULL;
        size_t bad = 0;
        size_t step = d->axis[a].n / TRIED_MOST + 1, tried = 0;
        for (size_t i = 0; i < d->axis[a].n; i += step) {
            char *why = NULL;
            bool good = takes(d, a, i, &why, errors, unreadable);
            if (*unreadable) {
                fprintf(errors, "%s", why != NULL ? why : "herdsim: out of memory\n");
                free(why);
                free(first);
                return false;
            }
            tried++;
            bad += !good;
            if (!good && first == NULL) {
                first = why;
                why = NULL;
            }
            free(why);
        }
        if (bad > 0) {
            fprintf(errors, "%s", first != NULL ? first : "");
            fprintf(errors, "herdsim: --vary %s: the scenario takes %zu of the %zu values tried\n",
                    printable_text(d->axis[a].path).s, tried - bad, tried);
        }
        free(first);
        if (bad == tried) {
            return false;
        }
    }
    return true;
}
