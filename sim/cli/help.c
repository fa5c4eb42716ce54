/* SPDX-License-Identifier: GPL-3.0-or-later */
/* help.c: the texts of --help, one screen each (see help.h). */
#include "cli/help.h"

#include "base/version.h"

static const char *const program_page =
    "Usage: herdsim VERB ...\n"
    "Simulates what happens to a database when the cache in front of it goes empty,\n"
    "read by read, with and without the protections against the thundering herd.\n"
    "\n";

static const struct {
    const char *usage, *help;
} verb_lines[ARGS_VERBS_N] = {
#define VERB(id, name, least, most, what, usage, help) {usage, help},
#include "cli/verbs.def"
#undef VERB
};

static const char *const program_page_end =
    "  VERB --help          options of a verb; --version: of the program\n"
    "\n"
    "Start with: herdsim run hot-key-expiry\n"
    "\n"
    "Exit status: 0 done, and every expectation held; 1 could not run (I/O, memory);\n"
    "2 bad usage or bad scenario; 3 an expectation failed; 130 or 143 interrupted.\n";

static const char *const verb_pages[ARGS_VERBS_N] = {
    [VERB_RUN] = "Usage: herdsim run SCENARIO... [OPTION]...\n"
                 "\n"
                 "Simulates every variant of a scenario and writes results/<scenario name>/.\n"
                 "SCENARIO is a file, or a name from `herdsim list`.\n"
                 "\n"
                 "  -o, --output DIR      write to DIR (DIR/<name> where there are several)\n"
                 "      --variant NAME    only this variant; may be repeated\n"
                 "      --set PATH=VALUE  change the scenario; may be repeated, for example\n"
                 "                        --set run.duration=1h --set database.connections=100\n"
                 "      --seed N          seed of all random numbers (default: the scenario's)\n"
                 "      --replications N  N times under other seeds: 95% intervals, comparisons\n"
                 "      --until M:P       as many as it takes to know metric M to within P,\n"
                 "                        as latency.user.p99:5% (at most N, or 100)\n"
                 "      --threads N       threads (default: one per core); no effect on results\n"
                 "      --full, --table   print all there is to say, or the table alone\n"
                 "      --expect          judge expectations though --set changes the scenario\n"
                 "      --no-plots        do not call gnuplot\n"
                 "      --reference       slow and simple engine; same results, to check the fast\n"
                 "  -q, --quiet           no progress, table or chart: only what went wrong\n"
                 "  -h, --help            this page\n"
                 "\n"
                 "Ctrl-C ends early: what there is gets written, marked partial (status 130); a\n"
                 "second one ends at once. NO_COLOR: no colours. Status 3: an expectation failed.\n",
    [VERB_CHECK] = "Usage: herdsim check SCENARIO... [OPTION]...\n"
                   "\n"
                   "Validates scenarios without running them; reports every error of a file as\n"
                   "file:line:column: /json/pointer: expected ..., got ...\n"
                   "\n"
                   "      --resolved        print the scenario with every default filled in\n"
                   "      --set PATH=VALUE  change the scenario first; may be repeated\n"
                   "  -q, --quiet           print errors only\n"
                   "  -h, --help            this page\n"
                   "\n"
                   "Exit status: 0 all are good, 1 one cannot be read, 2 one is bad.\n",
    [VERB_ENVELOPE] = "Usage: herdsim envelope SCENARIO [OPTION]...\n"
                      "\n"
                      "Prints the back-of-envelope arithmetic of a scenario, line by line with its\n"
                      "formulas. Variants for which it comes out the same are shown once.\n"
                      "\n"
                      "      --variant NAME    only this variant; may be repeated\n"
                      "      --set PATH=VALUE  change the scenario first; may be repeated\n"
                      "  -h, --help            this page\n",
    [VERB_NEW] = "Usage: herdsim new [NAME] [OPTION]...\n"
                 "\n"
                 "Writes NAME.json (my-system.json), never over a file that is there: a scenario\n"
                 "of some 20 lines to begin with, in which the cache restarts at the busiest time,\n"
                 "with two protections to compare. Its `about` says what is what.\n"
                 "\n",
    [VERB_LIST] = "Usage: herdsim list\n"
                  "\n"
                  "Lists the scenarios that come with herdsim: name and title. `herdsim run NAME`\n"
                  "runs one from any folder.\n",
    [VERB_SCHEMA] = "Usage: herdsim schema [--markdown]\n"
                    "\n"
                    "Prints the JSON Schema (draft 2020-12) of scenario files, for editors.\n"
                    "\n"
                    "      --markdown        the same fields as tables for people to read\n"
                    "  -h, --help            this page\n",
    [VERB_PLOT] = "Usage: herdsim plot DIR [OPTION]...\n"
                  "\n"
                  "Redraws DIR/plots/*.svg and *.png from the files of an earlier run, and puts\n"
                  "them into DIR/report.html. Needs gnuplot.\n"
                  "\n"
                  "      --variant A,B,C   share a panel; may be repeated (default: the first and\n"
                  "                        the two that differ most); others get one each\n"
                  "  -h, --help            this page\n",
    [VERB_VERIFY] = "Usage: herdsim verify [FORMULA]... [OPTION]...\n"
                    "\n"
                    "Simulates small systems for which theory has an exact answer (Erlang,\n"
                    "Pollaczek-Khinchine, LRU, the herd on an expiring key, ...) and prints, for each\n"
                    "formula and point: theory, simulated mean with its confidence interval, and\n"
                    "whether theory lies inside. All intervals together hold with 95%.\n"
                    "\n"
                    "FORMULA is an id of the table, as T2; otherwise all are verified (some minutes).\n"
                    "\n"
                    "      --quick           fewer points, wider intervals: some seconds\n"
                    "      --seed N          seed of all random numbers (default: 1)\n"
                    "      --threads N       threads (default: one per core); no effect on results\n"
                    "  -h, --help            this page\n"
                    "\n"
                    "Exit status: 0 all are inside, 3 one is not. By chance alone, one seed in\n"
                    "twenty gives a table with one outside.\n",
    [VERB_SWEEP] = "Usage: herdsim sweep SCENARIO --vary PATH=VALUES... [OPTION]...\n"
                   "\n"
                   "Simulates every combination of the values, writes one row a run to sweep.csv\n"
                   "(parameters, seed, verdict, every metric) and the plan to sweep.json. What was\n"
                   "stopped, by whatever, goes on where it was: give the same command again.\n"
                   "\n"
                   "      --vary PATH=A,B,C  a field and its values; may be repeated (none: as the\n"
                   "                         scenario's \"study\" says)\n"
                   "      --vary PATH=LO:HI:N[:log]  N values from LO to HI, evenly or by factors\n"
                   "      --replications N   each under N seeds, the same ones everywhere\n"
                   "      --shard K/N        part K (from 0) of N; `herdsim merge` joins them.\n"
                   "                         auto: K and N as Slurm, MPI or Kubernetes tell them\n"
                   "      --plot METRIC      draw that metric (default: users' p99; a map: verdicts)\n"
                   "      --variant NAME     only this variant; may be repeated\n"
                   "      --set PATH=VALUE   change the scenario first; may be repeated\n"
                   "      --seed N, --threads N, --no-plots, -q, --quiet  as `herdsim run`\n"
                   "  -o, --output DIR       write to DIR (default: results/<scenario>-sweep)\n"
                   "  -h, --help             this page\n"
                   "\n"
                   "As: herdsim sweep hot-key-expiry --vary database.connections=10:200:20:log\n",
    [VERB_MERGE] = "Usage: herdsim merge DIR... -o DIR [OPTION]...\n"
                   "\n"
                   "Joins the folders that `herdsim sweep --shard K/N` wrote: checks that they are\n"
                   "of one sweep, says what is missing, and writes the bytes that a sweep without\n"
                   "shards would have written.\n"
                   "\n"
                   "  -o, --output DIR      where to (must be given)\n"
                   "      --plot METRIC     draw that metric\n"
                   "      --no-plots        do not call gnuplot\n"
                   "  -q, --quiet           only what went wrong\n"
                   "  -h, --help            this page\n"
                   "\n"
                   "Exit status: 0 done, 1 runs are missing or cannot be read, 2 bad usage.\n",
    [VERB_TIP] = "Usage: herdsim tip SCENARIO --vary PATH=LO:HI [OPTION]...\n"
                 "\n"
                 "Finds the value between LO and HI at which a condition begins or ceases to hold,\n"
                 "as an interval with 95% confidence: a sequential test at each point, halving\n"
                 "between those that differ. Says so where it holds, ceases and holds again.\n"
                 "\n"
                 "      --vary PATH=LO:HI  the field; a second --vary (values, or LO:HI[:N]):\n"
                 "                         the edge for each of its values, drawn as a curve\n"
                 "      --hold CONDITION   METRIC OP VALUE, as \"latency.user.p99 < 500ms\"\n"
                 "                         (default: \"verdict == calm\")\n"
                 "      --share P          in how many of all runs (default: 95%)\n"
                 "      --precision P      width of the interval (default: 2% of the value)\n"
                 "      --budget N         runs of one search at most (default: 5000)\n"
                 "      --variant NAME     only this variant; may be repeated\n"
                 "      --set PATH=VALUE   change the scenario first; may be repeated\n"
                 "      --seed N, --threads N, --no-plots, -q, --quiet  as `herdsim run`\n"
                 "  -o, --output DIR       write to DIR (default: results/<scenario>-tip)\n"
                 "  -h, --help             this page\n"
                 "\n"
                 "Status 2: it holds everywhere, or nowhere, in that range.\n",
    [VERB_ADVISE] = "Usage: herdsim advise SCENARIO [OPTION]...\n"
                    "\n"
                    "Finds the cheapest set of the options in the scenario's \"advise\" block under\n"
                    "which its SLO holds in 95% of all runs, and proves it: the set itself, that each\n"
                    "member is needed, that no cheaper set will do. Without such a block it offers\n"
                    " the bundled protections with their defaults, at a cost of 1 each\n"
                    "(but prewarm and shedding by concurrency, which need a number of yours).\n"
                    "\n"
                    "      --hold CONDITION   METRIC OP VALUE (default: \"verdict == calm\")\n"
                    "      --variant NAME     of this variant (default: the file without any)\n"
                    "      --set PATH=VALUE   change the scenario first; may be repeated\n"
                    "      --seed N, --threads N, --no-plots, -q, --quiet  as `herdsim run`\n"
                    "  -o, --output DIR       write to DIR (default: results/<scenario>-advise)\n"
                    "  -h, --help             this page\n"
                    "\n"
                    "Status 3: no set of the options is proven to hold.\n",
    [VERB_PROTECTIONS] = "Usage: herdsim protections [--markdown]\n"
                         "\n"
                         "Lists every protection of `protections` in a scenario: what it is for, what it\n"
                         "costs, and where it is found in practice.\n"
                         "\n"
                         "      --markdown        the same as a table for a README\n"
                         "  -h, --help            this page\n",
    [VERB_METRICS] = "Usage: herdsim metrics [PATTERN] [--markdown]\n"
                     "\n"
                     "Lists what a run is measured by, with unit and meaning: the metrics of\n"
                     "summary.json, which `expect` and --until take, and the columns of timeline.csv.\n"
                     "\n"
                     "PATTERN is a part of the name, as db.queue, or a shell pattern, as '*.p99'.\n"
                     "\n"
                     "      --markdown        all of them as tables for a README\n"
                     "  -h, --help            this page\n"
                     "\n"
                     "Exit status: 0 some match, 2 none does.\n",
};

