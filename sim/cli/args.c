/* SPDX-License-Identifier: GPL-3.0-or-later */
/* args.c: one table of verbs and one of options; GNU habits (--option=value, -ovalue, --), every mistake told with a
 * hint (see args.h).
 */
#include "cli/args.h"

#include <getopt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/closest.h"
#include "base/memory.h"
#include "base/printable.h"
#include "cli/args_values.h"

#define THREADS_MAX 1024
#define REPLICATIONS_MAX 10000
#define BUDGET_MAX 100000000
#define BIT(verb) (1U << (verb))
#define STUDIES (BIT(VERB_SWEEP) | BIT(VERB_TIP) | BIT(VERB_ADVISE))
#define LOADS (BIT(VERB_RUN) | BIT(VERB_CHECK) | BIT(VERB_ENVELOPE) | STUDIES)

_Static_assert(VERB_VERSION < 32, "a set of verbs is a word");

const char *const args_verb_names[ARGS_VERBS_N] = {
#define VERB(id, name, least, most, what, usage, help) #name,
#include "cli/verbs.def"
#undef VERB
};

enum option_code {
    OPTION_SET = 256, /* past every short option */
    OPTION_VARIANT,
    OPTION_SEED,
    OPTION_THREADS,
    OPTION_REPLICATIONS,
    OPTION_UNTIL,
    OPTION_VARY,
    OPTION_SHARD,
    OPTION_PLOT,
    OPTION_HOLD,
    OPTION_SHARE,
    OPTION_PRECISION,
    OPTION_BUDGET,
    OPTION_NO_PLOTS,
    OPTION_REFERENCE,
    OPTION_RESOLVED,
    OPTION_MARKDOWN,
    OPTION_QUICK,
    OPTION_FULL,
    OPTION_TABLE,
    OPTION_EXPECT,
    OPTION_ANSWER /* and as many more as there are answers */
};

static const struct option_row {
    const char *name;
    int has_arg, code;
    unsigned verbs; /* that take it */
} option_rows[] = {
    {"help", no_argument, 'h', ~0U},
    {"output", required_argument, 'o', BIT(VERB_RUN) | BIT(VERB_MERGE) | STUDIES},
    {"variant", required_argument, OPTION_VARIANT, BIT(VERB_RUN) | BIT(VERB_ENVELOPE) | BIT(VERB_PLOT) | STUDIES},
    {"seed", required_argument, OPTION_SEED, BIT(VERB_RUN) | BIT(VERB_VERIFY) | STUDIES},
    {"threads", required_argument, OPTION_THREADS, BIT(VERB_RUN) | BIT(VERB_VERIFY) | STUDIES},
    {"replications", required_argument, OPTION_REPLICATIONS, BIT(VERB_RUN) | BIT(VERB_SWEEP)},
    {"vary", required_argument, OPTION_VARY, BIT(VERB_SWEEP) | BIT(VERB_TIP)},
    {"plot", required_argument, OPTION_PLOT, BIT(VERB_SWEEP) | BIT(VERB_MERGE)},
    {"hold", required_argument, OPTION_HOLD, BIT(VERB_TIP) | BIT(VERB_ADVISE)},
    {"share", required_argument, OPTION_SHARE, BIT(VERB_TIP)},
    {"precision", required_argument, OPTION_PRECISION, BIT(VERB_TIP)},
    {"budget", required_argument, OPTION_BUDGET, BIT(VERB_TIP)},
    {"shard", required_argument, OPTION_SHARD, BIT(VERB_SWEEP)},
    {"until", required_argument, OPTION_UNTIL, BIT(VERB_RUN)},
    {"set", required_argument, OPTION_SET, LOADS},
    {"no-plots", no_argument, OPTION_NO_PLOTS, BIT(VERB_RUN) | BIT(VERB_MERGE) | STUDIES},
    {"quiet", no_argument, 'q', BIT(VERB_RUN) | BIT(VERB_CHECK) | BIT(VERB_MERGE) | STUDIES},
    {"reference", no_argument, OPTION_REFERENCE, BIT(VERB_RUN)},
    {"resolved", no_argument, OPTION_RESOLVED, BIT(VERB_CHECK)},
    {"markdown", no_argument, OPTION_MARKDOWN, BIT(VERB_SCHEMA) | BIT(VERB_PROTECTIONS) | BIT(VERB_METRICS)},
    {"full", no_argument, OPTION_FULL, BIT(VERB_RUN)},
    {"table", no_argument, OPTION_TABLE, BIT(VERB_RUN)},
    {"expect", no_argument, OPTION_EXPECT, BIT(VERB_RUN)},
    {"quick", no_argument, OPTION_QUICK, BIT(VERB_VERIFY)},
#define ANSWER(id, option, fallback, help) {option, required_argument, OPTION_ANSWER + (int)ANSWER_##id, BIT(VERB_NEW)},
#include "cli/answers.def"
#undef ANSWER
};
#define OPTIONS_N (sizeof option_rows / sizeof option_rows[0])

