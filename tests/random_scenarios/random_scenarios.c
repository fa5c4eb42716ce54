/* SPDX-License-Identifier: GPL-3.0-or-later */
/* random_scenarios.c: random valid scenarios (grow.h), each run in every way that must not make a difference (try.h); a
 * sanitizer looks on (`make test-random`).
 *
 *   random_scenarios [--first SEED] [--runs N] [--seconds S] [--threads] [--out FILE]    scenarios SEED, SEED + 1, ...
 *   random_scenarios --first SEED --print                                                the scenario of that seed
 *   random_scenarios --file SCENARIO.json... [--threads]                                 these instead
 *
 * Runs are made in child processes, so that a crash or a hang of one is told like any other failure. The scenario that
 * failed is made as small as it can be and still fails, member by member, and written to FILE: `herdsim run FILE`, with
 * and without --reference, shows it again. Exit status: 0, or 1 if one has failed.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/ensure.h"
#include "grow.h"
#include "try.h"

enum { HANG_SECONDS = 120, BLOCKED_SECONDS = 3600, BATCH = 50, WHY_BYTES = 400 };

struct arguments {
    unsigned long long first, runs;
    double seconds;
    int ways;
    bool prints;
    const char *out;
    char **files;
    int files_n;
};

struct shared { /* with the child */
    unsigned long long seed, variants_n, done;
    char why[WHY_BYTES];
};

/* A signal when a child has worked for so long on one scenario, or waits for ever. Not by the clock alone: a busy machine
 * makes everything slow. */
static void watch(long work_s, unsigned wait_s)
{
    const struct itimerval work = {.it_value = {.tv_sec = work_s}};
    ensure(setitimer(ITIMER_PROF, &work, NULL) == 0);
    alarm(wait_s);
}

/* In a child: whether the scenario of a text is fine. */
static bool is_fine(const char *text, int ways, struct shared *shared)
{
    struct scenario *s = grow_load(text);
    if (s == NULL) {
        return true; /* nothing to be tried */
    }
    watch(HANG_SECONDS, BLOCKED_SECONDS);
    bool fine = try_scenario(s, ways, shared->why, WHY_BYTES);
    watch(0, 0);
    scenario_free(s);
    return fine;
}

/* How a child ended, in words; NULL: well. */
static const char *end_of(pid_t child, struct shared *shared)
{
    int status = 0;
    ensure(waitpid(child, &status, 0) == child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        return NULL;
    }
    if (WIFSIGNALED(status)) {
        int by = WTERMSIG(status);
        snprintf(shared->why, WHY_BYTES, "%s", by == SIGALRM || by == SIGPROF ? "it hangs" : strsignal(by));
    } else if (shared->why[0] == '\0') {
        snprintf(shared->why, WHY_BYTES, "a sanitizer, or an assertion, ended it");
    }
    return shared->why;
}

static void hush(void)
{
    ensure(freopen("/dev/null", "w", stderr) != NULL);
}

/* Whether a text fails, in a child of its own, without a word. */
static bool fails(const char *text, int ways, struct shared *shared)
{
    shared->why[0] = '\0';
    fflush(NULL);
    pid_t child = fork();
    ensure(child >= 0);
    if (child == 0) {
        hush();
        _exit(is_fine(text, ways, shared) ? 0 : 1);
    }
    return end_of(child, shared) != NULL;
}

/* Puts a member back where it was, before `next`. (cJSON_InsertItemInArray of some versions refuses what was detached.) */
static void put_back(cJSON *node, cJSON *member, cJSON *next)
{
    if (next == NULL) {
        cJSON_AddItemToArray(node, member);
        return;
    }
    member->next = next;
    member->prev = next->prev;
    *(next == node->child ? &node->child : &next->prev->next) = member;
    next->prev = member;
}

/* Takes members out, one at a time, as long as what is left still fails. True: one is out. */
static bool shrink(cJSON *root, cJSON *node, int ways, struct shared *shared)
{
    cJSON *next = NULL;
    for (cJSON *member = node->child; member != NULL; member = next) {
        next = member->next;
        cJSON_DetachItemViaPointer(node, member);
        char *text = cJSON_PrintUnformatted(root);
        bool still = fails(text, ways, shared);
        struct scenario *s = still ? grow_load(text) : NULL;
        still = still && s != NULL;
        scenario_free(s);
        free(text);
        if (still) {
            cJSON_Delete(member);
            return true;
        }
        put_back(node, member, next);
        if (member->child != NULL && shrink(root, member, ways, shared)) {
            return true;
        }
    }
    return false;
}

