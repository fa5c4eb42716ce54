/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rng.c: where streams begin: addresses turned into generator states by Philox, and the GSL type.
 *
 * The Philox counter is (purpose, a, b, kind), its key (seed, a constant): sequential and addressed
 * streams differ in `kind` and so can never coincide.
 */
#include "base/rng.h"

#include <Random123/philox.h>

enum stream_kind { STREAM_ADDRESSED, STREAM_SEQUENTIAL };

#define KEY_CONSTANT UINT64_C(0x6865726473696d31) /* "herdsim1" */

static struct rng philox_image(uint64_t seed, uint64_t purpose, uint64_t a, uint64_t b, enum stream_kind kind)
{
    philox4x64_ctr_t counter = {{purpose, a, b, (uint64_t)kind}};
    philox4x64_key_t key = {{seed, KEY_CONSTANT}};
    philox4x64_ctr_t image = philox4x64_R(10, counter, key);
    struct rng r = {{image.v[0], image.v[1], image.v[2], image.v[3]}};
    if ((r.s[0] | r.s[1] | r.s[2] | r.s[3]) == 0) { /* the one state that xoshiro cannot leave */
        r.s[0] = 1;
    }
    return r;
}

struct rng rng_seed(uint64_t seed, uint64_t purpose, uint64_t salt)
{
    return philox_image(seed, purpose, salt, 0, STREAM_SEQUENTIAL);
}

struct rng rng_at(uint64_t seed, uint64_t purpose, uint64_t a, uint64_t b)
{
    return philox_image(seed, purpose, a, b, STREAM_ADDRESSED);
}

uint64_t rng_hash_text(const char *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (; *text != '\0'; text++) {
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    }
    return rng_mix(hash);
}

static void type_set(void *state, unsigned long seed)
{
    struct rng *r = state;
    *r = rng_seed(seed, 0, 0);
}

static unsigned long type_get(void *state)
{
    return rng_next(state);
}

static double type_get_double(void *state)
{
    return rng_uniform(state);
}

static const gsl_rng_type xoshiro256pp = {
    .name = "xoshiro256++",
    .max = UINT64_MAX,
    .min = 0,
    .size = sizeof(struct rng),
    .set = type_set,
    .get = type_get,
    .get_double = type_get_double,
};

const gsl_rng_type *const rng_gsl_type = &xoshiro256pp;
