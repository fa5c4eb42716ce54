/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fleet.c: see fleet.h. Open loop: an idle thread takes the next read of its server and sleeps until its instant, so no
 * read waits for a slower one as long as there are idle threads; if there are none, it begins late, as in the model,
 * where the session waits for a worker. The processes write their records into memory that they share with the parent.
 */
#include "fleet.h"
#include "events/registry.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "fail.h"
#include "visit.h"

#define SETTLE_NS (200 * NS_PER_MS)      /* between the last connection and the first read */
#define PREWARM_KEY_NS (200 * NS_PER_US) /* and besides, for every key that is written before */

struct processor_sharing { /* by the processes of a run */
    sem_t ready, go;
    int64_t start_ns;
    struct record record[];
};

struct server { /* of one process */
    struct visit_server visit;
    struct processor_sharing *shared;
    const struct schedule *schedule;
    const struct endpoints *where;
    size_t *mine; /* indices of its reads, by time */
    size_t mine_n;
    _Atomic size_t next;
    sem_t connected, go;
};

static size_t processor_sharing_bytes(const struct schedule *s)
{
    return sizeof(struct processor_sharing) + s->reads_n * sizeof(struct record);
}

static void *take_memory(size_t n, size_t size)
{
    void *memory = calloc(n == 0 ? 1 : n, size);
    if (memory == NULL) {
        fail("out of memory");
    }
    return memory;
}

static void await(sem_t *s)
{
    while (sem_wait(s) != 0) { /* EINTR */
    }
}

static void *work(void *argument)
{
    struct server *server = argument;
    prctl(PR_SET_TIMERSLACK, 1UL); /* ns; by default a sleep may last 50 us longer than asked for */
    struct store *store = store_connect(server->where->redis_socket);
    sem_post(&server->connected);
    await(&server->go);
    for (;;) {
        size_t i = atomic_fetch_add(&server->next, 1);
        if (i >= server->mine_n) {
            break;
        }
        const struct scheduled *read = &server->schedule->read[server->mine[i]];
        int64_t at_ns = server->visit.start_ns + read->at_ns, idle_ns = clock_now_ns();
        clock_sleep_until(at_ns);
        server->shared->record[server->mine[i]].late_ns = clock_now_ns() - (at_ns > idle_ns ? at_ns : idle_ns);
        visit_read(&server->visit, store, read, &server->shared->record[server->mine[i]]);
    }
    store_close(store);
    return NULL;
}

static void find_mine(struct server *server, uint32_t number)
{
    const struct schedule *s = server->schedule;
    server->mine = take_memory(s->reads_n, sizeof *server->mine);
    for (size_t i = 0; i < s->reads_n; i++) {
        if (s->read[i].server == number) {
            server->mine[server->mine_n++] = i;
        }
    }
}

static void serve(struct server *server, uint64_t threads_n)
{
    pthread_t *thread = take_memory(threads_n, sizeof *thread);
    sem_init(&server->connected, 0, 0);
    sem_init(&server->go, 0, 0);
    for (uint64_t i = 0; i < threads_n; i++) {
        if (pthread_create(&thread[i], NULL, work, server) != 0) {
            fail("cannot start a thread");
        }
    }
    for (uint64_t i = 0; i < threads_n; i++) {
        await(&server->connected);
    }
    sem_post(&server->shared->ready);
    await(&server->shared->go);
    server->visit.start_ns = server->shared->start_ns;
    for (uint64_t i = 0; i < threads_n; i++) {
        sem_post(&server->go);
    }
    for (uint64_t i = 0; i < threads_n; i++) {
        pthread_join(thread[i], NULL);
    }
    free(thread);
}

