/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sweep.c: a crew takes the runs that are not there yet; each thread keeps the scenario of its last point (see sweep.h). */
#include "study/sweep.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory_stream.h"
#include "base/printable.h"
#include "model/engine/sim.h"
#include "report/files/file.h"
#include "report/files/json.h"
#include "report/files/results_folder.h"
#include "report/samples.h"
#include "study/crew.h"
#include "study/room.h"
#include "study/rows.h"
#include "study/store.h"

struct sweep {
    const struct design *design;
    const struct sweep_options *options;
    struct rows rows;
    struct store store;
    size_t *todo; /* numbers of the runs to do */
    struct room room;
    pthread_mutex_t lock; /* guards the store, what follows, and the error stream */
    size_t refused_n;
    bool told; /* why it has failed */
    FILE *errors;
};

struct loaded { /* what a thread keeps: the point that it was at */
    size_t point;
    struct scenario *scenario; /* NULL: it cannot be loaded, for the reason below */
    char *reason;
};

static void unload(struct loaded *l)
{
    scenario_free(l->scenario);
    free(l->reason);
    *l = (struct loaded){.point = SIZE_MAX};
}

/* Says why nothing more is begun, once: `said` as it is, or where there is nothing, that memory is out. Always false. */
static bool tell(struct sweep *s, const char *said)
{
    pthread_mutex_lock(&s->lock);
    if (!s->told) {
        fputs(said != NULL && said[0] != '\0' ? said : "herdsim: out of memory\n", s->errors);
        s->told = true;
    }
    pthread_mutex_unlock(&s->lock);
    return false;
}

static struct loaded *load(struct sweep *s, struct crew_thread *thread, size_t point)
{
    struct loaded *l = thread->kept;
    if (l == NULL) {
        l = thread->kept = calloc(1, sizeof *l);
        if (l == NULL) {
            tell(s, NULL);
            return NULL;
        }
        l->point = SIZE_MAX;
    }
    if (l->point != point) {
        unload(l);
        struct memory_stream aside;
        if (!memory_stream_open(&aside)) {
            tell(s, NULL);
            return NULL;
        }
        bool unreadable = false;
        l->scenario = design_load(s->design, point, aside.out, &unreadable);
        l->reason = memory_stream_close(&aside, NULL);
        if (l->reason == NULL || (l->scenario == NULL && unreadable)) {
            tell(s, l->reason);
            unload(l);
            return NULL;
        }
        l->point = point;
        l->reason[strcspn(l->reason, "\n")] = '\0';
    }
    return l;
}

static bool keep(struct sweep *s, size_t run, const struct results *results, const char *reason)
{
    struct memory_stream stream;
    if (!memory_stream_open(&stream)) {
        return tell(s, NULL);
    }
    if (results != NULL) {
        rows_print(&s->rows, run, results, stream.out);
    } else {
        rows_print_reason(&s->rows, run, reason, stream.out);
    }
    size_t length = 0;
    char *line = memory_stream_close(&stream, &length);
    if (line == NULL) {
        return tell(s, NULL);
    }
    pthread_mutex_lock(&s->lock);
    bool ok = !s->told && store_add(&s->store, run, line, length, s->errors);
    s->told = s->told || !ok;
    s->refused_n += results == NULL;
    pthread_mutex_unlock(&s->lock);
    free(line);
    return ok;
}

static bool simulate(struct sweep *s, struct crew_thread *thread, size_t run, struct config config)
{
    uint64_t bytes = sim_memory_needed(&config).total_bytes;
    struct results *results = NULL;
    if (bytes > s->room.available_bytes) {
        char reason[80];
        snprintf(reason, sizeof reason, "needs more memory than there is: %.1f GB", (double)bytes / 1e9);
        return keep(s, run, NULL, reason);
    }
    room_take(&s->room, bytes);
    struct sim_options options = {.stop = thread->stop, .shelf = &thread->shelf};
    enum sim_status status = sim_run(&config, &options, &results);
    room_give(&s->room, bytes);
    bool ok = true;
    if (status == SIM_DONE) {
        ok = keep(s, run, results, NULL);
    } else if (status == SIM_NO_MEMORY) {
        ok = tell(s, NULL); /* no row: another time there may be enough */
    }
    results_free(results);
    return ok;
}

static bool piece(void *context, struct crew_thread *thread, size_t i)
{
    struct sweep *s = context;
    size_t run = s->todo[i];
    struct design_run which = design_run_of(s->design, run);
    struct loaded *l = load(s, thread, which.point);
    if (l == NULL) {
        return false;
    }
    if (l->scenario == NULL) {
        return keep(s, run, NULL, l->reason);
    }
    struct config config = l->scenario->variants[which.variant];
    config.run.seed = samples_seed(config.run.seed, which.replication);
    return simulate(s, thread, run, config);
}

static void thread_ends(void *context, struct crew_thread *thread)
{
    (void)context;
    if (thread->kept != NULL) {
        unload(thread->kept);
        free(thread->kept);
    }
}