/* How many operands a verb takes. */
static const struct {
    size_t min, max;
    const char *what;
} operand_rows[ARGS_VERBS_N] = {
#define VERB(id, name, least, most, what, usage, help) {least, most, what},
#include "cli/verbs.def"
#undef VERB
};

static const char *verb_text(enum args_verb verb)
{
    return verb < ARGS_VERBS_N ? args_verb_names[verb] : NULL;
}

/* Ends every complaint; returns false for the caller to pass on. */
static bool hint(enum args_verb verb, FILE *errors)
{
    const char *name = verb_text(verb);
    fprintf(errors, "Try 'herdsim %s%s--help'.\n", name ? name : "", name ? " " : "");
    return false;
}

static bool take_seed(struct args *args, const char *text, FILE *errors)
{
    args->seed_given = true;
    if (args_values_whole(text, UINT64_MAX, &args->seed)) {
        return true;
    }
    fprintf(errors, "herdsim: --seed: expected a whole number from 0 to 2^64 - 1, got '%s'\n", printable_text(text).s);
    return hint(args->verb, errors);
}

static bool take_number(const struct args *args, const char *name, unsigned max, const char *text, unsigned *to,
                        FILE *errors)
{
    unsigned long long value;
    if (args_values_whole(text, max, &value) && value > 0) {
        *to = (unsigned)value;
        return true;
    }
    fprintf(errors, "herdsim: %s: expected a whole number from 1 to %u, got '%s'\n", name, max, printable_text(text).s);
    return hint(args->verb, errors);
}

static bool take_until(struct args *args, const char *text, FILE *errors)
{
    args->until = text;
    if (args_values_goal(text, &args->until_metric_n, &args->until_precision)) {
        return true;
    }
    fprintf(errors, "herdsim: --until: expected METRIC:PRECISION, as latency.user.p99:5%%, got '%s'\n",
            printable_text(text).s);
    return hint(args->verb, errors);
}

static bool take_share(const struct args *args, const char *name, const char *text, double *to, FILE *errors)
{
    if (args_values_share(text, to)) {
        return true;
    }
    fprintf(errors, "herdsim: %s: expected a share between 0 and 1, as 95%%, got '%s'\n", name, printable_text(text).s);
    return hint(args->verb, errors);
}

