/* SPDX-License-Identifier: GPL-3.0-or-later */
/* textbook.c: the same system as a C programmer would first simulate it, to hold the simulator against.
 *
 * Every hop of every read is an event in a binary heap: a session arrives at its app server (and takes a
 * worker or queues for one); each of its reads goes to the cache (LOOKUP) and comes back (REPLY); a read
 * that missed joins the fetch of its key on that server or makes one: a connection of the server's pool,
 * the database's queue, service (QUERY_DONE), the fill; whoever joined looks again; with its last read the
 * session ends. Events, sessions, reads and flights are malloc'ed, queues and hash chains are linked lists,
 * a key is a struct in an array.
 *
 * It is no straw man: compiled alike, drawing from the same samplers and at the same addresses as the
 * simulator, recording the same latencies and ages. So its counts are the simulator's (but for deadlines,
 * which the simulator keeps in ticks), which makes it an independent check as well. Left out: evictions,
 * node queues, timeouts, events, windows. The cache starts empty.
 *
 *   textbook [NAME=NUMBER]...     names and defaults: `options` below, in the units that they name
 */
#include "bench.h"
#include "heap.h"

#include "base/dist.h"
#include "base/histogram.h"
#include "base/memory.h"
#include "base/rng.h"
#include "base/units.h"
#include "base/ziggurat.h"
#include "base/zipf.h"
#include "model/purposes.h" /* numbers of the random streams, nothing that is linked */

enum event_kind { SESSION_ARRIVES, LOOKUP, REPLY, QUERY_DONE, SESSION_ENDS };

struct read {
    struct session *session;
    uint64_t number;
    uint32_t key, lookups;
    int64_t round_trip_ns; /* of its first lookup */
    bool hit;
    struct read *next; /* in the one queue that it is in */
};

struct session {
    int64_t open_ns;
    uint32_t server;
    uint64_t unanswered;
    struct read *reads; /* until it gets a worker */
    struct session *next;
};

struct read_queue {
    struct read *first, *last;
};

struct flight { /* a fetch of one key by one server, and who waits for it */
    uint32_t key;
    struct read *leader;
    struct read_queue waiting;
    struct flight *next;
};

#define FLIGHT_CHAINS 1024

struct server {
    uint64_t workers_busy, accept_n, pool_in_use;
    struct session *accept_first, *accept_last;
    struct read_queue pool;
    struct flight *flight[FLIGHT_CHAINS];
};

struct key {
    int64_t filled_ns, expires_ns;
};

struct counts {
    uint64_t events, sessions, sessions_ok, sessions_rejected, reads, hits, joined, queries, fills, redundant_fills;
};

struct world {
    double keys, zipf, sessions_per_s, reads, servers, workers, accept, pool, connections, ttl_s, duration_s;
    double lookup_p50_ms, lookup_p99_ms, service_ms, service_cv, coalesce, seed;
    struct heap queue;
    int64_t now_ns, end_ns;
    struct rng gap, key_stream, lookup_stream, server_stream;
    double unit_time; /* of the Poisson process of rate 1 behind the arrivals */
    uint64_t sessions_n;
    struct zipf *popularity;
    struct dist *lookup, *service;
    struct key *key;
    struct server *server;
    uint64_t db_busy;
    struct read_queue db_queue;
    struct counts count;
    struct histogram read_latency, session_latency, age;
};

