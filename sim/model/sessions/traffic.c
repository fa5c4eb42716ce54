/* SPDX-License-Identifier: GPL-3.0-or-later */
/* traffic.c: batches between drawing and use, and the merge of the sources (see traffic.h).
 *
 * Ties between sources fall to the one declared first. With a second thread, a ring of batches per source
 * is handed over under one lock; a batch is some 80 microseconds of work, so the lock costs nothing.
 */
#include "model/sessions/traffic.h"

#include <stdlib.h>

#include "base/ensure.h"
#include "base/memory.h"
#include "base/rng.h"
#include "model/purposes.h"
#include "model/sessions/traffic_draw.h"

static uint32_t batch_sessions(const struct config_source *s)
{
    ensure(s->reads_per_session >= 1);
    uint64_t n = TRAFFIC_BATCH_READS / s->reads_per_session;
    return n == 0 ? 1 : (uint32_t)n;
}

/* Bytes of one batch, as a multiple of 64. */
static size_t batch_bytes(const struct config_source *s)
{
    size_t sessions = batch_sessions(s), reads = sessions * s->reads_per_session + TRAFFIC_LOOK_AHEAD;
    size_t bytes = (sessions + 1) * (sizeof(int64_t) + sizeof(uint32_t));
    bytes += reads * (sizeof(int64_t) + sizeof(uint32_t) + sizeof(uint16_t));
    return (bytes + 63) / 64 * 64;
}

uint64_t traffic_bytes(const struct config *c)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < c->sources_n; i++) {
        bytes += TRAFFIC_BATCHES * batch_bytes(&c->sources[i]);
    }
    return bytes;
}

static void lay_out_batch(const struct traffic_source *s, struct traffic_batch *b, char *at)
{
    size_t sessions = s->batch_sessions_n + 1U;
    size_t reads = (size_t)s->batch_sessions_n * s->reads_n + TRAFFIC_LOOK_AHEAD;
    b->at_ns = (int64_t *)(void *)at;
    b->lookup_ns = b->at_ns + sessions;
    b->server = (uint32_t *)(void *)(b->lookup_ns + reads);
    b->key = b->server + sessions;
    b->node = (uint16_t *)(void *)(b->key + reads);
}

static bool init_source(struct traffic *t, size_t i, char *memory)
{
    struct traffic_source *s = &t->source[i];
    const struct config_source *c = &t->config->sources[i];
    uint64_t seed = t->config->run.seed, salt = rng_hash_text(c->name);
    s->config = c;
    s->reads_n = (uint32_t)c->reads_per_session;
    s->batch_sessions_n = batch_sessions(c);
    s->gap = rng_seed(seed, PURPOSE_GAP, salt);
    s->key = rng_seed(seed, PURPOSE_KEY, salt);
    s->lookup = rng_seed(seed, PURPOSE_FIRST_LOOKUP, salt);
    s->server = rng_seed(seed, PURPOSE_SERVER, salt);
    for (size_t k = 0; k < TRAFFIC_BATCHES; k++) {
        lay_out_batch(s, &s->batch[k], memory + k * batch_bytes(c));
    }
    return rate_init(&s->rate, t->config, i);
}

/* The second thread: fills whichever ring has most room, until told to quit or all is drawn. */
static void *draw_ahead(void *argument)
{
    struct traffic *t = argument;
    pthread_mutex_lock(&t->lock);
    while (!t->quit) {
        struct traffic_source *emptiest = NULL;
        for (size_t i = 0; i < t->sources_n; i++) {
            struct traffic_source *s = &t->source[i];
            uint64_t ready = s->filled_n - s->used_n;
            if (!s->drawn_all && ready < TRAFFIC_BATCHES &&
                (emptiest == NULL || ready < emptiest->filled_n - emptiest->used_n)) {
                emptiest = s;
            }
        }
        if (emptiest == NULL) {
            pthread_cond_wait(&t->changed, &t->lock);
            continue;
        }
        pthread_mutex_unlock(&t->lock);
        traffic_draw_batch(t, emptiest, &emptiest->batch[emptiest->filled_n % TRAFFIC_BATCHES]);
        pthread_mutex_lock(&t->lock);
        emptiest->filled_n++;
        pthread_cond_signal(&t->changed);
    }
    pthread_mutex_unlock(&t->lock);
    return NULL;
}

