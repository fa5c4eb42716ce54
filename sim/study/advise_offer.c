/* SPDX-License-Identifier: GPL-3.0-or-later */
/* advise_offer.c: each is tried alone (see advise_offer.h). */
#include "study/advise_offer.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory_stream.h"

#define STALE "{\"while_revalidate\": \"30s\", \"if_error\": \"5min\"}" /* these two have no default but "not at all" */

static const struct {
    const char *name, *protection, *params, *excludes;
} offers[] = {
    {"coalescing-server", "coalescing", "{\"scope\": \"server\"}", NULL},
    {"coalescing-cluster", "coalescing", "{\"scope\": \"cluster\"}", "coalescing-server"},
    {"jitter", "jitter", "{}", NULL},
    {"refresh", "refresh", "{}", NULL},
    {"stale", "stale", STALE, NULL},
    {"ramp", "ramp", "{}", NULL},
    {"breaker", "breaker", "{}", NULL},
    {"bulkhead", "bulkhead", "{}", NULL},
    {"shedding-codel", "shedding", "{\"by\": \"codel\"}", NULL},
};
#define OFFERS_N (sizeof offers / sizeof offers[0])

static bool has(const bool *take, const char *name)
{
    for (size_t i = 0; name != NULL && i < OFFERS_N; i++) {
        if (take[i] && strcmp(offers[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* The block with those that are taken; to be freed. */
static char *text_of(const bool *take)
{
    struct memory_stream stream;
    if (!memory_stream_open(&stream)) {
        return NULL;
    }
    FILE *out = stream.out;
    const char *comma = "";
    fputs("advise={\"options\": [", out);
    for (size_t i = 0; i < OFFERS_N; i++) {
        if (take[i]) {
            fprintf(out, "%s{\"name\": \"%s\", \"cost\": 1, \"change\": {\"protections\": {\"%s\": %s}}", comma,
                    offers[i].name, offers[i].protection, offers[i].params);
            fprintf(out, has(take, offers[i].excludes) ? ", \"excludes\": [\"%s\"]}" : "}", offers[i].excludes);
            comma = ", ";
        }
    }
    fputs("]}", out);
    return memory_stream_close(&stream, NULL);
}

enum taking { TAKEN, REFUSED, FAILED };

static enum taking is_taken_by(const struct design *d, size_t offer)
{
    bool one[OFFERS_N], unreadable = true;
    for (size_t i = 0; i < OFFERS_N; i++) {
        one[i] = i == offer;
    }
    char *text = text_of(one);
    struct memory_stream aside;
    struct scenario *s = NULL;
    if (text != NULL && memory_stream_open(&aside)) {
        s = design_load_with(d, (const char *const[]){text}, 1, aside.out, &unreadable);
        free(memory_stream_close(&aside, NULL));
    }
    free(text);
    scenario_free(s);
    return s != NULL ? TAKEN : unreadable ? FAILED : REFUSED;
}

char *advise_offer_text(const struct design *d, bool *none)
{
    bool take[OFFERS_N];
    *none = true;
    for (size_t i = 0; i < OFFERS_N; i++) {
        enum taking how = is_taken_by(d, i);
        if (how == FAILED) {
            *none = false;
            return NULL;
        }
        take[i] = how == TAKEN;
        *none = *none && !take[i];
    }
    return *none ? NULL : text_of(take);
}