static bool take_option(struct args *args, int code, const char *value, FILE *errors)
{
    if (code >= OPTION_ANSWER) {
        args->answer[code - OPTION_ANSWER] = value;
        return true;
    }
    switch (code) {
    case 'h':
        args->about = args->verb;
        args->verb = VERB_HELP;
        return true;
    case 'o':
        args->output = value;
        if (value[0] == '\0') {
            fprintf(errors, "herdsim: --output: expected a folder, got ''\n");
            return hint(args->verb, errors);
        }
        return true;
    case 'q':
        args->quiet = true;
        return true;
    case OPTION_VARIANT:
        args->variants[args->variants_n++] = value;
        return true;
    case OPTION_SET:
        args->set[args->set_n++] = value;
        return true;
    case OPTION_VARY:
        args->vary[args->vary_n++] = value;
        return true;
    case OPTION_PLOT:
        args->metric = value;
        return true;
    case OPTION_SHARD:
        args->shard = value;
        return true;
    case OPTION_HOLD:
        args->hold = value;
        return true;
    case OPTION_SHARE:
        return take_share(args, "--share", value, &args->share, errors);
    case OPTION_PRECISION:
        return take_share(args, "--precision", value, &args->precision, errors);
    case OPTION_NO_PLOTS:
        args->no_plots = true;
        return true;
    case OPTION_REFERENCE:
        args->reference = true;
        return true;
    case OPTION_RESOLVED:
        args->resolved = true;
        return true;
    case OPTION_MARKDOWN:
        args->markdown = true;
        return true;
    case OPTION_QUICK:
        args->quick = true;
        return true;
    case OPTION_FULL:
        args->full = true;
        return true;
    case OPTION_TABLE:
        args->table = true;
        return true;
    case OPTION_EXPECT:
        args->expect = true;
        return true;
    case OPTION_SEED:
        return take_seed(args, value, errors);
    case OPTION_REPLICATIONS:
        return take_number(args, "--replications", REPLICATIONS_MAX, value, &args->replications, errors);
    case OPTION_BUDGET:
        return take_number(args, "--budget", BUDGET_MAX, value, &args->budget, errors);
    case OPTION_UNTIL:
        return take_until(args, value, errors);
    default:
        return take_number(args, "--threads", THREADS_MAX, value, &args->threads, errors);
    }
}

/* getopt gave '?' or ':': says what is wrong with which option. */
static bool refuse_option(const struct args *args, int result, const struct option *known, size_t known_n,
                          const char *text, FILE *errors)
{
    const char *verb = args_verb_names[args->verb];
    if (result == ':') {
        fprintf(errors, "herdsim: option '%s' needs a value\n", printable_text(text).s);
        return hint(args->verb, errors);
    }
    bool is_long = strncmp(text, "--", 2) == 0;
    if (is_long && optopt != 0) { /* getopt knows it, so what is wrong is its "=..." */
        fprintf(errors, "herdsim: option '%s' takes no value\n", printable_text(text).s);
        return hint(args->verb, errors);
    }
    if (!is_long) {
        fprintf(errors, "herdsim: %s has no option '-%s'\n", verb,
                printable_text((const char[]){(char)optopt, '\0'}).s);
        return hint(args->verb, errors);
    }
    char word[64];
    snprintf(word, sizeof word, "%.*s", (int)strcspn(text + 2, "="), text + 2);
    const char *names[OPTIONS_N];
    for (size_t i = 0; i < known_n; i++) {
        names[i] = known[i].name;
    }
    const char *guess = closest_of(word, names, known_n);
    fprintf(errors, "herdsim: %s has no option '--%s'", verb, printable_text(word).s);
    if (guess != NULL) {
        fprintf(errors, "; did you mean '--%s'?", guess);
    }
    fputc('\n', errors);
    return hint(args->verb, errors);
}

/* argv[0] is the verb here. */
static bool parse_options(int argc, char **argv, struct args *args, FILE *errors)
{
    struct option known[OPTIONS_N + 1] = {{0}};
    char shorts[2 * OPTIONS_N + 2] = ":";
    size_t known_n = 0;
    size_t shorts_n = 1;
    for (size_t i = 0; i < OPTIONS_N; i++) {
        const struct option_row *row = &option_rows[i];
        if ((row->verbs & BIT(args->verb)) == 0) {
            continue;
        }
        known[known_n++] = (struct option){row->name, row->has_arg, NULL, row->code};
        if (row->code < 256) {
            shorts[shorts_n++] = (char)row->code;
            if (row->has_arg == required_argument) {
                shorts[shorts_n++] = ':';
            }
        }
    }
    shorts[shorts_n] = '\0';
    optind = 0; /* glibc: start over, so that a test may parse more than once */
    opterr = 0;
    for (;;) {
        int before = optind == 0 ? 1 : optind;
        int result = getopt_long(argc, argv, shorts, known, NULL);
        if (result == -1) {
            break;
        }
        if (result == '?' || result == ':') {
            /* getopt has stepped past the word at fault, except within a bundle of short options. */
            const char *text = argv[optind > before ? optind - 1 : before];
            return refuse_option(args, result, known, known_n, text, errors);
        }
        if (!take_option(args, result, optarg, errors)) {
            return false;
        }
        if (args->verb == VERB_HELP) {
            return true;
        }
    }
    for (int i = optind; i < argc; i++) {
        args->operands[args->operands_n++] = argv[i];
    }
    return true;
}