/* The batch after those given back and `ahead` more; drawn now if there is no thread to do it. */
static const struct traffic_batch *batch_ahead(struct traffic *t, struct traffic_source *s, uint64_t ahead)
{
    uint64_t number = s->used_n + ahead;
    if (!t->threaded) {
        if (s->filled_n <= number) {
            traffic_draw_batch(t, s, &s->batch[number % TRAFFIC_BATCHES]);
            s->filled_n = number + 1;
        }
        return &s->batch[number % TRAFFIC_BATCHES];
    }
    pthread_mutex_lock(&t->lock);
    while (s->filled_n <= number) {
        pthread_cond_wait(&t->changed, &t->lock);
    }
    pthread_mutex_unlock(&t->lock);
    return &s->batch[number % TRAFFIC_BATCHES];
}

static void give_back_batch(struct traffic *t, struct traffic_source *s)
{
    if (!t->threaded) {
        s->used_n++;
        return;
    }
    pthread_mutex_lock(&t->lock);
    s->used_n++;
    pthread_cond_signal(&t->changed);
    pthread_mutex_unlock(&t->lock);
}

/* When the source's next session opens. Looks into the next batch without giving the one in use back, as
 * the session just taken from it may still be at work. */
static int64_t next_of_source_ns(struct traffic *t, struct traffic_source *s)
{
    const struct traffic_batch *b = &s->batch[s->used_n % TRAFFIC_BATCHES];
    if (s->next < b->sessions_n) {
        return b->at_ns[s->next];
    }
    return b->sessions_n < s->batch_sessions_n ? TIME_NEVER : batch_ahead(t, s, 1)->at_ns[0];
}

static void find_first(struct traffic *t)
{
    t->first_ns = TIME_NEVER;
    for (size_t i = 0; i < t->sources_n; i++) {
        int64_t at_ns = next_of_source_ns(t, &t->source[i]);
        if (at_ns < t->first_ns) {
            t->first_ns = at_ns;
            t->first_source = i;
        }
    }
}

void traffic_take(struct traffic *t, struct arrival *out)
{
    struct traffic_source *s = &t->source[t->first_source];
    const struct traffic_batch *b = &s->batch[s->used_n % TRAFFIC_BATCHES];
    if (s->next == b->sessions_n) {
        s->taken_n += b->sessions_n;
        s->next = 0;
        give_back_batch(t, s);
        b = batch_ahead(t, s, 0);
    }
    uint32_t i = s->next++, first = i * s->reads_n;
    out->at_ns = b->at_ns[i];
    out->source = (uint32_t)t->first_source;
    out->server = b->server[i];
    out->first_read = ((uint64_t)t->first_source << 48) + (s->taken_n + i) * s->reads_n;
    out->key = b->key + first;
    out->lookup_ns = b->lookup_ns + first;
    out->node = b->node + first;
    out->followed = true;
    find_first(t);
}

static bool start_thread(struct traffic *t)
{
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->changed, NULL);
    t->threaded = pthread_create(&t->thread, NULL, draw_ahead, t) == 0;
    return t->threaded;
}

bool traffic_init(struct traffic *t, const struct config *c, const struct epochs *epochs, bool draw_ahead_too,
                  struct shelf *shelf)
{
    *t = (struct traffic){.config = c, .epochs = epochs, .sources_n = c->sources_n};
    struct zipf_law law = zipf_law_of(c->keys.count, c->keys.popularity.exponent);
    shelf = shelf != NULL ? shelf : &t->own;
    t->popularity = shelf_zipf(shelf, &law);
    t->latency = c->cache.present ? shelf_dist(shelf, &c->cache.latency) : NULL;
    t->source = calloc(c->sources_n, sizeof *t->source);
    t->memory_bytes = traffic_bytes(c);
    t->memory = memory_take(t->memory_bytes);
    if (t->popularity == NULL || (c->cache.present && t->latency == NULL) || t->source == NULL || t->memory == NULL) {
        return false;
    }
    char *memory = t->memory;
    for (size_t i = 0; i < t->sources_n; i++) {
        if (!init_source(t, i, memory)) {
            return false;
        }
        memory += TRAFFIC_BATCHES * batch_bytes(&c->sources[i]);
    }
    if (draw_ahead_too && !start_thread(t)) {
        return false;
    }
    for (size_t i = 0; i < t->sources_n; i++) {
        (void)batch_ahead(t, &t->source[i], 0);
    }
    find_first(t);
    return true;
}

void traffic_release(struct traffic *t)
{
    if (t->threaded) {
        pthread_mutex_lock(&t->lock);
        t->quit = true;
        pthread_cond_signal(&t->changed);
        pthread_mutex_unlock(&t->lock);
        pthread_join(t->thread, NULL);
        pthread_mutex_destroy(&t->lock);
        pthread_cond_destroy(&t->changed);
    }
    for (size_t i = 0; t->source != NULL && i < t->sources_n; i++) {
        rate_release(&t->source[i].rate);
    }
    shelf_clear(&t->own);
    free(t->source);
    memory_give(t->memory, t->memory_bytes);
    t->source = NULL;
}
