/* SPDX-License-Identifier: GPL-3.0-or-later */
/* runner.c: workers take the next job under a lock; a supervisor shows progress, and turns a signal into a flag that
 * simulations read (see runner.h).
 */
#include "cli/runner.h"

#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/units.h"
#include "cli/args.h"
#include "cli/progress.h"
#include "model/engine/sim.h"

#define REFRESH_NS (200 * NS_PER_MS)
#define ECHO_S 0.3   /* a second signal so soon is the same one: timeout(1) and make signal child and group */
#define WAKE SIGUSR1 /* a worker tells the supervisor that a variant is finished */

struct job {
    struct sim_progress progress;
    enum sim_status status;
    bool started, finished;
};

struct runner {
    const struct config *configs;
    size_t n;
    const struct runner_plan *plan;
    const struct runner_options *options;
    struct results **results;
    pthread_t supervisor;
    atomic_bool stop;
    pthread_mutex_t lock; /* guards what follows */
    struct job *jobs;
    size_t next;    /* first variant that was not started */
    unsigned busy;  /* threads at work, those that draw ahead included */
    bool no_memory; /* a simulation could not get its memory */
};

struct runner_plan runner_plan_of(const struct config *configs, size_t n, size_t times, unsigned threads)
{
    struct runner_plan plan = {.threads = threads, .available_bytes = memory_available_bytes()};
    if (threads == 0) {
        long cores = sysconf(_SC_NPROCESSORS_ONLN);
        plan.threads = cores > 0 ? (unsigned)cores : 1;
    }
    for (size_t i = 0; i < n; i++) {
        uint64_t bytes = sim_memory_needed(&configs[i]).total_bytes;
        uint64_t likely = sim_memory_likely(&configs[i]).total_bytes;
        plan.most_bytes = bytes > plan.most_bytes ? bytes : plan.most_bytes;
        if (likely > plan.likely_bytes) {
            plan.likely_bytes = likely;
            plan.largest = i;
        }
    }
    /* Several at once only where all fit whatever happens; one alone if it is likely to. */
    uint64_t fit = plan.most_bytes > 0 ? plan.available_bytes / plan.most_bytes : UINT_MAX;
    if (fit == 0 && plan.likely_bytes <= plan.available_bytes) {
        fit = 1;
    }
    plan.at_once = plan.threads;
    if (plan.at_once > n * times) {
        plan.at_once = (unsigned)(n * times);
    }
    if (plan.at_once > fit) {
        plan.at_once = (unsigned)fit;
    }
    return plan;
}

/* Called with the lock held, before the variant counts as busy: is a thread to spare beside it and beside
 * all that may yet start while it runs? */
static bool may_draw_ahead(const struct runner *r)
{
    size_t waiting = r->n - r->next;
    size_t room = r->plan->at_once > r->busy + 1 ? r->plan->at_once - r->busy - 1 : 0;
    return r->busy + 2 + (waiting < room ? waiting : room) <= r->plan->threads;
}

static void run_one(struct runner *r, size_t i, bool draw_ahead)
{
    struct job *job = &r->jobs[i];
    struct sim_options options = {
        .reference = r->options->reference, .draw_ahead = draw_ahead, .stop = &r->stop, .progress = &job->progress};
    struct results *results = NULL;
    enum sim_status status = sim_run(&r->configs[i], &options, &results);
    if (r->options->finished != NULL && results != NULL) {
        r->options->finished(r->options->context, i, &results);
    }
    pthread_mutex_lock(&r->lock);
    job->status = status;
    job->finished = true;
    r->results[i] = results;
    r->busy -= draw_ahead ? 2 : 1;
    if (status == SIM_NO_MEMORY) {
        r->no_memory = true;
    }
    pthread_mutex_unlock(&r->lock);
    pthread_kill(r->supervisor, WAKE);
}

static void *work(void *context)
{
    struct runner *r = context;
    for (;;) {
        pthread_mutex_lock(&r->lock);
        if (r->next == r->n || r->no_memory || atomic_load(&r->stop)) {
            pthread_mutex_unlock(&r->lock);
            return NULL;
        }
        size_t i = r->next++;
        bool draw_ahead = !r->options->reference && may_draw_ahead(r);
        r->busy += draw_ahead ? 2 : 1;
        r->jobs[i].started = true;
        pthread_mutex_unlock(&r->lock);
        run_one(r, i, draw_ahead);
    }
}

