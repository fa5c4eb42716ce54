/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backoff under contention (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015; its program is
 * github.com/aws-samples/aws-arch-backoff-simulator, src/backoff_simulator.py): 100 clients want to update one row once
 * each, under optimistic concurrency control. A client reads the version of the row and writes with that version; if
 * another write has come first, the write is refused, the client waits, and begins anew. Each of the four messages takes
 * |N(10, 2)| ms; the server takes no time. What counts is how many writes are called for until all have succeeded.
 *
 * The figure of the post shows, for 100 clients, about 2,400 without backoff, 1,860 exponential, 1,000 decorrelated, 800
 * with equal jitter and 800 with full jitter (base 5 ms, cap 2 s). The program as published, repeated 60 times, makes it
 * 2,426, 1,867, 1,000, 812 and 796, with standard errors of 4, 9, 4, 1 and 1.
 *
 * What is under test here are the policies of base/backoff.h, and the event queue. The program counts attempts from 1, so
 * that its first exponential wait is 2 x 5 ms; the decorrelated one begins at 5 ms.
 */
#include <criterion/criterion.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "base/backoff.h"
#include "base/eventq.h"

enum { CLIENTS = 100, RUNS = 40, CAP_MS = 2000 };

enum what { READ, READ_ANSWER, WRITE, WRITE_ANSWER };

struct client {
    uint64_t version, attempts;
    int64_t wait_ns;
    bool written;
};

struct contest {
    struct eventq queue;
    gsl_rng *network;
    struct rng jitter;
    uint64_t version, calls;
    struct client client[CLIENTS];
};

static void send(struct contest *c, int64_t now_ns, enum what what, uint32_t client)
{
    double delay_ms = fabs(10 + gsl_ran_gaussian(c->network, 2));
    eventq_push(&c->queue, now_ns + (int64_t)(delay_ms * (double)NS_PER_MS), (struct event){what, client});
}

static void act(struct contest *c, int64_t now_ns, struct event e, const struct backoff *policy)
{
    struct client *client = &c->client[e.argument];
    switch ((enum what)e.kind) {
    case READ:
        client->version = c->version;
        send(c, now_ns, READ_ANSWER, e.argument);
        return;
    case READ_ANSWER:
        send(c, now_ns, WRITE, e.argument);
        return;
    case WRITE:
        client->written = client->version == c->version;
        c->version += client->written;
        c->calls++;
        send(c, now_ns, WRITE_ANSWER, e.argument);
        return;
    case WRITE_ANSWER:
        if (!client->written) {
            client->attempts++;
            client->wait_ns = backoff_wait_ns(policy, client->attempts, client->wait_ns, &c->jitter);
            send(c, now_ns + client->wait_ns, READ, e.argument);
        }
        return;
    }
}

/* Calls until everybody has written. */
static double contend(const struct backoff *policy, uint64_t seed)
{
    struct contest c = {.network = gsl_rng_alloc(rng_gsl_type), .jitter = rng_seed(seed, 1, 0)};
    cr_assert(c.network != NULL && eventq_init(&c.queue, CLIENTS));
    gsl_rng_set(c.network, seed);
    for (uint32_t i = 0; i < CLIENTS; i++) {
        send(&c, 0, READ, i);
    }
    while (eventq_first_ns(&c.queue) != TIME_NEVER) {
        int64_t now_ns = eventq_first_ns(&c.queue);
        act(&c, now_ns, eventq_pop(&c.queue), policy);
    }
    cr_assert_eq(c.version, CLIENTS);
    eventq_release(&c.queue);
    gsl_rng_free(c.network);
    return (double)c.calls;
}

static double mean_calls(enum backoff_jitter jitter, int64_t base_ms)
{
    struct backoff policy = {.base_ns = base_ms * NS_PER_MS, .cap_ns = CAP_MS * NS_PER_MS, .jitter = jitter};
    double sum = 0;
    for (uint64_t seed = 1; seed <= RUNS; seed++) {
        sum += contend(&policy, seed);
    }
    return sum / RUNS;
}

Test(outside_backoff, calls_of_a_hundred_clients_for_one_row)
{
    const struct {
        const char *name;
        enum backoff_jitter jitter;
        int64_t base_ms;
        double published, program;
    } policies[] = {{"none", BACKOFF_NONE, 0, 2400, 2426},
                    {"exponential", BACKOFF_NONE, 10, 1860, 1867},
                    {"decorrelated", BACKOFF_DECORRELATED, 5, 1000, 1000},
                    {"equal jitter", BACKOFF_EQUAL, 10, 800, 812},
                    {"full jitter", BACKOFF_FULL, 10, 800, 796}};
    for (size_t i = 0; i < sizeof policies / sizeof policies[0]; i++) {
        double calls = mean_calls(policies[i].jitter, policies[i].base_ms);
        cr_assert_float_eq(calls, policies[i].program, 0.02 * policies[i].program, "%s: %g calls, its program %g",
                           policies[i].name, calls, policies[i].program);
        cr_assert_float_eq(calls, policies[i].published, 0.03 * policies[i].published, "%s: %g calls, published %g",
                           policies[i].name, calls, policies[i].published);
    }
}
