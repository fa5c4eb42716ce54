/* SPDX-License-Identifier: GPL-3.0-or-later */
/* args.h: the command line, parsed: which verb, its operands, its options.
 *
 * One table of options says which verbs take which, so that an option is refused where it would have no
 * effect. GNU habits: --opt=value or --opt value, unambiguous abbreviations, "--" ends the options.
 */
#ifndef HERDSIM_ARGS_H
#define HERDSIM_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/interrupt.h"

/* Exit statuses of the program. */
enum exit_status {
    EXIT_OK = 0,
    EXIT_CANNOT = 1, /* I/O, memory */
    EXIT_USAGE = 2,  /* bad usage or bad scenario */
    EXIT_EXPECTATION = 3,
    /* Ended by a signal: 128 + its number. */
    EXIT_HUNG_UP = INTERRUPT_EXIT(SIGHUP),
    EXIT_INTERRUPTED = INTERRUPT_EXIT(SIGINT),
    EXIT_TERMINATED = INTERRUPT_EXIT(SIGTERM)
};

enum args_verb {
#define VERB(id, name, least, most, what, usage, help) VERB_##id,
#include "cli/verbs.def"
#undef VERB
    ARGS_VERBS_N, /* of those that have a page of help each */
    VERB_HELP = ARGS_VERBS_N,
    VERB_VERSION
};

extern const char *const args_verb_names[ARGS_VERBS_N];

enum args_answer { /* of `new` */
#define ANSWER(id, option, fallback, help) ANSWER_##id,
#include "cli/answers.def"
#undef ANSWER
                   ANSWERS_N
};

struct args {
    enum args_verb verb;   /* VERB_HELP: `about` says whose */
    enum args_verb about;  /* VERB_HELP: the program's own where this is VERB_HELP too */
    const char **operands; /* as given, in order */
    size_t operands_n;
    const char *output; /* -o, or NULL */
    const char **variants;
    size_t variants_n;
    const char **set;
    size_t set_n;
    bool seed_given;
    unsigned long long seed;
    unsigned threads;      /* 0: as many as there are cores */
    unsigned replications; /* 0: not said */
    const char **vary;     /* sweep: "PATH=VALUES" */
    size_t vary_n;
    const char *hold;        /* tip: condition, or NULL */
    double share, precision; /* likewise, 0 to 1; 0: not said */
    unsigned budget;         /* likewise, of runs; 0: not said */
    const char *metric;      /* sweep, merge: to draw, or NULL */
    const char *shard;       /* sweep: "K/N" or "auto", or NULL */
    const char *until;       /* "METRIC:PRECISION" as given, or NULL; the metric is its first until_metric_n bytes */
    size_t until_metric_n;
    double until_precision; /* of the half width of the interval, as a share of the mean */
    bool no_plots, quiet, reference;
    bool full, table;              /* print all, or the table alone */
    bool expect;                   /* expectations are judged though --set has changed the scenario */
    bool resolved;                 /* check: print the scenario with every default */
    bool markdown;                 /* schema, protections: as text of a README instead */
    bool quick;                    /* verify: fewer points and replications */
    const char *answer[ANSWERS_N]; /* new: as given, or its default */
};

/* Parses the command line. On bad usage returns false after one line on `errors` (and a hint of --help).
 * Not to be called from several threads: getopt has state of its own. */
bool args_parse(int argc, char **argv, struct args *args, FILE *errors);
void args_free(struct args *args);

#endif
