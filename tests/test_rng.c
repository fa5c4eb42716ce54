/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_rng.c: published answers of both generators, addresses as counters of Philox, independence of neighbours. */
#include <Random123/philox.h>
#include <criterion/criterion.h>
#include <gsl/gsl_randist.h>
#include <string.h>

#include "base/rng.h"
#include "chi_square.h"

/* From kat_vectors of the Random123 distribution. */
Test(rng, philox_gives_its_published_answers)
{
    static const struct {
        uint64_t counter[4], key[2], image[4];
    } known[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b}},
        {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX},
         {UINT64_MAX, UINT64_MAX},
         {0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0}},
        {{0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89},
         {0x452821e638d01377, 0xbe5466cf34e90c6c},
         {0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6}},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        philox4x64_ctr_t counter;
        philox4x64_key_t key;
        memcpy(counter.v, known[i].counter, sizeof counter.v);
        memcpy(key.v, known[i].key, sizeof key.v);
        philox4x64_ctr_t image = philox4x64_R(10, counter, key);
        cr_assert_arr_eq(image.v, known[i].image, sizeof image.v);
    }
}

/* The authors' C code, from state {1, 2, 3, 4}. */
Test(rng, xoshiro_gives_its_published_sequence)
{
    static const uint64_t known[] = {41943041,
                                     58720359,
                                     3588806011781223,
                                     3591011842654386,
                                     UINT64_C(9228616714210784205),
                                     UINT64_C(9973669472204895162),
                                     UINT64_C(14011001112246962877),
                                     UINT64_C(12406186145184390807),
                                     UINT64_C(15849039046786891736),
                                     UINT64_C(10450023813501588000)};
    struct rng r = {{1, 2, 3, 4}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        cr_assert_eq(rng_next(&r), known[i], "number %zu", i);
    }
}

Test(rng, an_address_is_the_counter_of_philox)
{
    philox4x64_ctr_t counter = {{2, 3, 4, 0}};
    philox4x64_key_t key = {{1, 0x6865726473696d31}};
    philox4x64_ctr_t image = philox4x64_R(10, counter, key);
    struct rng r = rng_at(1, 2, 3, 4);
    cr_assert_arr_eq(r.s, image.v, sizeof r.s);
}

Test(rng, streams_differ_where_any_number_differs)
{
    const struct rng streams[] = {rng_seed(1, 2, 3),  rng_seed(0, 2, 3),  rng_seed(1, 0, 3),  rng_seed(1, 2, 0),
                                  rng_at(1, 2, 3, 0), rng_at(1, 2, 3, 4), rng_at(0, 2, 3, 4), rng_at(1, 0, 3, 4),
                                  rng_at(1, 2, 0, 4), rng_at(1, 3, 2, 4), rng_at(1, 2, 4, 3)};
    size_t n = sizeof streams / sizeof streams[0];
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++) {
            cr_assert_neq(memcmp(&streams[i], &streams[j], sizeof streams[i]), 0, "%zu and %zu", i, j);
        }
    }
    struct rng again = rng_at(1, 2, 3, 4);
    cr_assert_arr_eq(&again, &streams[5], sizeof again);
}

/* Chi-square over 256 cells of pairs (first number of address a, of address a + 1), confidence 1 - 1e-4. */
Test(rng, neighbouring_addresses_are_independent)
{
    uint64_t observed[256] = {0};
    double expected[256];
    const uint64_t draws = 200000;
    for (uint64_t a = 0; a < draws; a++) {
        struct rng one = rng_at(7, 1, a, 5), next = rng_at(7, 1, a + 1, 5);
        observed[(rng_next(&one) >> 60 << 4) | (rng_next(&next) >> 60)]++;
    }
    for (size_t i = 0; i < 256; i++) {
        expected[i] = (double)draws / 256.0;
    }
    cr_assert_geq(chi_square_p(expected, observed, 256), CHI_SQUARE_LEAST);
}

Test(rng, uniforms_stay_in_their_intervals)
{
    struct rng zero = {{0, 0, 0, 0}}, same = zero; /* not a state that occurs: the smallest output there is */
    cr_assert_eq(rng_uniform(&zero), 0.0);
    cr_assert_eq(rng_uniform_pos(&same), 0x1p-53);
    struct rng ones = {{UINT64_MAX, 0, 0, 0}}, too = ones; /* rotl(-1, 23) + -1 = -2: the largest 53 bits */
    cr_assert_eq(rng_uniform(&ones), 1.0 - 0x1p-53);
    cr_assert_eq(rng_uniform_pos(&too), 1.0);
}

Test(rng, works_as_a_gsl_generator)
{
    gsl_rng *g = gsl_rng_alloc(rng_gsl_type);
    gsl_rng_set(g, 4711);
    struct rng r = rng_seed(4711, 0, 0);
    cr_assert_str_eq(gsl_rng_name(g), "xoshiro256++");
    cr_assert_eq(gsl_rng_max(g), UINT64_MAX);
    cr_assert_eq(gsl_rng_min(g), 0);
    for (int i = 0; i < 100; i++) {
        cr_assert_eq(gsl_rng_get(g), rng_next(&r));
        cr_assert_eq(gsl_rng_uniform(g), rng_uniform(&r));
    }
    double sum = 0.0;
    for (int i = 0; i < 100000; i++) {
        sum += gsl_ran_gamma(g, 2.0, 3.0);
    }
    cr_assert_float_eq(sum / 1e5, 6.0, 4.0 * 3.0 * 1.4142 / 316.2, "mean of a GSL distribution, 4 standard errors");
    gsl_rng_free(g);
}

Test(rng, hashes_are_the_published_ones)
{
    cr_assert_eq(rng_mix(0), 0);
    cr_assert_eq(rng_mix(0x9e3779b97f4a7c15), 0xe220a8397b1dcdaf, "first output of splitmix64 from 0");
    cr_assert_eq(rng_hash_text(""), rng_mix(0xcbf29ce484222325), "FNV-1a of nothing");
    cr_assert_eq(rng_hash_text("a"), rng_mix(0xaf63dc4c8601ec8c), "FNV-1a of a");
    cr_assert_eq(rng_hash_text("foobar"), rng_mix(0x85944171f73967e8), "FNV-1a of foobar");
}