static const struct bench_option options[] = {
    {"keys", offsetof(struct world, keys), 100e6},
    {"zipf", offsetof(struct world, zipf), 0.8658},
    {"sessions_per_s", offsetof(struct world, sessions_per_s), 100e6 * 0.2 / 3600},
    {"reads", offsetof(struct world, reads), 20},
    {"servers", offsetof(struct world, servers), 200},
    {"workers", offsetof(struct world, workers), 1e9},
    {"accept", offsetof(struct world, accept), 1e9},
    {"pool", offsetof(struct world, pool), 1e9},
    {"connections", offsetof(struct world, connections), 1e9},
    {"ttl_s", offsetof(struct world, ttl_s), 300},
    {"duration_s", offsetof(struct world, duration_s), 60},
    {"lookup_p50_ms", offsetof(struct world, lookup_p50_ms), 0.3},
    {"lookup_p99_ms", offsetof(struct world, lookup_p99_ms), 1.2},
    {"service_ms", offsetof(struct world, service_ms), 5},
    {"service_cv", offsetof(struct world, service_cv), 1},
    {"coalesce", offsetof(struct world, coalesce), 1},
    {"seed", offsetof(struct world, seed), 1},
};

static void schedule(struct world *w, int64_t delay_ns, enum event_kind kind, void *what)
{
    heap_add(&w->queue, w->now_ns + delay_ns, (int)kind, what);
}

static void append(struct read_queue *q, struct read *r)
{
    r->next = NULL;
    if (q->first == NULL) {
        q->first = r;
    } else {
        q->last->next = r;
    }
    q->last = r;
}

static struct read *take_first(struct read_queue *q)
{
    struct read *r = q->first;
    if (r != NULL) {
        q->first = r->next;
    }
    return r;
}

/* Users and app servers. */

static void begin(struct world *w, struct session *s)
{
    for (struct read *r = s->reads, *next; r != NULL; r = next) {
        next = r->next;
        schedule(w, 0, LOOKUP, r);
    }
}

static void draw_reads(struct world *w, struct session *s, uint64_t session_number)
{
    struct read_queue reads = {NULL, NULL};
    for (uint64_t i = 0; i < s->unanswered; i++) {
        struct read *r = heap_take(sizeof *r);
        r->session = s;
        r->number = session_number * s->unanswered + i;
        r->key = zipf_draw(w->popularity, &w->key_stream);
        r->round_trip_ns = dist_draw(w->lookup, &w->lookup_stream);
        append(&reads, r);
    }
    s->reads = reads.first;
}

static void turn_away(struct world *w, struct session *s)
{
    w->count.sessions_rejected++;
    for (struct read *r = s->reads, *next; r != NULL; r = next) {
        next = r->next;
        free(r);
    }
    free(s);
}

static void schedule_next_arrival(struct world *w)
{
    w->unit_time += ziggurat_exponential(&w->gap);
    int64_t at_ns = (int64_t)(w->unit_time / w->sessions_per_s * (double)NS_PER_S);
    if (at_ns < w->end_ns) {
        schedule(w, at_ns - w->now_ns, SESSION_ARRIVES, NULL);
    }
}

static void session_arrives(struct world *w)
{
    __extension__ typedef unsigned __int128 wide;
    struct session *s = heap_take(sizeof *s);
    s->open_ns = w->now_ns;
    s->unanswered = (uint64_t)w->reads;
    s->server = (uint32_t)(((wide)rng_next(&w->server_stream) * (uint64_t)w->servers) >> 64);
    draw_reads(w, s, w->sessions_n++);
    w->count.sessions++;
    schedule_next_arrival(w);
    struct server *server = &w->server[s->server];
    if (server->workers_busy < (uint64_t)w->workers) {
        server->workers_busy++;
        begin(w, s);
    } else if (server->accept_n >= (uint64_t)w->accept) {
        turn_away(w, s);
    } else {
        if (server->accept_n++ == 0) {
            server->accept_first = s;
        } else {
            server->accept_last->next = s;
        }
        server->accept_last = s;
    }
}

static void session_ends(struct world *w, struct session *s)
{
    struct server *server = &w->server[s->server];
    w->count.sessions_ok++;
    histogram_record(&w->session_latency, (uint64_t)(w->now_ns - s->open_ns));
    if (server->accept_n == 0) {
        server->workers_busy--;
    } else {
        struct session *next = server->accept_first;
        server->accept_first = next->next;
        server->accept_n--;
        begin(w, next);
    }
    free(s);
}