static void tell(const char *name, const char *text, const struct arguments *a, struct shared *shared)
{
    char first_why[WHY_BYTES];
    snprintf(first_why, sizeof first_why, "%s", shared->why);
    fprintf(stderr, "random scenarios: %s FAILED: %s\n", name, first_why);
    cJSON *root = cJSON_Parse(text);
    while (shrink(root, root, a->ways, shared)) {
    }
    char *least = cJSON_Print(root);
    FILE *out = fopen(a->out, "w");
    if (out != NULL) {
        fprintf(out, "%s\n", least);
        fclose(out);
    }
    fprintf(stderr, "%s\nas small as it gets, it is in %s: herdsim run %s [--reference]\n", least, a->out, a->out);
    free(least);
    cJSON_Delete(root);
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* In a child: some seeds one after the other. */
static void try_batch(const struct arguments *a, struct shared *shared, unsigned long long n, double until_s)
{
    for (; n > 0 && now_s() < until_s; n--, shared->seed++) {
        cJSON *root = grow_scenario(shared->seed);
        char *text = cJSON_PrintUnformatted(root);
        if (!is_fine(text, a->ways, shared)) {
            _exit(1);
        }
        free(text);
        cJSON_Delete(root);
        shared->done++;
    }
    _exit(0);
}

static bool try_seeds(const struct arguments *a, struct shared *shared)
{
    double until_s = now_s() + a->seconds;
    bool good = true;
    shared->seed = a->first;
    while (shared->seed < a->first + a->runs && now_s() < until_s) {
        unsigned long long left = a->first + a->runs - shared->seed;
        shared->why[0] = '\0';
        fflush(NULL);
        pid_t child = fork();
        ensure(child >= 0);
        if (child == 0) {
            try_batch(a, shared, left < BATCH ? left : BATCH, until_s);
        }
        if (end_of(child, shared) != NULL) {
            char name[40];
            snprintf(name, sizeof name, "seed %llu", shared->seed);
            cJSON *root = grow_scenario(shared->seed);
            char *text = cJSON_PrintUnformatted(root);
            tell(name, text, a, shared);
            free(text);
            cJSON_Delete(root);
            good = false;
            shared->seed++;
        }
    }
    return good;
}

static char *text_of(const char *path)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *in = fopen(path, "r"), *out = open_memstream(&text, &bytes);
    ensure(out != NULL);
    for (int c = in == NULL ? EOF : getc(in); c != EOF; c = getc(in)) {
        putc(c, out);
    }
    fclose(out);
    if (in != NULL) {
        fclose(in);
    }
    return text;
}

static bool try_files(const struct arguments *a, struct shared *shared)
{
    bool good = true;
    for (int i = 0; i < a->files_n; i++) {
        char *text = text_of(a->files[i]);
        struct scenario *s = grow_load(text);
        if (s == NULL) {
            fprintf(stderr, "random scenarios: %s is not a scenario\n", a->files[i]);
            good = false;
        } else if (fails(text, a->ways, shared)) {
            tell(a->files[i], text, a, shared);
            good = false;
        } else {
            shared->done++;
        }
        scenario_free(s);
        free(text);
    }
    return good;
}

static bool read_arguments(int n, char **word, struct arguments *a)
{
    *a = (struct arguments){
        .first = 1, .runs = 1ULL << 60, .seconds = 1e9, .ways = TRY_REFERENCE, .out = "random-scenario.json"};
    for (int i = 1; i < n; i++) {
        bool more = i + 1 < n;
        if (strcmp(word[i], "--threads") == 0) {
            a->ways |= TRY_THREADS;
        } else if (strcmp(word[i], "--print") == 0) {
            a->prints = true;
        } else if (strcmp(word[i], "--first") == 0 && more) {
            a->first = strtoull(word[++i], NULL, 10);
        } else if (strcmp(word[i], "--runs") == 0 && more) {
            a->runs = strtoull(word[++i], NULL, 10);
        } else if (strcmp(word[i], "--seconds") == 0 && more) {
            a->seconds = strtod(word[++i], NULL);
        } else if (strcmp(word[i], "--out") == 0 && more) {
            a->out = word[++i];
        } else if (strcmp(word[i], "--file") == 0 && more) {
            a->files = &word[i + 1];
            a->files_n = n - i - 1;
            return true;
        } else {
            return false;
        }
    }
    return true;
}

int main(int n, char **word)
{
    struct arguments a;
    if (!read_arguments(n, word, &a)) {
        fputs("random_scenarios [--threads] [--out FILE] [--first SEED] [--print] [--runs N] [--seconds S] [--file "
              "SCENARIO...]\n",
              stderr);
        return 2;
    }
    if (a.prints) {
        cJSON *root = grow_scenario(a.first);
        char *text = cJSON_Print(root);
        puts(text);
        free(text);
        cJSON_Delete(root);
        return 0;
    }
    struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ensure(shared != MAP_FAILED);
    bool good = a.files_n > 0 ? try_files(&a, shared) : try_seeds(&a, shared);
    printf("random scenarios: %llu run, %s\n", shared->done, good ? "all ways agree" : "some FAILED");
    return good ? 0 : 1;
}
