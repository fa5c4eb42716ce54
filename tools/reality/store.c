/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store.c: commands and scripts (see store.h). The scripts answer with a number: the value, a few bytes that nobody
 * looks at, would tell no more. */
#include "store.h"

#include <hiredis/hiredis.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "fail.h"

enum script { SCRIPT_POLL, SCRIPT_SET_UNLOCK, SCRIPT_WATCH, SCRIPT_REFRESHED, SCRIPTS_N };

static const char *const script_text[SCRIPTS_N] = {
    [SCRIPT_POLL] = /* value, lock | token, lock TTL */
    "if redis.call('GET', KEYS[1]) then return 1 end "
    "if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return 2 end "
    "return 0",
    [SCRIPT_SET_UNLOCK] = /* value, lock | token, TTL, only absent */
    "local written = 1 "
    "if ARGV[3] == '1' then "
    "  if not redis.call('SET', KEYS[1], 'value', 'NX', 'PX', ARGV[2]) then written = 0 end "
    "else redis.call('SET', KEYS[1], 'value', 'PX', ARGV[2]) end "
    "if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end "
    "return written",
    [SCRIPT_WATCH] = /* value, count, mark | ahead, observe (ms), hot rate, hot reads */
    "if not redis.call('GET', KEYS[1]) then return 0 end "
    "local left, ahead, observe = redis.call('PTTL', KEYS[1]), tonumber(ARGV[1]), tonumber(ARGV[2]) "
    "if left > ahead + observe or redis.call('EXISTS', KEYS[3]) == 1 then return 1 end "
    "local reads = redis.call('INCR', KEYS[2]) "
    "if reads == 1 then redis.call('PEXPIRE', KEYS[2], left) end "
    "if left > ahead then return 1 end "
    "local observed = (ahead + observe - left) / 1000 "
    "if reads < tonumber(ARGV[4]) and reads < tonumber(ARGV[3]) * observed then return 1 end "
    "redis.call('SET', KEYS[3], 1) "
    "return 2",
    [SCRIPT_REFRESHED] = /* value, count, mark | TTL */
    "redis.call('SET', KEYS[1], 'value', 'PX', ARGV[1]) "
    "redis.call('DEL', KEYS[2], KEYS[3]) "
    "return 1",
};

struct store {
    redisContext *connection;
    char sha[SCRIPTS_N][48];
};

static redisReply *good(struct store *s, void *reply)
{
    redisReply *r = reply;
    if (r == NULL) {
        fail("redis: %s", s->connection->errstr);
    }
    if (r->type == REDIS_REPLY_ERROR) {
        fail("redis: %s", r->str);
    }
    return r;
}

static bool is_there(struct store *s, void *reply)
{
    redisReply *r = good(s, reply);
    bool there = r->type != REDIS_REPLY_NIL;
    freeReplyObject(r);
    return there;
}

static long long integer(struct store *s, void *reply)
{
    redisReply *r = good(s, reply);
    long long n = r->integer;
    freeReplyObject(r);
    return n;
}

static int64_t to_ms(int64_t ns)
{
    int64_t ms = (ns + NS_PER_MS / 2) / NS_PER_MS;
    return ms < 1 ? 1 : ms;
}

struct store *store_connect(const char *socket)
{
    struct store *s = calloc(1, sizeof *s);
    if (s == NULL) {
        fail("out of memory");
    }
    s->connection = redisConnectUnix(socket);
    if (s->connection == NULL || s->connection->err != 0) {
        fail("redis at %s: %s", socket, s->connection == NULL ? "out of memory" : s->connection->errstr);
    }
    for (int i = 0; i < SCRIPTS_N; i++) {
        redisReply *r = good(s, redisCommand(s->connection, "SCRIPT LOAD %s", script_text[i]));
        snprintf(s->sha[i], sizeof s->sha[i], "%s", r->str);
        freeReplyObject(r);
    }
    return s;
}

void store_close(struct store *s)
{
    redisFree(s->connection);
    free(s);
}

bool store_get(struct store *s, uint32_t key)
{
    return is_there(s, redisCommand(s->connection, "GET k:%" PRIu32, key));
}

bool store_set(struct store *s, uint32_t key, int64_t ttl_ns, bool only_absent)
{
    const char *format =
        only_absent ? "SET k:%" PRIu32 " value PX %" PRId64 " NX" : "SET k:%" PRIu32 " value PX %" PRId64;
    return is_there(s, redisCommand(s->connection, format, key, to_ms(ttl_ns)));
}

void store_delete(struct store *s, uint32_t key)
{
    freeReplyObject(good(s, redisCommand(s->connection, "DEL k:%" PRIu32, key)));
}

void store_flush(struct store *s)
{
    freeReplyObject(good(s, redisCommand(s->connection, "FLUSHALL")));
}

bool store_lock(struct store *s, uint32_t key, uint64_t token, int64_t lock_ttl_ns)
{
    return is_there(s, redisCommand(s->connection, "SET lock:%" PRIu32 " %" PRIu64 " NX PX %" PRId64, key, token,
                                    to_ms(lock_ttl_ns)));
}

enum store_poll store_poll(struct store *s, uint32_t key, uint64_t token, int64_t lock_ttl_ns)
{
    return (enum store_poll)integer(s, redisCommand(s->connection,
                                                    "EVALSHA %s 2 k:%" PRIu32 " lock:%" PRIu32 " %" PRIu64 " %" PRId64,
                                                    s->sha[SCRIPT_POLL], key, key, token, to_ms(lock_ttl_ns)));
}

bool store_set_unlock(struct store *s, uint32_t key, uint64_t token, int64_t ttl_ns, bool only_absent)
{
    return integer(s,
                   redisCommand(s->connection, "EVALSHA %s 2 k:%" PRIu32 " lock:%" PRIu32 " %" PRIu64 " %" PRId64 " %d",
                                s->sha[SCRIPT_SET_UNLOCK], key, key, token, to_ms(ttl_ns), only_absent)) == 1;
}

bool store_get_watched(struct store *s, uint32_t key, const struct store_watch *watch, bool *refresh)
{
    double rate_per_s = fmin(watch->hot_rate_per_s, 1e15), reads = fmin((double)watch->hot_reads, 1e15);
    long long found = integer(s, redisCommand(s->connection,
                                              "EVALSHA %s 3 k:%" PRIu32 " count:%" PRIu32 " mark:%" PRIu32 " %" PRId64
                                              " %" PRId64 " %f %f",
                                              s->sha[SCRIPT_WATCH], key, key, key, to_ms(watch->ahead_ns),
                                              to_ms(watch->observe_ns), rate_per_s, reads));
    *refresh = found == 2;
    return found != 0;
}

void store_set_refreshed(struct store *s, uint32_t key, int64_t ttl_ns)
{
    freeReplyObject(
        good(s, redisCommand(s->connection, "EVALSHA %s 3 k:%" PRIu32 " count:%" PRIu32 " mark:%" PRIu32 " %" PRId64,
                             s->sha[SCRIPT_REFRESHED], key, key, key, to_ms(ttl_ns))));
}
