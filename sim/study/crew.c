/* SPDX-License-Identifier: GPL-3.0-or-later */
/* crew.c: a counter of pieces that threads take from, and a supervisor that waits for signals (see crew.h). */
#include "study/crew.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/units.h"

#define REFRESH_NS (200 * NS_PER_MS)
#define ECHO_S 0.3 /* a second signal so soon is the same one, sent to child and group */
#define WAKE SIGUSR1

struct crew {
    const struct crew_work *work;
    atomic_size_t next, done;
    atomic_uint at_work;
    atomic_bool stop, failed;
    pthread_t supervisor;
};

static void *run_thread(void *context)
{
    struct crew *p = context;
    struct crew_thread thread = {.stop = &p->stop};
    const struct crew_work *work = p->work;
    while (!atomic_load(&p->stop) && !atomic_load(&p->failed)) {
        size_t i = atomic_fetch_add(&p->next, 1);
        if (i >= work->n) {
            break;
        }
        if (!work->piece(work->context, &thread, i)) {
            atomic_store(&p->failed, true);
        }
        atomic_fetch_add(&p->done, 1);
    }
    if (work->thread_ends != NULL) {
        work->thread_ends(work->context, &thread);
    }
    shelf_clear(&thread.shelf);
    if (atomic_fetch_sub(&p->at_work, 1) == 1) {
        pthread_kill(p->supervisor, WAKE);
    }
    return NULL;
}

static double clock_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void show(const struct crew *p, double elapsed_s)
{
    FILE *out = p->work->progress;
    size_t done = atomic_load(&p->done), n = p->work->n;
    if (out == NULL) {
        return;
    }
    fprintf(out, "\r\033[K%.30s: %zu", p->work->name, p->work->before_n + done);
    fprintf(out, p->work->open_ended ? " runs" : " of %zu runs", n);
    if (atomic_load(&p->stop)) {
        fputs(", stopping", out);
    } else if (!p->work->open_ended && done > 0 && elapsed_s > 1) {
        double left_s = elapsed_s * (double)(n - done) / (double)done;
        fprintf(out, left_s < 90 ? ", %.0f s left" : ", %.0f min left", left_s < 90 ? left_s : left_s / 60);
    }
    fflush(out);
}

static void supervise(struct crew *p, const sigset_t *signals)
{
    const struct timespec refresh = {.tv_nsec = REFRESH_NS};
    double began_s = clock_s(), stopped_s = 0;
    while (atomic_load(&p->at_work) > 0) {
        int signal = sigtimedwait(signals, NULL, &refresh);
        show(p, clock_s() - began_s);
        if (!interrupt_is(signal)) {
            continue;
        }
        if (!atomic_exchange(&p->stop, true)) {
            stopped_s = clock_s();
            if (p->work->signal != NULL) {
                *p->work->signal = signal;
            }
        } else if (clock_s() - stopped_s > ECHO_S) {
            _exit(INTERRUPT_EXIT(signal));
        }
    }
    if (p->work->progress != NULL) {
        fputs("\r\033[K", p->work->progress);
    }
}

static unsigned threads_of(unsigned threads, size_t n)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    threads = threads > 0 ? threads : cores > 0 ? (unsigned)cores : 1;
    return n < threads ? (unsigned)n : threads;
}

enum crew_status crew_run(unsigned threads, const struct crew_work *work)
{
    struct crew p = {.work = work, .supervisor = pthread_self()};
    if (work->n == 0) {
        return CREW_DONE;
    }
    threads = threads_of(threads, work->n);
    pthread_t *thread = calloc(threads, sizeof *thread);
    if (thread == NULL) {
        return CREW_FAILED;
    }
    sigset_t signals, before;
    sigemptyset(&signals);
    interrupt_add(&signals);
    sigaddset(&signals, WAKE);
    pthread_sigmask(SIG_BLOCK, &signals, &before);
    unsigned started = 0;
    for (bool more = true; more && started < threads; started += more) {
        atomic_fetch_add(&p.at_work, 1);
        more = pthread_create(&thread[started], NULL, run_thread, &p) == 0;
        if (!more) {
            atomic_fetch_sub(&p.at_work, 1);
        }
    }
    supervise(&p, &signals);
    for (unsigned i = 0; i < started; i++) {
        pthread_join(thread[i], NULL);
    }
    const struct timespec no_wait = {0};
    while (sigtimedwait(&signals, NULL, &no_wait) > 0) {
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    free(thread);
    if (atomic_load(&p.stop)) {
        return CREW_INTERRUPTED;
    }
    return started == 0 || atomic_load(&p.failed) ? CREW_FAILED : CREW_DONE;
}
