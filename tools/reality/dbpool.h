/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dbpool.h: a process's connections to PostgreSQL: so many, first come, first served. */
#ifndef HERDSIM_REALITY_DBPOOL_H
#define HERDSIM_REALITY_DBPOOL_H

#include <stdint.h>

struct dbpool;

/* Opens all connections; ends the process if it cannot, as does every other function if one breaks. */
struct dbpool *dbpool_open(const char *postgres, uint64_t size);
void dbpool_close(struct dbpool *p);

/* Waits for a connection, reads the row of the key, which takes the database sleep_ns and a little, and gives the
 * connection back. */
struct dbpool_query {
    int64_t sent_ns;  /* on the clock of clock.h */
    int64_t taken_ns; /* from then until the row was there */
};
struct dbpool_query dbpool_query(struct dbpool *p, uint32_t key, int64_t sleep_ns);

/* Creates the table anew, with rows 0 to keys_n - 1. */
void dbpool_create_rows(const char *postgres, uint64_t keys_n);

#endif
