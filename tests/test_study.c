/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What studies are made of: axes, and samplers that are used again. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/shelf.h"
#include "study/axis.h"
#include "study/design.h"

static void expect_values(const char *text, const char *values)
{
    struct axis a;
    char got[400] = "";
    cr_assert(axis_parse(text, &a, stderr), "%s", text);
    for (size_t i = 0; i < a.n; i++) {
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s", i == 0 ? "" : " ", a.value[i]);
    }
    cr_expect_str_eq(got, values, "%s: %s", text, got);
    axis_free(&a);
}

/* Values are what a person would type, since they stand in sweep.csv and may be given to --set. */
Test(study, an_axis_reads_as_typed)
{
    expect_values("a=50,100,x", "50 100 x");
    expect_values("a=[1,2],{\"p\":1,\"q\":2},\"s,t\"", "[1,2] {\"p\":1,\"q\":2} \"s,t\"");
    expect_values("a=user:charlie,b", "user:charlie b");
    expect_values("a=1:10:4", "1 4 7 10");
    expect_values("a=0:1:5", "0 0.25 0.5 0.75 1");
    expect_values("a=1:1k:4:log", "1 10 100 1000");
    /* More values than there are whole numbers: not rounded to these. */
    expect_values("a=1:8:10:log", "1 1.26 1.587 2 2.52 3.175 4 5.04 6.35 8");
    expect_values("a=1:40:8:log", "1 2 3 5 8 14 24 40");
    expect_values("a=10ms:1s:3:log", "10ms 100ms 1s");
    expect_values("a=0s:1s:5", "0s 250ms 500ms 750ms 1s");
    expect_values("a=5%:20%:4", "5% 10% 15% 20%");
    expect_values("a=100/s:1k/s:2", "100/s 1000/s");
}

Test(study, an_axis_knows_its_numbers)
{
    struct axis a;
    cr_assert(axis_parse("a=10ms,2s", &a, stderr));
    cr_expect_float_eq(a.x[0], 0.01, 1e-12);
    cr_expect_float_eq(a.x[1], 2, 1e-12);
    cr_expect(!a.words);
    axis_free(&a);
    cr_assert(axis_parse("a=lru,fifo", &a, stderr));
    cr_expect(a.words);
    axis_free(&a);
}

/* Each run belongs to exactly one shard, shards differ by one run at most, and with as many shards as variants no shard
 * gets one variant only. */
Test(study, shards_are_a_partition)
{
    for (size_t n = 1; n <= 7; n++) {
        size_t had[7] = {0}, even[7] = {0};
        for (size_t run = 0; run < 42 * n; run++) {
            for (size_t k = 0; k < n; k++) {
                had[k] += design_in_shard(run, k, n);
                even[k] += run % 2 == 0 && design_in_shard(run, k, n);
            }
        }
        for (size_t k = 0; k < n; k++) {
            cr_expect_eq(had[k], 42, "shard %zu of %zu has %zu runs", k, n, had[k]);
            cr_expect(even[k] > 10 && even[k] < 32, "shard %zu of %zu has %zu of even number", k, n, even[k]);
        }
    }
}

/* A sampler from the shelf draws what a new one draws, also after others have taken its place in between. */
Test(study, a_shelf_gives_the_same_draws)
{
    struct shelf shelf = {0};
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < SHELF_DISTS + 3; i++) {
            struct dist_spec spec = dist_lognormal_mean_cv(1e6 * (i + 1), 1);
            struct dist *fresh = dist_new(&spec);
            const struct dist *kept = shelf_dist(&shelf, &spec);
            cr_expect_eq(kept, shelf_dist(&shelf, &spec), "a second look finds it");
            struct rng a = rng_at(1, 1, 0, 0), b = a;
            for (int draw = 0; draw < 100; draw++) {
                cr_assert_eq(dist_draw(fresh, &a), dist_draw(kept, &b));
            }
            dist_free(fresh);
        }
    }
    shelf_clear(&shelf);
}
