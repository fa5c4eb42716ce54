/* SPDX-License-Identifier: GPL-3.0-or-later */
/* flights.c: see flights.h. A flight that has landed keeps its place until the last who waited for it has left; there
 * are no more flights than threads, so an array is searched faster than any index.
 */
#include "flights.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/ensure.h"
#include "fail.h"

struct flight {
    uint32_t key;
    bool in_air;
    size_t waiting_n;
    pthread_cond_t landed;
};

struct flights {
    pthread_mutex_t lock;
    size_t n;
    struct flight flight[];
};

struct flights *flights_new(size_t threads_n)
{
    struct flights *f = calloc(1, sizeof *f + threads_n * sizeof(struct flight));
    if (f == NULL) {
        fail("out of memory");
    }
    f->n = threads_n;
    pthread_mutex_init(&f->lock, NULL);
    for (size_t i = 0; i < threads_n; i++) {
        pthread_cond_init(&f->flight[i].landed, NULL);
    }
    return f;
}

void flights_free(struct flights *f)
{
    for (size_t i = 0; i < f->n; i++) {
        pthread_cond_destroy(&f->flight[i].landed);
    }
    pthread_mutex_destroy(&f->lock);
    free(f);
}

/* The key's flight in the air, or NULL; *unused: a place for one. */
static struct flight *find(struct flights *f, uint32_t key, struct flight **unused)
{
    for (size_t i = 0; i < f->n; i++) {
        struct flight *flight = &f->flight[i];
        if (flight->in_air && flight->key == key) {
            return flight;
        }
        if (!flight->in_air && flight->waiting_n == 0) {
            *unused = flight;
        }
    }
    return NULL;
}

bool flights_lead(struct flights *f, uint32_t key)
{
    struct flight *unused = NULL;
    pthread_mutex_lock(&f->lock);
    struct flight *flight = find(f, key, &unused);
    bool leads = flight == NULL;
    if (leads) {
        ensure(unused != NULL);
        unused->key = key;
        unused->in_air = true;
    } else {
        flight->waiting_n++;
        while (flight->in_air) {
            pthread_cond_wait(&flight->landed, &f->lock);
        }
        flight->waiting_n--;
    }
    pthread_mutex_unlock(&f->lock);
    return leads;
}

void flights_land(struct flights *f, uint32_t key)
{
    struct flight *unused = NULL;
    pthread_mutex_lock(&f->lock);
    struct flight *flight = find(f, key, &unused);
    ensure(flight != NULL);
    flight->in_air = false;
    pthread_cond_broadcast(&flight->landed);
    pthread_mutex_unlock(&f->lock);
}
