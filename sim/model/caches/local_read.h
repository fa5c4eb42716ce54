/* SPDX-License-Identifier: GPL-3.0-or-later */
/* local_read.h: the local caches as reads meet them (private to the model): a fresh entry answers at once, without a
 * lookup in the tier; a hit in the tier is copied; the result of a demand fetch is kept by the server that fetched.
 *
 * A copy is there, and takes its place, when the answer of the tier has come, its TTL counts from then, and its value is as old as the tier's.
 * Background refreshes and pre-warming write to the tier alone. So does what a protection has fetched without filling.
 * Events that expire or lose entries of the tier leave local caches as they are: nobody tells the servers.
 */
#ifndef HERDSIM_LOCAL_READ_H
#define HERDSIM_LOCAL_READ_H

#include "model/state/state.h"

/* Whether the server's cache answers a read of the key; if so, the age of the value served is accounted. */
bool local_read_served(struct sim *sim, uint32_t server, uint32_t key);

/* The tier's fresh entry of the key is on its way to the server, and there at from_ns. `number` addresses, with server
 * and key, the draw of its lifetime. */
void local_read_copy(struct sim *sim, uint32_t server, uint32_t key, uint64_t number, int64_t from_ns);

/* Copies that arrive up to an instant take their places. Everybody who looks at local caches, or at what was counted, has
 * to see to that first; local_read_served does. */
void local_read_settle(struct sim *sim, int64_t until_ns);

/* A demand fetch is done. */
void local_read_fill(struct sim *sim, const struct request *fetch);

/* The lifetime of an entry in ticks, drawn if there is jitter; UINT32_MAX: it never expires. */
uint32_t local_read_life(const struct sim *sim, uint32_t server, uint32_t key, uint64_t number);

#endif