static void print_answers(FILE *out)
{
#define ANSWER(id, option, fallback, help) fprintf(out, "      --%-11s  %s (default: %s)\n", option, help, fallback);
#include "cli/answers.def"
#undef ANSWER
    fputs("  -h, --help         this page\n"
          "\n"
          "Exit status: 0 written, 1 it cannot be, 2 an answer makes no sense.\n",
          out);
}

static void print_program_page(FILE *out)
{
    fputs(program_page, out);
    for (size_t i = 0; i < ARGS_VERBS_N; i++) {
        fprintf(out, "  %-19s  %s\n", verb_lines[i].usage, verb_lines[i].help);
    }
    fputs(program_page_end, out);
}

void help_print(enum args_verb about, FILE *out)
{
    if (about < ARGS_VERBS_N) {
        fputs(verb_pages[about], out);
        if (about == VERB_NEW) {
            print_answers(out);
        }
    } else {
        print_program_page(out);
    }
}

void help_print_version(FILE *out)
{
    fputs("herdsim " VERSION "\n"
          "License GPLv3+: GNU GPL version 3 or later <https://gnu.org/licenses/gpl.html>.\n"
          "This is free software: you are free to change and redistribute it.\n"
          "There is NO WARRANTY, to the extent permitted by law.\n",
          out);
}