static bool compose_json(FILE *out, const void *context)
{
    return json_print(out, context);
}

static bool write_json(const cJSON *json, const char *dir, const struct sweep_options *shard, FILE *errors)
{
    cJSON *copy = cJSON_Duplicate(json, true);
    if (copy != NULL && shard != NULL && shard->shard_n > 1) {
        cJSON *at = cJSON_AddObjectToObject(copy, "shard");
        cJSON_AddNumberToObject(at, "k", (double)shard->shard_k);
        cJSON_AddNumberToObject(at, "n", (double)shard->shard_n);
    }
    struct file_path path = file_join(dir, "sweep.json");
    bool ok = copy != NULL && file_write(path.text, compose_json, copy, errors);
    cJSON_Delete(copy);
    return ok;
}

/* The object in DIR/sweep.json; NULL if there is none or it is something else. */
static cJSON *read_json(const char *dir, FILE *errors)
{
    struct file_path path = file_join(dir, "sweep.json");
    char *text = file_read(path.text, NULL, errors);
    cJSON *json = text == NULL ? NULL : cJSON_Parse(text);
    free(text);
    if (text != NULL && (!cJSON_IsString(cJSON_GetObjectItem(json, "hash")) ||
                         !cJSON_IsNumber(cJSON_GetObjectItem(cJSON_GetObjectItem(json, "plan"), "runs")))) {
        fprintf(errors, "herdsim: %s: not what `herdsim sweep` writes\n", printable_text(path.text).s);
        cJSON_Delete(json);
        return NULL;
    }
    return json;
}

static const char *hash_of(const cJSON *json)
{
    return cJSON_GetObjectItem(json, "hash")->valuestring;
}

static void shard_of(const cJSON *json, size_t *k, size_t *n)
{
    const cJSON *shard = cJSON_GetObjectItem(json, "shard");
    const cJSON *at_k = cJSON_GetObjectItem(shard, "k"), *at_n = cJSON_GetObjectItem(shard, "n");
    bool is = cJSON_IsNumber(at_k) && cJSON_IsNumber(at_n) && at_n->valuedouble >= 1;
    *k = is ? (size_t)at_k->valuedouble : 0;
    *n = is ? (size_t)at_n->valuedouble : 1;
}

/* Whether the folder holds this very shard, complete; its rows then are in the store. A finished sweep of another plan is
 * what this one replaces. */
static bool is_complete(struct sweep *s, FILE *errors)
{
    const char *dir = s->options->dir;
    struct file_path csv = file_join(dir, "sweep.csv"), json_path = file_join(dir, "sweep.json");
    if (access(csv.text, R_OK) != 0 || access(json_path.text, R_OK) != 0) {
        return false;
    }
    cJSON *json = read_json(dir, errors);
    size_t k = 0, n = 0;
    if (json != NULL) {
        shard_of(json, &k, &n);
    }
    bool same = json != NULL && strcmp(hash_of(json), s->design->hash) == 0 && k == s->options->shard_k &&
                n == s->options->shard_n;
    cJSON_Delete(json);
    return same && store_read(&s->store, csv.text, errors);
}

static size_t list_runs(struct sweep *s)
{
    size_t n = 0;
    for (size_t run = 0; run < s->design->runs_n; run++) {
        if (s->store.row[run].file == NULL && design_in_shard(run, s->options->shard_k, s->options->shard_n)) {
            s->todo[n++] = run;
        }
    }
    return n;
}

static char *header_of(const struct rows *rows)
{
    struct memory_stream stream;
    if (!memory_stream_open(&stream)) {
        return NULL;
    }
    rows_print_header(rows, stream.out);
    return memory_stream_close(&stream, NULL);
}

static enum sweep_status go(struct sweep *s, struct sweep_report *report, FILE *errors)
{
    const struct sweep_options *o = s->options;
    struct file_path csv = file_join(o->dir, "sweep.csv");
    char first_line[80];
    snprintf(first_line, sizeof first_line, "# sweep %s shard %zu/%zu\n", s->design->hash, o->shard_k, o->shard_n);
    if (!is_complete(s, errors)) {
        if (!store_begin(&s->store, o->dir, first_line, errors) || !write_json(s->design->json, o->dir, o, errors)) {
            return SWEEP_FAILED;
        }
        unlink(csv.text); /* of a plan that was here before */
    }
    report->before_n = s->store.there_n;
    struct crew_work work = {.name = s->design->base->name,
                             .n = list_runs(s),
                             .piece = piece,
                             .thread_ends = thread_ends,
                             .context = s,
                             .progress = o->progress,
                             .signal = &report->signal};
    report->runs_n = report->before_n + work.n;
    enum crew_status done = crew_run(o->threads, &work);
    report->refused_n = s->refused_n;
    if (done != CREW_DONE) {
        (void)(done == CREW_FAILED && tell(s, "herdsim: no thread can be started\n"));
        return done == CREW_INTERRUPTED ? SWEEP_INTERRUPTED : SWEEP_FAILED;
    }
    if (s->store.part == NULL) {
        return SWEEP_DONE;
    }
    char *header = header_of(&s->rows);
    bool ok = header != NULL ? store_finish(&s->store, o->dir, header, errors) : tell(s, NULL);
    free(header);
    return ok ? SWEEP_DONE : SWEEP_FAILED;
}

