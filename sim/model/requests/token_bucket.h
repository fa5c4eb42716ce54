/* SPDX-License-Identifier: GPL-3.0-or-later */
/* token_bucket.h: a database of partitions, each with a rate of its own: what exceeds it is refused at once.
 *
 * A partition is a token bucket: r tokens a second flow in, it holds at most r x burst (but room for one), starts full,
 * and every query takes one. So over any span of t seconds it admits at most floor(max(1, r x burst) + r t) queries, and
 * exactly that many if more than these come all the time. Keys are spread over the partitions by hash: the table as a
 * whole can serve partitions x r a second, one key only r.
 *
 * Kept as the generic cell rate algorithm (ITU-T I.371), which needs one number per partition: the instant at which
 * the bucket will be full again. The rate is taken for exactly what the double says, m / 2^k, and time is counted in
 * units of 1 / m ns, of which a token is a whole number: nothing is ever rounded, so there is no drift.
 *
 * DynamoDB's limits are of this kind: 3,000 reads/s a partition, with 300 s of what was not used kept for bursts
 * (Amazon DynamoDB Developer Guide).
 */
#ifndef HERDSIM_TOKEN_BUCKET_H
#define HERDSIM_TOKEN_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

#include "model/config.h"

__extension__ typedef unsigned __int128 token_bucket_time; /* in 1 / m ns */

struct token_bucket {
    token_bucket_time *full; /* by partition: when its bucket will be full again */
    uint64_t partitions;
    uint64_t salt;           /* of which partition a key is on */
    uint64_t m;              /* units in a ns */
    token_bucket_time token; /* units in which one token flows in */
    token_bucket_time burst; /* units in which an empty bucket fills */
};

/* For a database of kind THROUGHPUT with a rate between 1e-9 and 1e15 per s. `placement`: seed of which partition a key is on. False without memory. */
bool token_bucket_init(struct token_bucket *t, const struct config_database *d, uint64_t placement);
void token_bucket_release(struct token_bucket *t);

/* Bytes that token_bucket_init reserves. */
uint64_t token_bucket_bytes(const struct config_database *d);

/* A query for the key (popularity rank from 0) comes: is it admitted? Instants must not fall from call to call. */
bool token_bucket_admit(struct token_bucket *t, uint32_t key, int64_t now_ns);

#endif