static bool check_operands(const struct args *args, FILE *errors)
{
    size_t min = operand_rows[args->verb].min;
    size_t max = operand_rows[args->verb].max;
    if (args->operands_n >= min && args->operands_n <= max) {
        return true;
    }
    fprintf(errors, "herdsim: %s expects %s", args_verb_names[args->verb], operand_rows[args->verb].what);
    if (args->operands_n > max) {
        fprintf(errors, ", got '%s' besides", printable_text(args->operands[max]).s);
    }
    fputc('\n', errors);
    return hint(args->verb, errors);
}

static bool parse_verb(const char *word, struct args *args, FILE *errors)
{
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
        args->verb = VERB_HELP;
        return true;
    }
    if (strcmp(word, "--version") == 0) {
        args->verb = VERB_VERSION;
        return true;
    }
    for (size_t i = 0; i < ARGS_VERBS_N; i++) {
        if (strcmp(word, args_verb_names[i]) == 0) {
            args->verb = (enum args_verb)i;
            return true;
        }
    }
    const char *words[ARGS_VERBS_N + 2] = {[ARGS_VERBS_N] = "--help", "--version"};
    memcpy(words, args_verb_names, sizeof args_verb_names);
    const char *guess = closest_of(word, words, sizeof words / sizeof words[0]);
    fprintf(errors, "herdsim: there is no '%s'", printable_text(word).s);
    if (guess != NULL) {
        fprintf(errors, "; did you mean '%s'?", guess);
    }
    fputc('\n', errors);
    return hint(VERB_HELP, errors);
}

static void complain_of_no_verb(FILE *errors)
{
    fputs("herdsim: expected a verb: ", errors);
    for (size_t i = 0; i < ARGS_VERBS_N; i++) {
        const char *before = i == 0 ? "" : i + 1 < ARGS_VERBS_N ? ", " : " or ";
        fprintf(errors, "%s%s", before, args_verb_names[i]);
    }
    fputc('\n', errors);
}

bool args_parse(int argc, char **argv, struct args *args, FILE *errors)
{
    *args = (struct args){.verb = VERB_HELP, .about = VERB_HELP};
    static const char *const answers[] = {
#define ANSWER(id, option, fallback, help) fallback,
#include "cli/answers.def"
#undef ANSWER
    };
    memcpy(args->answer, answers, sizeof answers);
    if (argc < 2) {
        complain_of_no_verb(errors);
        return hint(VERB_HELP, errors);
    }
    if (!parse_verb(argv[1], args, errors)) {
        return false;
    }
    if (args->verb >= ARGS_VERBS_N) {
        return true;
    }
    /* No option and no operand can come up more often than there are words. */
    size_t words_n = (size_t)argc;
    args->operands = memory_must(calloc(words_n, sizeof *args->operands));
    args->variants = memory_must(calloc(words_n, sizeof *args->variants));
    args->set = memory_must(calloc(words_n, sizeof *args->set));
    args->vary = memory_must(calloc(words_n, sizeof *args->vary));
    bool ok =
        parse_options(argc - 1, argv + 1, args, errors) && (args->verb == VERB_HELP || check_operands(args, errors));
    if (!ok) {
        args_free(args);
    }
    return ok;
}

void args_free(struct args *args)
{
    free(args->operands);
    free(args->variants);
    free(args->set);
    free(args->vary);
    *args = (struct args){.verb = VERB_HELP, .about = VERB_HELP};
}