static void answered(struct world *w, struct read *r)
{
    struct session *s = r->session;
    histogram_record(&w->read_latency, (uint64_t)(w->now_ns - s->open_ns));
    if (--s->unanswered == 0) {
        schedule(w, 0, SESSION_ENDS, s);
    }
    free(r);
}

/* The cache. */

static void lookup(struct world *w, struct read *r)
{
    const struct key *k = &w->key[r->key];
    int64_t round_trip_ns = r->round_trip_ns;
    if (r->lookups == 0) {
        w->count.reads++;
    } else {
        struct rng draw = rng_at((uint64_t)w->seed, PURPOSE_AGAIN, r->number, r->lookups);
        round_trip_ns = dist_draw(w->lookup, &draw);
    }
    r->hit = w->now_ns < k->expires_ns;
    if (r->hit) {
        histogram_record(&w->age, (uint64_t)(w->now_ns - k->filled_ns));
        *(r->lookups == 0 ? &w->count.hits : &w->count.joined) += 1;
    }
    r->lookups++;
    schedule(w, round_trip_ns, REPLY, r);
}

static void fill(struct world *w, uint32_t key)
{
    struct key *k = &w->key[key];
    w->count.fills++;
    if (w->now_ns < k->expires_ns) {
        w->count.redundant_fills++;
        return;
    }
    k->filled_ns = w->now_ns;
    k->expires_ns = w->now_ns + (int64_t)(w->ttl_s * (double)NS_PER_S);
}

/* The database and the pools before it. */

static void serve(struct world *w, struct read *r)
{
    struct rng draw = rng_at((uint64_t)w->seed, PURPOSE_SERVICE, r->number, r->key);
    schedule(w, dist_draw(w->service, &draw), QUERY_DONE, r);
}

static void query(struct world *w, struct read *r)
{
    w->count.queries++;
    if (w->db_busy < (uint64_t)w->connections) {
        w->db_busy++;
        serve(w, r);
    } else {
        append(&w->db_queue, r);
    }
}

static void fetch(struct world *w, struct read *r)
{
    struct server *server = &w->server[r->session->server];
    if (server->pool_in_use < (uint64_t)w->pool) {
        server->pool_in_use++;
        query(w, r);
    } else {
        append(&server->pool, r);
    }
}

/* Where the chain holds the key's flight, or where it ends. */
static struct flight **find_flight(struct world *w, uint32_t server, uint32_t key)
{
    struct flight **at = &w->server[server].flight[rng_mix(key) % FLIGHT_CHAINS];
    while (*at != NULL && (*at)->key != key) {
        at = &(*at)->next;
    }
    return at;
}

static void missed(struct world *w, struct read *r)
{
    if (w->coalesce != 0) {
        struct flight **at = find_flight(w, r->session->server, r->key);
        if (*at != NULL) {
            append(&(*at)->waiting, r);
            return;
        }
        *at = heap_take(sizeof **at);
        (*at)->key = r->key;
        (*at)->leader = r;
    }
    fetch(w, r);
}

static void land(struct world *w, const struct read *leader)
{
    struct flight **at = find_flight(w, leader->session->server, leader->key), *f = *at;
    if (f == NULL || f->leader != leader) {
        return;
    }
    *at = f->next;
    for (struct read *r; (r = take_first(&f->waiting)) != NULL;) {
        lookup(w, r);
    }
    free(f);
}

static void query_done(struct world *w, struct read *r)
{
    struct server *server = &w->server[r->session->server];
    struct read *next = take_first(&w->db_queue);
    if (next != NULL) {
        serve(w, next);
    } else {
        w->db_busy--;
    }
    next = take_first(&server->pool);
    if (next != NULL) {
        query(w, next);
    } else {
        server->pool_in_use--;
    }
    fill(w, r->key);
    if (w->coalesce != 0) {
        land(w, r);
    }
    answered(w, r);
}