enum sweep_status sweep_run(const struct design *d, const struct sweep_options *options, struct sweep_report *report,
                            FILE *errors)
{
    struct sweep s = {.design = d, .options = options, .errors = errors};
    enum sweep_status status = SWEEP_FAILED;
    *report = (struct sweep_report){0};
    pthread_mutex_init(&s.lock, NULL);
    room_init(&s.room);
    s.todo = calloc(d->runs_n + 1, sizeof *s.todo);
    if (s.todo == NULL || !rows_init(&s.rows, d) || !store_init(&s.store, d->runs_n)) {
        fprintf(errors, "herdsim: out of memory\n");
    } else {
        status = go(&s, report, errors);
    }
    store_free(&s.store);
    rows_free(&s.rows);
    free(s.todo);
    room_free(&s.room);
    pthread_mutex_destroy(&s.lock);
    return status;
}

/* ---- joining ---- */

static bool read_part(const char *dir, cJSON **first, size_t *shards_n, struct store *store, FILE *errors)
{
    size_t k, n;
    cJSON *json = read_json(dir, errors);
    if (json == NULL) {
        return false;
    }
    shard_of(json, &k, &n);
    *shards_n = *shards_n == 0 || *shards_n == n ? n : SIZE_MAX; /* different splits: shards cannot be named */
    bool ok = true;
    if (*first == NULL) {
        *first = json;
        ok = store_init(store, (size_t)cJSON_GetObjectItem(cJSON_GetObjectItem(json, "plan"), "runs")->valuedouble);
    } else {
        ok = strcmp(hash_of(json), hash_of(*first)) == 0;
        if (!ok) {
            fprintf(errors, "herdsim: %s is of another sweep (hash %s, not %s)\n", printable_text(dir).s,
                    printable_text(hash_of(json)).s, printable_text(hash_of(*first)).s);
        }
        cJSON_Delete(json);
    }
    struct file_path csv = file_join(dir, "sweep.csv"), part = file_join(dir, "sweep.rows");
    bool finished = access(csv.text, F_OK) == 0;
    return ok && (finished || access(part.text, F_OK) == 0 ? store_read(store, finished ? csv.text : part.text, errors)
                                                           : true);
}

/* Says how many runs are missing, and of which shards. */
static void tell_missing(const struct store *s, size_t shards_n, FILE *errors)
{
    fprintf(errors, "herdsim: %zu of %zu runs missing", s->runs_n - s->there_n, s->runs_n);
    size_t told = 0;
    for (size_t k = 0; shards_n != SIZE_MAX && k < shards_n && told < 20; k++) {
        bool missing = false;
        for (size_t run = 0; !missing && run < s->runs_n; run++) {
            missing = s->row[run].file == NULL && design_in_shard(run, k, shards_n);
        }
        if (missing) {
            fprintf(errors, "%s %zu", told++ == 0 ? ": shards" : ",", k);
        }
    }
    fputc('\n', errors);
}

/* The first line of a sweep.csv, which all have in common; to be freed. */
static char *any_header(const char *const *parts, size_t parts_n)
{
    char *line = NULL;
    size_t size = 0;
    for (size_t i = 0; i < parts_n && line == NULL; i++) {
        struct file_path path = file_join(parts[i], "sweep.csv");
        FILE *f = fopen(path.text, "r");
        if (f != NULL && getline(&line, &size, f) <= 0) {
            free(line);
            line = NULL;
        }
        if (f != NULL) {
            fclose(f);
        }
    }
    return line;
}

bool sweep_join(const char *const *parts, size_t parts_n, const char *dir, FILE *errors)
{
    struct store store = {0};
    cJSON *json = NULL;
    size_t shards_n = 0;
    bool ok = true;
    for (size_t i = 0; ok && i < parts_n; i++) {
        ok = read_part(parts[i], &json, &shards_n, &store, errors);
    }
    if (ok && store.there_n < store.runs_n) {
        tell_missing(&store, shards_n, errors);
        ok = false;
    }
    char *header = ok ? any_header(parts, parts_n) : NULL;
    if (ok && header == NULL) {
        fprintf(errors, "herdsim: no sweep.csv in any of the folders\n");
        ok = false;
    }
    int handle = ok ? results_folder_open(dir, errors) : -1;
    if (handle >= 0) {
        cJSON_DeleteItemFromObject(json, "shard");
        unlink(file_join(dir, "sweep.csv").text); /* of another plan, perhaps */
        ok = write_json(json, dir, NULL, errors) && store_finish(&store, dir, header, errors);
    }
    results_folder_close(handle);
    ok = ok && handle >= 0;
    free(header);
    cJSON_Delete(json);
    store_free(&store);
    return ok;
}
