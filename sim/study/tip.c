/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tip.c: rounds of runs for all searches (see tip.h). */
#include "study/tip.h"

#include <stdlib.h>
#include <string.h>

#include "base/printable.h"

/* The scenario at a value of the range. If not *status, after messages, NULL. */
static struct scenario *load(const struct tip *t, size_t value, double x, enum tip_status *status, FILE *errors)
{
    bool unreadable = false;
    char set[400];
    const char *sets[2] = {set, set};
    size_t n = 0;
    snprintf(set, sizeof set, "%s=%s", t->range.path, range_text(&t->range, x).text);
    if (t->design->axes_n > 0) {
        sets[n++] = t->design->axis[0].set[value];
    }
    sets[n++] = set;
    struct scenario *s = design_load_with(t->design, sets, n, errors, &unreadable);
    *status = s != NULL ? TIP_DONE : unreadable ? TIP_FAILED : TIP_BAD;
    return s;
}

/* Whether a variant states the field itself, so that the range means nothing to it; that is told once. */
static bool is_covered(const struct scenario *s, const char *path, const char *variant, FILE *errors)
{
    size_t n = strlen(path);
    for (size_t i = 0; i < s->overridden_n; i++) {
        const struct scenario_overridden *by = &s->overridden[i];
        if (strncmp(by->set, path, n) == 0 && by->set[n] == '=' && strcmp(by->variant, variant) == 0) {
            fprintf(errors, "herdsim: --vary %s: variant '%s' states its own; use --vary variants.%s.%s\n",
                    printable_text(path).s, variant, variant, printable_text(path).s);
            return true;
        }
    }
    return false;
}

static enum tip_status add_lanes(struct tip *t, size_t value, FILE *errors)
{
    enum tip_status status;
    struct scenario *low = load(t, value, t->range.low, &status, errors), *high = NULL;
    if (low != NULL) {
        high = load(t, value, t->range.high, &status, errors);
    }
    for (size_t v = 0; high != NULL && v < t->design->base->variants_n; v++) {
        if (!is_covered(low, t->range.path, low->variants[v].variant, errors)) {
            struct tip_lane *lane = &t->lane[t->lanes_n++];
            *lane = (struct tip_lane){.value = value, .variant = v};
            search_init(&lane->search, &t->range, &t->goal);
        }
    }
    scenario_free(low);
    scenario_free(high);
    return status;
}

enum tip_status tip_prepare(struct tip *t, FILE *errors)
{
    size_t values_n = t->design->axes_n > 0 ? t->design->axis[0].n : 1, variants_n = t->design->base->variants_n;
    enum tip_status status = TIP_DONE;
    for (size_t v = 0; v < variants_n; v++) {
        if (!condition_fits(&t->condition, "--hold", &t->design->base->variants[v], errors)) {
            return TIP_BAD;
        }
    }
    t->lane = calloc(values_n * variants_n, sizeof *t->lane);
    if (t->lane == NULL) {
        fprintf(errors, "herdsim: out of memory\n");
        return TIP_FAILED;
    }
    for (size_t i = 0; i < values_n && status == TIP_DONE; i++) {
        status = add_lanes(t, i, errors);
    }
    return status == TIP_DONE && t->lanes_n == 0 ? TIP_BAD : status;
}

void tip_free(struct tip *t)
{
    for (size_t i = 0; i < t->lanes_n; i++) {
        for (size_t p = 0; p < t->lane[i].search.points_n; p++) {
            scenario_free(t->lane[i].scenario[p]);
        }
    }
    free(t->lane);
    t->lane = NULL;
    t->lanes_n = 0;
    range_free(&t->range);
}

struct round { /* what all searches want next */
    struct trial *trial;
    struct asker {
        size_t lane, point;
    } * asker; /* of each trial */
    size_t n, capacity;
};

static bool add_trials(struct round *r, size_t lane, const struct search_want *want, const struct config *config)
{
    if (r->n + want->n > r->capacity) {
        size_t capacity = 2 * (r->n + want->n);
        struct trial *trial = realloc(r->trial, capacity * sizeof *trial);
        if (trial == NULL) {
            return false;
        }
        r->trial = trial;
        struct asker *asker = realloc(r->asker, capacity * sizeof *asker);
        if (asker == NULL) {
            return false;
        }
        r->asker = asker;
        r->capacity = capacity;
    }
    for (size_t i = 0; i < want->n; i++) {
        r->trial[r->n] = (struct trial){.config = config, .replication = want->first + i};
        r->asker[r->n++] = (struct asker){lane, want->point};
    }
    return true;
}

static enum tip_status gather(struct tip *t, struct round *r, FILE *errors)
{
    struct search_want want[SEARCH_POINTS_MAX];
    r->n = 0;
    for (size_t l = 0; l < t->lanes_n; l++) {
        struct tip_lane *lane = &t->lane[l];
        size_t n = search_wants(&lane->search, want);
        for (size_t i = 0; i < n; i++) {
            struct scenario **s = &lane->scenario[want[i].point];
            if (*s == NULL) {
                enum tip_status status;
                *s = load(t, lane->value, lane->search.point[want[i].point].x, &status, errors);
                if (*s == NULL) {
                    return status;
                }
            }
            if (!add_trials(r, l, &want[i], &(*s)->variants[lane->variant])) {
                fprintf(errors, "herdsim: out of memory\n");
                return TIP_FAILED;
            }
        }
    }
    return TIP_DONE;
}

enum tip_status tip_run(struct tip *t, struct trials *trials)
{
    struct round r = {0};
    enum tip_status status = gather(t, &r, trials->errors);
    trials->condition = &t->condition;
    while (status == TIP_DONE && r.n > 0) {
        enum crew_status ran = trials_run(trials, r.trial, r.n);
        if (ran != CREW_DONE) {
            status = ran == CREW_INTERRUPTED ? TIP_INTERRUPTED : TIP_FAILED;
            break;
        }
        for (size_t i = 0; i < r.n; i++) {
            search_take(&t->lane[r.asker[i].lane].search, r.asker[i].point, r.trial[i].held);
        }
        t->runs_n += r.n;
        status = gather(t, &r, trials->errors);
    }
    free(r.trial);
    free(r.asker);
    return status;
}

bool tip_has_edges(const struct tip *t)
{
    bool any = false;
    for (size_t i = 0; i < t->lanes_n; i++) {
        any = any || t->lane[i].search.edges_n > 0;
    }
    return any;
}
