/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_closest.c: which name is meant, and that nothing is suggested where nothing is close. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/closest.h"

static const char *const verbs[] = {"run", "check", "envelope", "list", "schema", "plot"};
#define VERBS_N (sizeof verbs / sizeof verbs[0])

Test(closest, finds_what_was_meant)
{
    cr_assert_str_eq(closest_of("rnu", verbs, VERBS_N), "run", "a swap of neighbours is one step");
    cr_assert_str_eq(closest_of("chek", verbs, VERBS_N), "check");
    cr_assert_str_eq(closest_of("plott", verbs, VERBS_N), "plot");
    cr_assert_str_eq(closest_of("SCHEMA", verbs, VERBS_N), "schema");
    cr_assert_str_eq(closest_of("envolepe", verbs, VERBS_N), "envelope");
    cr_assert_str_eq(closest_of("list", verbs, VERBS_N), "list");
}

Test(closest, does_not_guess_wildly)
{
    cr_assert_null(closest_of("simulate", verbs, VERBS_N));
    cr_assert_null(closest_of("", verbs, VERBS_N));
    cr_assert_null(closest_of("x", (const char *const[]){"y"}, 1), "one wrong letter of one is nothing in common");
    char long_word[80];
    for (size_t i = 0; i < sizeof long_word - 1; i++) {
        long_word[i] = 'a';
    }
    long_word[sizeof long_word - 1] = '\0';
    cr_assert_null(closest_of(long_word, (const char *const[]){long_word}, 1));
}

Test(closest, the_nearest_wins_and_then_the_first)
{
    const char *const words[] = {"wait_timeout", "wait_limit", "wait_limits"};
    cr_assert_str_eq(closest_of("wait_limit", words, 3), "wait_limit");
    const char *const ties[] = {"abcx", "abcy"};
    cr_assert_str_eq(closest_of("abcz", ties, 2), "abcx");
}

/* A metric is remembered by its last word more often than by its path. */
Test(closest, a_path_by_some_of_its_segments)
{
    static const char *const paths[] = {"verdict",     "db.queue.mean",    "db.queue.peak",       "cache.hit_ratio",
                                        "cache.fills", "latency.read.p99", "latency.read.hit.p99"};
    static const struct {
        const char *word, *meant;
    } cases[] = {{"db.qeueu.peak", "db.queue.peak"},
                 {"hit_ratio", "cache.hit_ratio"},
                 {"hit_ratoi", "cache.hit_ratio"},
                 {"queue.peak", "db.queue.peak"},
                 {"db.peak", "db.queue.peak"},
                 {"queue", "db.queue.mean"},
                 {"hit.p99", "latency.read.hit.p99"},
                 {"latency.p99", "latency.read.p99"},
                 {"peak.queue", NULL},

                 {"zzz", NULL},
                 {".", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *guess = closest_path_of(cases[i].word, paths, sizeof paths / sizeof paths[0]);
        cr_assert(guess == cases[i].meant ||
                      (guess != NULL && cases[i].meant != NULL && strcmp(guess, cases[i].meant) == 0),
                  "%s: %s", cases[i].word, guess == NULL ? "nothing" : guess);
    }
}

/* A scenario by a word or two of its name. */
Test(closest, a_name_by_some_of_its_words)
{
    static const char *const names[] = {"cold-start-100m", "hot-key-expiry", "hot-partition", "retry-storm"};
    cr_assert_str_eq(closest_path_of("storm", names, 4), "retry-storm");
    cr_assert_str_eq(closest_path_of("cold-strt", names, 4), "cold-start-100m");
    cr_assert_str_eq(closest_path_of("hot-expiry", names, 4), "hot-key-expiry");
    cr_assert_null(closest_path_of("storm-retry", names, 4));
}
