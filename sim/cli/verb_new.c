/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb_new.c: a scenario of one's own to begin with. The text is put together from ten answers, read as any scenario is,
 * and written only if it is good, and only where there is no file yet. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory_stream.h"
#include "base/printable.h"
#include "cli/verb.h"
#include "report/text.h"
#include "scenario/scenario.h"

#define SUFFIX ".json"
#define NAME_DEFAULT "my-system"

/* As a value of JSON: in quotes, what would end them escaped. */
static struct text quoted(const char *answer)
{
    struct text out = {"\""};
    size_t n = 1;
    for (; *answer != '\0' && n + 4 < sizeof out.s; answer++) {
        if (*answer == '"' || *answer == '\\') {
            out.s[n++] = '\\';
        }
        out.s[n++] = *answer;
    }
    memcpy(out.s + n, "\"", 2);
    return out;
}

static void print_scenario(FILE *out, const char *name, const char *const answer[ANSWERS_N])
{
    struct text a[ANSWERS_N];
    for (size_t i = 0; i < ANSWERS_N; i++) {
        a[i] = quoted(answer[i]);
    }
    fprintf(out, "{\n  \"version\": 1, \"name\": %s, \"title\": \"The cache restarts at the busiest time\",\n",
            quoted(name).s);
    fputs("  \"about\": \"traffic: users who come, and the keys that each reads at once; who waits 5 s goes, and tries "
          "once "
          "more. app_servers: workers are the users served at once, accept_queue those who may wait. keys: Zipf's law "
          "whose "
          "exponent gives the cache its usual hit ratio. database: queries at once, and how long each takes. events: "
          "what "
          "happens. variants: what is compared; each patches what stands above.\",\n",
          out);
    fputs("  \"run\": { \"duration\": \"5min\" },\n", out);
    fprintf(out, "  \"keys\": { \"count\": %s, \"popularity\": { \"zipf\": { \"hit_ratio\": %s } } },\n",
            a[ANSWER_KEYS].s, a[ANSWER_HIT_RATIO].s);
    fprintf(out,
            "  \"traffic\": [ { \"name\": \"users\", \"sessions_per_second\": %s, \"reads_per_session\": %s,\n"
            "                 \"deadline\": \"5s\", \"retry\": { \"attempts\": 2, \"backoff\": \"1s\" } } ],\n",
            a[ANSWER_SESSIONS].s, a[ANSWER_READS].s);
    fprintf(out,
            "  \"app_servers\": { \"count\": %s, \"workers\": %s, \"accept_queue\": 200,\n"
            "                   \"db_pool\": { \"size\": %s, \"wait_timeout\": \"2s\" } },\n",
            a[ANSWER_SERVERS].s, a[ANSWER_WORKERS].s, a[ANSWER_POOL].s);
    fprintf(out, "  \"cache\": { \"ttl\": %s, \"start\": \"warm\" },\n", a[ANSWER_TTL].s);
    fprintf(out,
            "  \"database\": { \"connections\": %s, \"service\": { \"lognormal\": { \"mean\": %s, \"cv\": 1 } },\n"
            "                \"queue_limit\": 1000 },\n",
            a[ANSWER_CONNECTIONS].s, a[ANSWER_QUERY].s);
    fputs("  \"events\": [ { \"at\": \"1min\", \"do\": \"cache_restart\" } ],\n"
          "  \"slo\": { \"p99\": \"300ms\", \"success\": \"99.9%\" },\n"
          "  \"variants\": {\n"
          "    \"as-is\": {},\n"
          "    \"coalesced\": { \"protections\": { \"coalescing\": { \"scope\": \"server\" } } },\n"
          "    \"shedding\": { \"protections\": { \"shedding\": { \"by\": \"codel\" } } }\n"
          "  }\n}\n",
          out);
}

/* The text, to be freed, if the loader takes it; NULL after its messages, in which `path` stands for the file. */
static char *good_text(const char *path, const char *name, const char *const answer[ANSWERS_N])
{
    struct memory_stream stream;
    char *text = NULL;
    size_t bytes = 0;
    if (memory_stream_open(&stream)) {
        print_scenario(stream.out, name, answer);
        text = memory_stream_close(&stream, &bytes);
    }
    if (text == NULL) {
        fprintf(stderr, "herdsim: out of memory\n");
        return NULL;
    }
    bool unreadable = false;
    struct scenario *s = scenario_load_text(path, text, bytes, NULL, stderr, &unreadable);
    if (s == NULL) {
        free(text);
        return NULL;
    }
    verb_print_solved(s, stdout);
    scenario_free(s);
    return text;
}

/* False after one line: what is there stays. */
static bool write_new(const char *path, const char *text)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    FILE *out = file >= 0 ? fdopen(file, "w") : NULL;
    if (out == NULL) {
        fprintf(stderr, "herdsim: new: cannot write %s: %s\n", printable_text(path).s, strerror(errno));
        return false;
    }
    bool written = fputs(text, out) >= 0;
    written = fclose(out) == 0 && written;
    if (!written) {
        fprintf(stderr, "herdsim: new: cannot write %s: %s\n", printable_text(path).s, strerror(errno));
        unlink(path);
    }
    return written;
}

enum exit_status verb_new(const struct args *args, const struct data_dirs *dirs)
{
    (void)dirs;
    const char *given = args->operands_n > 0 ? args->operands[0] : NAME_DEFAULT;
    size_t n = strlen(given), suffix = strlen(SUFFIX);
    n -= n > suffix && strcmp(given + n - suffix, SUFFIX) == 0 ? suffix : 0;
    char *path = malloc(n + suffix + 1), *name = strndup(given, n);
    char *text = NULL;
    enum exit_status status = EXIT_CANNOT;
    if (path == NULL || name == NULL) {
        fprintf(stderr, "herdsim: out of memory\n");
    } else {
        const char *slash = strrchr(name, '/');
        sprintf(path, "%s" SUFFIX, name);
        text = good_text(path, slash != NULL ? slash + 1 : name, args->answer);
        status = text == NULL ? EXIT_USAGE : write_new(path, text) ? EXIT_OK : EXIT_CANNOT;
    }
    if (status == EXIT_OK) {
        printf("%s: written; now: herdsim run %s\n", path, path);
    }
    free(text);
    free(path);
    free(name);
    return status;
}
