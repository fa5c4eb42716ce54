/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_args.c: options as people type them, and mistyped. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#include "cli/args.h"

#define WORDS_MAX 24

/* Parses one line of words; what args_parse complained about lands in `complaint`. The words live in
 * `line`, as argv's do for the life of a program. */
static bool parse(char *line, struct args *args, char *complaint, size_t size)
{
    char *argv[WORDS_MAX + 1] = {0};
    int argc = 0;
    for (char *word = strtok(line, " "); word != NULL && argc < WORDS_MAX; word = strtok(NULL, " ")) {
        argv[argc++] = word;
    }
    memset(complaint, 0, size);
    FILE *errors = fmemopen(complaint, size, "w");
    cr_assert_not_null(errors);
    bool ok = args_parse(argc, argv, args, errors);
    fclose(errors);
    return ok;
}

Test(args, takes_options_and_operands_in_any_order)
{
    char line[] = "herdsim run a --seed=18446744073709551615 -o out b --variant x --variant y --set p=1 --threads 3 -q "
                  "--replications 30 --until traffic.a:b.latency:2.5%";
    char complaint[256];
    struct args args;
    cr_assert(parse(line, &args, complaint, sizeof complaint), "%s", complaint);
    cr_assert_eq(args.verb, VERB_RUN);
    cr_assert_eq(args.operands_n, 2);
    cr_assert_str_eq(args.operands[1], "b");
    cr_assert(args.seed_given);
    cr_assert_eq(args.seed, UINT64_MAX);
    cr_assert_str_eq(args.output, "out");
    cr_assert_eq(args.variants_n, 2);
    cr_assert_str_eq(args.variants[1], "y");
    cr_assert_eq(args.set_n, 1);
    cr_assert_str_eq(args.set[0], "p=1");
    cr_assert_eq(args.threads, 3);
    cr_assert_eq(args.replications, 30);
    cr_assert_eq(args.until_metric_n, strlen("traffic.a:b.latency"));
    cr_assert_float_eq(args.until_precision, 0.025, 1e-12);
    cr_assert(args.quiet && !args.no_plots && !args.reference);
    args_free(&args);
}

Test(args, without_options_leaves_the_choice_to_the_program)
{
    char line[] = "herdsim run a";
    char complaint[256];
    struct args args;
    cr_assert(parse(line, &args, complaint, sizeof complaint));
    cr_assert(args.replications == 0 && args.until == NULL);
    cr_assert(!args.seed_given && args.threads == 0 && args.output == NULL && args.variants_n == 0);
    args_free(&args);
}

Test(args, help_of_a_verb_needs_no_operand)
{
    char line[] = "herdsim plot --help";
    char complaint[256];
    struct args args;
    cr_assert(parse(line, &args, complaint, sizeof complaint));
    cr_assert_eq(args.verb, VERB_HELP);
    cr_assert_eq(args.about, VERB_PLOT);
    args_free(&args);
}

Test(args, says_what_is_wrong)
{
    static const struct {
        const char *line, *complaint;
    } cases[] = {
        {"herdsim", "expected a verb"},
        {"herdsim chekc a", "did you mean 'check'?"},
        {"herdsim run --varaint x a", "did you mean '--variant'?"},
        {"herdsim run a --seed", "option '--seed' needs a value"},
        {"herdsim run a --no-plots=yes", "option '--no-plots=yes' takes no value"},
        {"herdsim run -z a", "no option '-z'"},
        {"herdsim run --replications 10001 a", "--replications: expected a whole number from 1 to 10000"},
        {"herdsim run --until p99 a", "--until: expected METRIC:PRECISION"},
        {"herdsim run --until p99:0% a", "--until: expected METRIC:PRECISION"},
        {"herdsim run --until p99:5x a", "--until: expected METRIC:PRECISION"},
        {"herdsim run --until :5% a", "--until: expected METRIC:PRECISION"},
        {"herdsim run --until p99:nan a", "--until: expected METRIC:PRECISION"},
        {"herdsim run --seed 1x a", "--seed: expected a whole number"},
        {"herdsim run --seed 18446744073709551616 a", "--seed: expected a whole number"},
        {"herdsim run --threads 1025 a", "--threads: expected a whole number"},
        {"herdsim check --seed 1 a", "check has no option '--seed'"},
        {"herdsim envelope a b", "got 'b' besides"},
        {"herdsim plot", "plot expects one folder"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char line[128];
        char complaint[256];
        struct args args;
        snprintf(line, sizeof line, "%s", cases[i].line);
        cr_assert_not(parse(line, &args, complaint, sizeof complaint), "accepted: %s", cases[i].line);
        cr_assert_not_null(strstr(complaint, cases[i].complaint), "%s: %s", cases[i].line, complaint);
        cr_assert_not_null(strstr(complaint, "--help"), "no hint: %s", complaint);
    }
}
