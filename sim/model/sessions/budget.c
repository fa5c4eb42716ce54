/* SPDX-License-Identifier: GPL-3.0-or-later */
/* budget.c: attempts and retries are counted in slices of time; a slice that is a life old is taken out of the sums
 * (see budget.h).
 */
#include "model/sessions/budget.h"

#include <math.h>

#include "base/ensure.h"

void budget_init(struct budget *b, const struct config_retry *r)
{
    ensure(isnan(r->budget) || (r->budget >= 0 && r->budget_floor_per_s >= 0 && r->budget_life_ns > 0));
    *b = (struct budget){.limited = !isnan(r->budget)};
    if (b->limited) {
        b->per_attempt = r->budget;
        b->reserve = r->budget_floor_per_s * ((double)r->budget_life_ns / (double)NS_PER_S);
        b->slice_ns = (r->budget_life_ns + BUDGET_SLICES - 1) / BUDGET_SLICES;
    }
}

/* Forgets the slices that have become a life old. */
static void forget(struct budget *b, int64_t now_ns)
{
    ensure(b->slice_ns > 0);
    int64_t slice = now_ns / b->slice_ns, old_n = slice - b->slice;
    ensure(old_n >= 0); /* instants do not fall */
    for (int64_t i = 1; i <= old_n && i <= BUDGET_SLICES; i++) {
        int64_t at = (b->slice + i) % BUDGET_SLICES;
        ensure(b->attempts_n >= b->attempts_in[at] && b->retries_n >= b->retries_in[at]);
        b->attempts_n -= b->attempts_in[at];
        b->retries_n -= b->retries_in[at];
        b->attempts_in[at] = b->retries_in[at] = 0;
    }
    b->slice = slice;
}

void budget_deposit(struct budget *b, int64_t now_ns)
{
    if (!b->limited) {
        return;
    }
    forget(b, now_ns);
    b->attempts_in[b->slice % BUDGET_SLICES]++;
    b->attempts_n++;
}

bool budget_take(struct budget *b, int64_t now_ns)
{
    if (!b->limited) {
        return true;
    }
    forget(b, now_ns);
    double tokens = b->per_attempt * (double)b->attempts_n + b->reserve;
    if ((double)(b->retries_n + 1) > tokens + 1e-9) { /* 0.29 x 100 is a little less than 29 */
        return false;
    }
    b->retries_in[b->slice % BUDGET_SLICES]++;
    b->retries_n++;
    return true;
}
