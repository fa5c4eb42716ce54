/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backoff.c: every kind is a uniform draw between two bounds that grow with the attempt; saturating, so that no
 * attempt overflows (see backoff.h).
 */
#include "base/backoff.h"

#include "base/ensure.h"
#include "base/units.h"

/* base x 2^doublings, at most the cap. */
static int64_t grown_ns(const struct backoff *b, uint64_t doublings)
{
    int64_t wait_ns = b->base_ns;
    for (uint64_t i = 0; i < doublings && wait_ns < b->cap_ns; i++) {
        wait_ns = wait_ns > b->cap_ns / 2 ? b->cap_ns : 2 * wait_ns;
        if (wait_ns == 0) {
            break;
        }
    }
    return wait_ns < b->cap_ns ? wait_ns : b->cap_ns;
}

static int64_t between_ns(int64_t least_ns, int64_t most_ns, struct rng *draw)
{
    return least_ns + (int64_t)(rng_uniform(draw) * (double)(most_ns - least_ns));
}

int64_t backoff_wait_ns(const struct backoff *b, uint64_t made, int64_t last_ns, struct rng *draw)
{
    ensure(made >= 1 && b->base_ns >= 0 && b->cap_ns >= 0);
    int64_t wait_ns = grown_ns(b, made - 1);
    switch (b->jitter) {
    case BACKOFF_NONE:
        return wait_ns;
    case BACKOFF_FULL:
        return between_ns(0, wait_ns, draw);
    case BACKOFF_EQUAL:
        return between_ns(wait_ns / 2, wait_ns, draw);
    case BACKOFF_DECORRELATED:
        break;
    }
    int64_t last = last_ns > b->base_ns ? last_ns : b->base_ns;
    /* the cap cuts what was drawn, not what is drawn from: near it, most waits are the cap itself */
    wait_ns = between_ns(b->base_ns, last > TIME_NEVER / 3 ? TIME_NEVER : 3 * last, draw);
    return wait_ns < b->cap_ns ? wait_ns : b->cap_ns;
}
