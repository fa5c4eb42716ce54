/* throughput.c: token buckets without rounding (see throughput.h). With a rate below 2^53 / 2^k, times up to 2^63 ns and
 * a token of 10^9 x 2^k units, k < 84, all sums stay below 2^118.
 */
#include "model/throughput.h"

#include <math.h>

#include "base/ensure.h"
#include "base/memory.h"
#include "base/rng.h"

uint64_t throughput_bytes(const struct config_database *d)
{
    return d->partitions * sizeof(throughput_time);
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

bool throughput_init(struct throughput *t, const struct config_database *d)
{
    ensure(d->partition_rate_per_s >= 1e-9 && d->partition_rate_per_s <= 1e15);
    int k;
    *t = (struct throughput){.partitions = d->partitions, .m = numerator(d->partition_rate_per_s, &k)};
    t->token = (throughput_time)NS_PER_S << k;
    t->burst = (throughput_time)t->m * (uint64_t)d->burst_ns;
    t->burst = t->burst > t->token ? t->burst : t->token;
    t->full = memory_take(throughput_bytes(d));
    return t->full != NULL;
}

void throughput_release(struct throughput *t)
{
    memory_give(t->full, t->partitions * sizeof *t->full);
}

bool throughput_admit(struct throughput *t, uint32_t key, int64_t now_ns)
{
    throughput_time now = (throughput_time)t->m * (uint64_t)now_ns;
    throughput_time *full = &t->full[rng_mix(key) % t->partitions];
    throughput_time then = (*full > now ? *full : now) + t->token;
    if (then - now > t->burst) {
        return false; /* not even an empty bucket would take so long to fill */
    }
    *full = then;
    return true;
}
