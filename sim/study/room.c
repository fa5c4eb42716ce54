/* SPDX-License-Identifier: GPL-3.0-or-later */
/* room.c: a counter behind a lock (see room.h). */
#include "study/room.h"

#include "base/memory.h"

void room_init(struct room *r)
{
    *r = (struct room){.available_bytes = memory_available_bytes()};
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->freed, NULL);
}

void room_free(struct room *r)
{
    pthread_cond_destroy(&r->freed);
    pthread_mutex_destroy(&r->lock);
}

void room_take(struct room *r, uint64_t bytes)
{
    pthread_mutex_lock(&r->lock);
    while (r->taken_bytes > 0 && r->taken_bytes + bytes > r->available_bytes) {
        pthread_cond_wait(&r->freed, &r->lock);
    }
    r->taken_bytes += bytes;
    pthread_mutex_unlock(&r->lock);
}

void room_give(struct room *r, uint64_t bytes)
{
    pthread_mutex_lock(&r->lock);
    r->taken_bytes -= bytes;
    pthread_cond_broadcast(&r->freed);
    pthread_mutex_unlock(&r->lock);
}
