/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rng.h: the random numbers of a run.
 *
 * Two kinds of stream, so that variants of a scenario can be compared under common random numbers:
 *
 *   sequential  rng_seed() gives a xoshiro256++ generator for one purpose (the gaps of one traffic
 *               source, its keys). Nothing that happens in the simulated system can perturb it.
 *   addressed   rng_at() gives a generator whose whole 256-bit state is the Philox4x64-10 image of an
 *               address (seed; purpose, a, b): the service time of the query of read 4711 is the same
 *               draw whichever protection is on and whenever it happens.
 *
 * xoshiro256++: Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM TOMS 47(4),
 * 2021. Philox: Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", SC11 (librandom123).
 */
#ifndef HERDSIM_RNG_H
#define HERDSIM_RNG_H

#include <gsl/gsl_rng.h>
#include <stdint.h>

struct rng {
    uint64_t s[4];
};

/* The next 64 uniform bits. */
static inline uint64_t rng_next(struct rng *r)
{
    uint64_t *s = r->s;
    uint64_t sum = s[0] + s[3];
    uint64_t result = ((sum << 23) | (sum >> 41)) + s[0];
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 45) | (s[3] >> 19);
    return result;
}

/* Uniform on [0, 1), a multiple of 2^-53. */
static inline double rng_uniform(struct rng *r)
{
    return (double)(rng_next(r) >> 11) * 0x1p-53;
}

/* 64 random bits, taken for a fraction of 1, times n: the whole part, uniform on 0 to n - 1, and what is left over, 64 bits that
 * are uniform once more as far as they go (Lemire, "Fast Random Integer Generation in an Interval", 2019, without its
 * rejection: off by less than n / 2^64). */
struct rng_scaled {
    uint64_t whole, rest;
};

static inline struct rng_scaled rng_scale(uint64_t bits, uint64_t n)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)bits * n;
    return (struct rng_scaled){(uint64_t)(product >> 64), (uint64_t)product};
}

/* Uniform on the whole numbers 0 to n - 1, n > 0. */
static inline uint64_t rng_below(struct rng *r, uint64_t n)
{
    return rng_scale(rng_next(r), n).whole;
}

/* Uniform on (0, 1]: safe to take the logarithm of. */
static inline double rng_uniform_pos(struct rng *r)
{
    return ((double)(rng_next(r) >> 11) + 1.0) * 0x1p-53;
}

/* Seeds a sequential stream. Streams that differ in any of the three numbers are independent. */
struct rng rng_seed(uint64_t seed, uint64_t purpose, uint64_t salt);

/* The generator that stands at an address. Never the all-zero state. */
struct rng rng_at(uint64_t seed, uint64_t purpose, uint64_t a, uint64_t b);

/* A 64-bit hash of a name, for salts that do not depend on the order of declaration (FNV-1a, mixed). */
uint64_t rng_hash_text(const char *text);

/* A 64-bit finaliser (splitmix64's), for spreading integers over hash tables and rings. */
static inline uint64_t rng_mix(uint64_t x)
{
    x ^= x >> 30;
    x *= UINT64_C(0xbf58476d1ce4e5b9);
    x ^= x >> 27;
    x *= UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* The generator as a GSL type (name "xoshiro256++"), so that every GSL distribution works on it.
 * gsl_rng_set() with seed s equals rng_seed(s, 0, 0). */
extern const gsl_rng_type *const rng_gsl_type;

#endif
