/* SPDX-License-Identifier: GPL-3.0-or-later */
/* flights.h: request coalescing in one process ("single flight"), as protections/coalesce_server.c has it: the first
 * thread that misses a key fetches it, the others wait until it is there and look in the cache again.
 */
#ifndef HERDSIM_REALITY_FLIGHTS_H
#define HERDSIM_REALITY_FLIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct flights;

/* For so many threads at most. */
struct flights *flights_new(size_t threads_n);
void flights_free(struct flights *f);

/* True: nobody fetches the key, this thread is to, and to call flights_land then. False: somebody did, and has landed. */
bool flights_lead(struct flights *f, uint32_t key);
void flights_land(struct flights *f, uint32_t key);

#endif