/* Shows how far the run is. Returns false when nothing runs and nothing will. */
static bool look(struct runner *r, struct progress *progress)
{
    struct progress_state state = {.scenario = r->options->name, .variants_n = r->n, .stopping = atomic_load(&r->stop)};
    struct progress_variant running[8];
    double simulated_ns = 0;
    double all_ns = 0;
    bool at_work = false;
    state.running = running;
    pthread_mutex_lock(&r->lock);
    for (size_t i = 0; i < r->n; i++) {
        struct job *job = &r->jobs[i];
        int64_t duration_ns = r->configs[i].run.duration_ns;
        int64_t now_ns = atomic_load_explicit(&job->progress.now_ns, memory_order_relaxed);
        all_ns += (double)duration_ns;
        simulated_ns += job->finished ? (double)duration_ns : (double)now_ns;
        state.reads += atomic_load_explicit(&job->progress.reads, memory_order_relaxed);
        state.duration_ns = duration_ns > state.duration_ns ? duration_ns : state.duration_ns;
        state.done_n += job->finished;
        if (job->started && !job->finished) {
            at_work = true;
            if (state.running_n < sizeof running / sizeof running[0]) {
                running[state.running_n++] = (struct progress_variant){r->configs[i].variant, now_ns};
            }
        }
    }
    bool more = at_work || (r->next < r->n && !r->no_memory && !state.stopping);
    pthread_mutex_unlock(&r->lock);
    state.share = all_ns > 0 ? simulated_ns / all_ns : 1;
    if (r->options->by_number) {
        state.share = (double)state.done_n / (double)r->n;
    }
    if (more) {
        progress_show(progress, &state);
    }
    return more;
}

static double clock_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Asks the simulations to end; false if they have been asked before. */
static bool stop_by(struct runner *r, int signal)
{
    if (atomic_exchange(&r->stop, true)) {
        return false;
    }
    if (r->options->signal != NULL) {
        *r->options->signal = signal;
    }
    return true;
}

static void supervise(struct runner *r, const sigset_t *signals)
{
    struct progress progress;
    double stopped_s = 0;
    progress_start(&progress, r->options->progress);
    const struct timespec refresh = {.tv_nsec = REFRESH_NS};
    while (look(r, &progress)) {
        int signal = sigtimedwait(signals, NULL, &refresh);
        if (!interrupt_is(signal)) {
            continue;
        }
        if (stop_by(r, signal)) {
            stopped_s = clock_s();
        } else if (clock_s() - stopped_s > ECHO_S) {
            progress_clear(&progress);
            _exit(INTERRUPT_EXIT(signal));
        }
    }
    progress_clear(&progress);
}

/* Starts the workers; one thread that cannot be had is no reason to give up the rest. */
static size_t start_workers(struct runner *r, pthread_t *workers)
{
    size_t n = 0;
    while (n < r->plan->at_once && pthread_create(&workers[n], NULL, work, r) == 0) {
        n++;
    }
    return n;
}

enum runner_status runner_run(const struct config *configs, size_t n, const struct runner_plan *plan,
                              const struct runner_options *options, struct results **results)
{
    struct runner r = {.configs = configs, .n = n, .plan = plan, .options = options, .results = results};
    pthread_t *workers = calloc(plan->at_once, sizeof *workers);
    r.jobs = calloc(n, sizeof *r.jobs);
    for (size_t i = 0; i < n; i++) {
        results[i] = NULL;
    }
    if (workers == NULL || r.jobs == NULL) {
        free(workers);
        free(r.jobs);
        return RUNNER_NO_MEMORY;
    }
    sigset_t signals;
    sigset_t before;
    sigemptyset(&signals);
    interrupt_add(&signals);
    sigaddset(&signals, WAKE);
    pthread_sigmask(SIG_BLOCK, &signals, &before);
    pthread_mutex_init(&r.lock, NULL);
    r.supervisor = pthread_self();

    size_t workers_n = start_workers(&r, workers);
    if (workers_n > 0) {
        supervise(&r, &signals);
    }
    for (size_t i = 0; i < workers_n; i++) {
        pthread_join(workers[i], NULL);
    }

    /* What is still pending comes too late to end a simulation early, but is no less meant. */
    const struct timespec no_wait = {0};
    for (int signal; (signal = sigtimedwait(&signals, NULL, &no_wait)) > 0;) {
        if (interrupt_is(signal)) {
            stop_by(&r, signal);
        }
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_mutex_destroy(&r.lock);
    free(workers);
    free(r.jobs);
    if (atomic_load(&r.stop)) {
        return RUNNER_INTERRUPTED;
    }
    return workers_n == 0 || r.no_memory ? RUNNER_NO_MEMORY : RUNNER_DONE;
}