/* The life of an app server, in a process of its own. */
static _Noreturn void be_server(struct server *server, uint32_t number)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* must not outlive the parent */
    const struct config *c = server->visit.config;
    struct dist *service = dist_new(&c->database.service), *latency = dist_new(&c->cache.latency);
    if (service == NULL || latency == NULL) {
        fail("out of memory");
    }
    server->visit.service = service;
    server->visit.latency = latency;
    server->visit.pool = dbpool_open(server->where->postgres, c->servers.pool_size);
    server->visit.flights = flights_new(c->servers.workers);
    find_mine(server, number);
    serve(server, c->servers.workers);
    flights_free(server->visit.flights);
    dbpool_close(server->visit.pool);
    dist_free(service);
    dist_free(latency);
    free(server->mine);
    _exit(0);
}

/* Ends the run if a process has come to a bad end. */
static uint64_t reap(int flags)
{
    uint64_t ended_n = 0;
    int status = 0;
    while (waitpid(-1, &status, flags) > 0) {
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
            fail("an app server failed");
        }
        ended_n++;
    }
    return ended_n;
}

static void await_ready(struct processor_sharing *shared, uint64_t servers_n)
{
    for (uint64_t i = 0; i < servers_n;) {
        struct timespec soon;
        clock_gettime(CLOCK_REALTIME, &soon);
        soon.tv_sec++;
        i += sem_timedwait(&shared->ready, &soon) == 0;
        reap(WNOHANG);
    }
}

static uint64_t prewarmed_n(const struct config *c)
{
    uint64_t n = c->cache.start == CACHE_START_PREWARMED ? c->cache.prewarmed : 0;
    return n < c->keys.count ? n : c->keys.count;
}

/* Writes what the cache holds at the start, to live from then. */
static void prewarm(const struct config *c, const struct asked *asked, struct store *store, int64_t start_ns)
{
    for (uint64_t key = 0; key < prewarmed_n(c); key++) {
        int64_t ttl_ns = visit_ttl_ns(c, asked, (uint32_t)key, UINT64_MAX);
        store_set(store, (uint32_t)key, ttl_ns + start_ns - clock_now_ns(), false);
    }
}

static void do_events(const struct config *c, struct store *store, int64_t start_ns)
{
    for (size_t i = 0; i < c->events_n; i++) {
        clock_sleep_until(start_ns + c->events[i].at_ns);
        if (c->events[i].type == &cache_restart_event) {
            store_flush(store);
        } else {
            store_delete(store, (uint32_t)(c->events[i].key_rank - 1));
        }
    }
}

struct record *fleet_run(const struct config *c, const struct asked *asked, const struct schedule *schedule,
                         const struct endpoints *where)
{
    struct processor_sharing *shared =
        mmap(NULL, processor_sharing_bytes(schedule), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) {
        fail("out of memory");
    }
    sem_init(&shared->ready, 1, 0);
    sem_init(&shared->go, 1, 0);
    for (size_t i = 0; i < schedule->reads_n; i++) {
        shared->record[i].at_ns = schedule->read[i].at_ns;
    }
    struct server server = {
        .visit = {.config = c, .asked = asked}, .shared = shared, .schedule = schedule, .where = where};
    for (uint32_t i = 0; i < c->servers.count; i++) {
        pid_t child = fork();
        if (child < 0) {
            fail("cannot start a process");
        }
        if (child == 0) {
            be_server(&server, i);
        }
    }
    struct store *store = store_connect(where->redis_socket);
    store_flush(store);
    await_ready(shared, c->servers.count);
    shared->start_ns = clock_now_ns() + SETTLE_NS + (int64_t)prewarmed_n(c) * PREWARM_KEY_NS;
    for (uint64_t i = 0; i < c->servers.count; i++) {
        sem_post(&shared->go);
    }
    prewarm(c, asked, store, shared->start_ns);
    do_events(c, store, shared->start_ns);
    store_close(store);
    reap(0);
    return shared->record;
}

void fleet_free(struct record *records, const struct schedule *schedule)
{
    munmap((char *)records - offsetof(struct processor_sharing, record), processor_sharing_bytes(schedule));
}
