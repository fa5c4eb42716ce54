/* SPDX-License-Identifier: GPL-3.0-or-later */
/* token_bucket.c: token buckets without rounding (see token_bucket.h). With a rate below 2^53 / 2^k, times up to 2^63 ns and
 * a token of 10^9 x 2^k units, k < 84, all sums stay below 2^118.
 */
#include "model/requests/token_bucket.h"

#include <math.h>

#include "base/ensure.h"
#include "base/memory.h"
#include "base/rng.h"
#include "model/purposes.h"

uint64_t token_bucket_bytes(const struct config_database *d)
{
    return d->partitions * sizeof(token_bucket_time);
}

/* rate = m / 2^k with a whole m < 2^53. */
static uint64_t numerator(double rate, int *k)
{
    int exponent;
    double m = ldexp(frexp(rate, &exponent), 53);
    *k = 53 - exponent;
    while (*k > 0 && fmod(m, 2) == 0) {
        m /= 2;
        --*k;
    }
    return (uint64_t)m;
}

bool token_bucket_init(struct token_bucket *t, const struct config_database *d, uint64_t placement)
{
    ensure(d->partitions >= 1 && d->burst_ns >= 0);
    struct rng salt = rng_at(placement, PURPOSE_PLACEMENT, 1, 0);
    ensure(d->partition_rate_per_s >= 1e-9 && d->partition_rate_per_s <= 1e15);
    int k;
    *t = (struct token_bucket){
        .partitions = d->partitions, .salt = rng_next(&salt), .m = numerator(d->partition_rate_per_s, &k)};
    t->token = (token_bucket_time)NS_PER_S << k;
    t->burst = (token_bucket_time)t->m * (uint64_t)d->burst_ns;
    t->burst = t->burst > t->token ? t->burst : t->token;
    ensure(t->m > 0 && t->token > 0);
    t->full = memory_take(token_bucket_bytes(d));
    return t->full != NULL;
}

void token_bucket_release(struct token_bucket *t)
{
    memory_give(t->full, t->partitions * sizeof *t->full);
}

bool token_bucket_admit(struct token_bucket *t, uint32_t key, int64_t now_ns)
{
    ensure(now_ns >= 0);
    token_bucket_time now = (token_bucket_time)t->m * (uint64_t)now_ns;
    token_bucket_time *full = &t->full[rng_mix(key + t->salt) % t->partitions];
    token_bucket_time then = (*full > now ? *full : now) + t->token;
    if (then - now > t->burst) {
        return false; /* not even an empty bucket would take so long to fill */
    }
    *full = then;
    return true;
}
