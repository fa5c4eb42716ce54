/* SPDX-License-Identifier: GPL-3.0-or-later */
/* floor.c: the least that simulating every read can cost, to hold the simulator's speed against.
 *
 * Per session one gap is drawn, per read one key; then 4 bytes of the key's state are touched, once: the
 * instant of its last fill, compared and, where the entry has expired, written. With the same samplers as
 * the simulator, keys drawn in blocks of 256 and prefetched a block ahead, and huge pages. No latency, no
 * servers, no database, nothing recorded but the number of hits. Only the loop is timed: the state was
 * written before, so that the system has given the memory.
 *
 *   floor [NAME=NUMBER]...     names and defaults: `options` below
 */
#include "bench.h"

#include "base/memory.h"
#include "base/rng.h"
#include "base/ziggurat.h"
#include "base/zipf.h"

#define BLOCK 256
#define TICKS_MAX 4e9 /* of time to live and run together, so that instants fit 32 bits */

struct floor {
    double keys, zipf, reads, session, reads_per_s, ttl_s, warm;
    struct zipf *popularity;
    struct rng gap, key;
    uint32_t *filled; /* tick of the last fill, by key */
    uint32_t ttl_ticks;
    uint64_t reads_per_session, left_in_session;
    double ticks_per_gap, now_ticks;
    uint64_t hits;
};

static void draw_block(struct floor *f, uint32_t *key)
{
    zipf_fill(f->popularity, &f->key, key, BLOCK);
    for (int i = 0; i < BLOCK; i++) {
        __builtin_prefetch(&f->filled[key[i]], 1);
    }
}

/* One read: the arrival of its session if it is the first of it, and the touch. */
static void touch_block(struct floor *f, const uint32_t *key)
{
    for (int i = 0; i < BLOCK;) {
        if (f->left_in_session == 0) {
            f->left_in_session = f->reads_per_session;
            f->now_ticks += f->ticks_per_gap * ziggurat_exponential(&f->gap);
        }
        uint32_t now = (uint32_t)f->now_ticks;
        for (; i < BLOCK && f->left_in_session > 0; i++, f->left_in_session--) {
            uint32_t *filled = &f->filled[key[i]];
            if (now - *filled < f->ttl_ticks) {
                f->hits++;
            } else {
                *filled = now;
            }
        }
    }
}

static double run(struct floor *f, uint64_t blocks)
{
    uint32_t key[2][BLOCK];
    double start_s = bench_clock_s();
    draw_block(f, key[0]);
    for (uint64_t b = 0; b < blocks; b++) {
        draw_block(f, key[(b + 1) % 2]);
        touch_block(f, key[b % 2]);
    }
    return bench_clock_s() - start_s;
}

static const struct bench_option options[] = {
    {"keys", offsetof(struct floor, keys), 100e6},
    {"zipf", offsetof(struct floor, zipf), 0.8658},
    {"reads", offsetof(struct floor, reads), 100e6},  /* in all */
    {"session", offsetof(struct floor, session), 20}, /* reads per session */
    {"reads_per_s", offsetof(struct floor, reads_per_s), 100e6 * 0.2 / 3600 * 20},
    {"ttl_s", offsetof(struct floor, ttl_s), 300},
    {"warm", offsetof(struct floor, warm), 0}, /* 1: every key was filled at the start */
};

/* A tick is the finest of which time to live and run have fewer than TICKS_MAX, and no finer than 1 us. Time
 * begins at the first tick at which an entry never written (0) is past its time to live. */
static void prepare_clock(struct floor *f)
{
    double span_s = f->ttl_s + f->reads / f->reads_per_s * 1.01;
    double ticks_per_s = span_s * 1e6 > TICKS_MAX ? TICKS_MAX / span_s : 1e6;
    f->ttl_ticks = (uint32_t)(f->ttl_s * ticks_per_s);
    f->now_ticks = f->ttl_ticks;
    f->ticks_per_gap = f->session / f->reads_per_s * ticks_per_s;
}

static bool prepare(struct floor *f)
{
    if (!(f->keys >= 1 && f->keys <= UINT32_MAX && f->zipf <= 10 && f->session >= 1 && f->reads_per_s > 0)) {
        fprintf(stderr, "floor: expected 1 to 4e9 keys, zipf up to 10, session and reads_per_s above 0\n");
        return false;
    }
    struct zipf_law law = zipf_law_of((uint64_t)f->keys, f->zipf);
    f->popularity = zipf_new(&law);
    f->filled = memory_take_whole((size_t)f->keys * sizeof *f->filled);
    if (f->popularity == NULL || f->filled == NULL) {
        fprintf(stderr, "floor: not enough memory\n");
        return false;
    }
    prepare_clock(f);
    for (size_t i = 0; i < (size_t)f->keys; i++) {
        f->filled[i] = f->warm != 0 ? f->ttl_ticks : 0;
    }
    f->gap = rng_seed(1, 1, 0);
    f->key = rng_seed(1, 2, 0);
    f->reads_per_session = (uint64_t)f->session;
    return true;
}

int main(int argc, char **argv)
{
    struct floor f = {.hits = 0};
    if (!bench_options(options, sizeof options / sizeof options[0], &f, argc, argv) || !prepare(&f)) {
        return 2;
    }
    uint64_t blocks = ((uint64_t)f.reads + BLOCK - 1) / BLOCK;
    double wall_s = run(&f, blocks), done = (double)(blocks * BLOCK);
    printf("reads %.0f\nhit_ratio %.6f\nwall_s %.6f\nns_per_read %.3f\npeak_rss_bytes %llu\n", done,
           (double)f.hits / done, wall_s, wall_s * 1e9 / done, (unsigned long long)memory_peak_bytes());
    memory_give(f.filled, (size_t)f.keys * sizeof *f.filled);
    zipf_free(f.popularity);
    return 0;
}
