/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dbpool.c: see dbpool.h. A connection that is given back goes straight to who has waited longest, so nobody overtakes.
 *
 * The row is found by its key, and then pg_sleep makes the query as slow as the scenario says: what it takes beyond that
 * is measured (unloaded.c).
 */
#include "dbpool.h"

#include <inttypes.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/units.h"
#include "clock.h"
#include "fail.h"

struct waiter {
    pthread_cond_t given;
    PGconn *connection; /* NULL: still waits */
    struct waiter *next;
};

struct dbpool {
    pthread_mutex_t lock;
    uint64_t size, free_n;
    struct waiter *first, *last;
    PGconn **connection; /* all */
    PGconn **free;       /* the first free_n of these */
};

static void expect(PGconn *connection, PGresult *result, ExecStatusType status)
{
    if (PQresultStatus(result) != status) {
        fail("postgres: %s", PQerrorMessage(connection));
    }
    PQclear(result);
}

static PGconn *connect_one(const char *postgres)
{
    PGconn *c = PQconnectdb(postgres);
    if (PQstatus(c) != CONNECTION_OK) {
        fail("postgres: %s", PQerrorMessage(c));
    }
    return c;
}

struct dbpool *dbpool_open(const char *postgres, uint64_t size)
{
    struct dbpool *p = calloc(1, sizeof *p);
    PGconn **connections = calloc(2 * size, sizeof(PGconn *));
    if (p == NULL || connections == NULL) {
        fail("out of memory");
    }
    *p = (struct dbpool){.size = size, .free_n = size, .connection = connections, .free = connections + size};
    pthread_mutex_init(&p->lock, NULL);
    for (uint64_t i = 0; i < size; i++) {
        PGconn *c = connect_one(postgres);
        expect(c, PQprepare(c, "read", "SELECT value, pg_sleep($2::float8) FROM items WHERE id = $1::integer", 2, NULL),
               PGRES_COMMAND_OK);
        p->connection[i] = p->free[i] = c;
    }
    return p;
}

void dbpool_close(struct dbpool *p)
{
    for (uint64_t i = 0; i < p->size; i++) {
        PQfinish(p->connection[i]);
    }
    pthread_mutex_destroy(&p->lock);
    free(p->connection);
    free(p);
}

static PGconn *take(struct dbpool *p)
{
    pthread_mutex_lock(&p->lock);
    if (p->free_n > 0) {
        PGconn *c = p->free[--p->free_n];
        pthread_mutex_unlock(&p->lock);
        return c;
    }
    struct waiter me = {.given = PTHREAD_COND_INITIALIZER};
    *(p->first == NULL ? &p->first : &p->last->next) = &me;
    p->last = &me; // cppcheck-suppress autoVariables ; it leaves the list before it leaves this function
    while (me.connection == NULL) {
        pthread_cond_wait(&me.given, &p->lock);
    }
    pthread_mutex_unlock(&p->lock);
    pthread_cond_destroy(&me.given);
    return me.connection;
}

static void give(struct dbpool *p, PGconn *c)
{
    pthread_mutex_lock(&p->lock);
    struct waiter *heir = p->first;
    if (heir != NULL) {
        p->first = heir->next;
        heir->connection = c;
        pthread_cond_signal(&heir->given);
    } else {
        p->free[p->free_n++] = c;
    }
    pthread_mutex_unlock(&p->lock);
}

struct dbpool_query dbpool_query(struct dbpool *p, uint32_t key, int64_t sleep_ns)
{
    char id[16], sleep_s[32];
    snprintf(id, sizeof id, "%" PRIu32, key);
    snprintf(sleep_s, sizeof sleep_s, "%.9f", (double)sleep_ns / (double)NS_PER_S);
    const char *values[] = {id, sleep_s};
    PGconn *c = take(p);
    struct dbpool_query query = {.sent_ns = clock_now_ns()};
    PGresult *result = PQexecPrepared(c, "read", 2, values, NULL, NULL, 0);
    if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) != 1) {
        fail("postgres: row %" PRIu32 ": %s", key, PQerrorMessage(c));
    }
    query.taken_ns = clock_now_ns() - query.sent_ns;
    PQclear(result);
    give(p, c);
    return query;
}

void dbpool_create_rows(const char *postgres, uint64_t keys_n)
{
    PGconn *c = connect_one(postgres);
    char fill[200];
    snprintf(fill, sizeof fill,
             "INSERT INTO items SELECT id, 'value of ' || id FROM generate_series(0, %" PRIu64 ") AS id", keys_n - 1);
    expect(c, PQexec(c, "SET client_min_messages = warning"), PGRES_COMMAND_OK);
    expect(c, PQexec(c, "DROP TABLE IF EXISTS items"), PGRES_COMMAND_OK);
    expect(c, PQexec(c, "CREATE TABLE items (id integer PRIMARY KEY, value text NOT NULL)"), PGRES_COMMAND_OK);
    expect(c, PQexec(c, fill), PGRES_COMMAND_OK);
    expect(c, PQexec(c, "ANALYZE items"), PGRES_COMMAND_OK);
    PQfinish(c);
}