static void handle(struct world *w, const struct event *e)
{
    w->now_ns = e->at_ns;
    w->count.events++;
    switch ((enum event_kind)e->kind) {
    case SESSION_ARRIVES:
        session_arrives(w);
        return;
    case LOOKUP:
        lookup(w, e->what);
        return;
    case REPLY:
        if (((struct read *)e->what)->hit) {
            answered(w, e->what);
        } else {
            missed(w, e->what);
        }
        return;
    case QUERY_DONE:
        query_done(w, e->what);
        return;
    case SESSION_ENDS:
        session_ends(w, e->what);
        return;
    }
}

/* Streams as those of a scenario whose only traffic source is called "users". */
static void prepare(struct world *w)
{
    uint64_t seed = (uint64_t)w->seed, salt = rng_hash_text("users");
    w->gap = rng_seed(seed, PURPOSE_GAP, salt);
    w->key_stream = rng_seed(seed, PURPOSE_KEY, salt);
    w->lookup_stream = rng_seed(seed, PURPOSE_FIRST_LOOKUP, salt);
    w->server_stream = rng_seed(seed, PURPOSE_SERVER, salt);
    struct zipf_law law = zipf_law_of((uint64_t)w->keys, w->zipf);
    struct dist_spec lookup_spec = dist_lognormal_p50_p99(w->lookup_p50_ms * 1e6, w->lookup_p99_ms * 1e6);
    struct dist_spec service_spec = dist_lognormal_mean_cv(w->service_ms * 1e6, w->service_cv);
    w->popularity = zipf_new(&law);
    w->lookup = dist_new(&lookup_spec);
    w->service = dist_new(&service_spec);
    w->key = heap_take((size_t)w->keys * sizeof *w->key);
    for (size_t i = 0; i < (size_t)w->keys; i++) {
        w->key[i].filled_ns = INT64_MIN; /* written, so that the system has given the memory before the clock starts */
    }
    w->server = heap_take((size_t)w->servers * sizeof *w->server);
    w->end_ns = (int64_t)(w->duration_s * (double)NS_PER_S);
    if (w->popularity == NULL || w->lookup == NULL || w->service == NULL) {
        fprintf(stderr, "textbook: not enough memory\n");
        exit(1);
    }
}

static void report(const struct world *w, double wall_s)
{
    const struct counts *c = &w->count;
    const struct {
        const char *name;
        uint64_t value;
    } rows[] = {{"sessions", c->sessions},
                {"sessions_ok", c->sessions_ok},
                {"sessions_rejected", c->sessions_rejected},
                {"reads", c->reads},
                {"hits", c->hits},
                {"joined", c->joined},
                {"queries", c->queries},
                {"fills", c->fills},
                {"redundant_fills", c->redundant_fills},
                {"events", c->events},
                {"peak_rss_bytes", memory_peak_bytes()}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        printf("%s %llu\n", rows[i].name, (unsigned long long)rows[i].value);
    }
    printf("hit_ratio %.6f\n", (double)c->hits / (double)c->reads);
    printf("read_latency_mean_s %.9f\nsession_latency_mean_s %.9f\nage_mean_s %.6f\n",
           histogram_mean_ns(&w->read_latency) * 1e-9, histogram_mean_ns(&w->session_latency) * 1e-9,
           histogram_mean_ns(&w->age) * 1e-9);
    printf("wall_s %.6f\nns_per_read %.3f\n", wall_s, wall_s * 1e9 / (double)c->reads);
}

int main(int argc, char **argv)
{
    struct world *w = heap_take(sizeof *w);
    if (!bench_options(options, sizeof options / sizeof options[0], w, argc, argv)) {
        return 2;
    }
    prepare(w);
    double start_s = bench_clock_s();
    schedule_next_arrival(w);
    while (w->queue.n > 0 && w->queue.event[0]->at_ns < w->end_ns) {
        struct event *e = heap_next(&w->queue);
        handle(w, e);
        free(e);
    }
    report(w, bench_clock_s() - start_s);
    return 0; /* what is in flight goes with the process */
}
