/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arithmetic of outages in the envelope, figure by figure against its formula, worked out by hand. */
#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report_fixture.h"
#include "scenario/config_default.h"

static struct report_fixture *fixture;
static struct config *config;

static void set_up(void)
{
    static const struct report_fixture_variant variant = {"base", 0, 8000, 60};
    fixture = report_fixture_new("x", "", &variant, 1, 10, 0);
    cr_assert_not_null(fixture);
    config = report_fixture_config(fixture, 0);
}

static void tear_down(void)
{
    report_fixture_free(fixture);
}

static char *envelope(void)
{
    char *text;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    cr_assert(report_envelope("", config, 1, out));
    fclose(out);
    return text;
}

static void expect(const char *line)
{
    char *text = envelope();
    cr_assert_not_null(strstr(text, line), "%s is not in %s", line, text);
    free(text);
}

static void expect_no(const char *words)
{
    char *text = envelope();
    cr_assert_null(strstr(text, words), "%s is in %s", words, text);
    free(text);
}

/* T15: a hit ratio of 91.3% at 300 s. Of 10 nodes, each has a tenth of the hits: 1 + .91274 / (10 x .08726) = 2.046. */
Test(report_envelope, T15_loss_of_the_cache_and_of_a_node, .init = set_up, .fini = tear_down)
{
    config->cache.ttl_ns = 300 * NS_PER_S;
    expect("  losing this cache multiplies that by        11.5   1 / (1 - h)\n");
    expect("  losing one node of 10, by                   2.05   1 + h / (N (1 - h)), N nodes\n");
    config->cache.nodes = 1;
    expect_no("losing one node");
}

/* T13: the most popular of 1M keys at 20,000 reads/s is read 1,299 times a second; with 100 servers and 60 s that is
 * 100 / (60 + .005 + 100 / 1299) = 1.664/s. */
Test(report_envelope, T13_local_caches, .init = set_up, .fini = tear_down)
{
    expect_no("Local caches");
    config->servers.local.present = true;
    config->servers.local.ttl_ns = 60 * NS_PER_S;
    config->cache.present = false;
    expect("\nLocal caches of N = 100 servers, T = 60 s\n"
           "  the most popular: reads                  1,299/s   lambda, on all servers\n"
           "    that reach the database                 1.66/s   N / (T + S + N / lambda), S = 5 ms: each server "
           "fetches for itself\n");
    expect("\nLocal caches, long after their start (lambda_i: reads/s of key i on one server");
    expect("\nEmpty local caches (no entry expires, each server fetches each key once)\n"
           "  after 1 s: database reads ");
    expect_no("No cache");
    expect_no("rule of thumb");
    expect_no("cluster-wide");
    config->cache.present = true;
    expect("    that reach the cache tier               1.66/s   N / (T + S + N / lambda), S = 300 us: each server ");
    expect("   local caches, and the cache tier for what they let through\n");
    config->servers.local.ttl_ns = TIME_NEVER;
    expect_no("T + S + N / lambda");
}

/* An item is in one partition; the hottest key is that of the most reads, by name or by a source of its own. */
Test(report_envelope, one_item_of_a_partitioned_database, .init = set_up, .fini = tear_down)
{
    static struct config_key_name name = {"post:1", 7};
    expect_no("one item");
    config->database.kind = DATABASE_THROUGHPUT;
    config->database.partitions = 1000;
    config->database.partition_rate_per_s = 3000;
    config->database.client_attempts = 1;
    expect("  most that one item can be read           3,000/s   as an item lies in one partition\n"
           "    the most popular, uncached               43.3%   1,299/s of 3,000/s: survivable\n");
    config->keys.names = &name;
    config->keys.names_n = 1;
    expect("    the most popular, uncached               43.3%");
    struct config_source sources[2] = {config->sources[0], config->sources[0]};
    sources[1].name = "crowd";
    sources[1].sessions_per_s = 5000;
    sources[1].rate_kind = SOURCE_SESSIONS_PER_S;
    sources[1].reads_per_session = 1;
    sources[1].key_name = name.name;
    sources[1].key_rank = name.rank;
    config->sources = sources;
    config->sources_n = 2;
    expect("    post:1, uncached                          173%   5,189/s of 3,000/s: not survivable\n");
    name.rank = sources[1].key_rank = 1;
    expect("    post:1, uncached                          210%   6,299/s of 3,000/s: not survivable\n");
}

/* T17 at p = 1: n attempts, or what a budget lets through; layers multiply. The numbers of "Metastable Failures in
 * Distributed Systems": 300/s of capacity, 280/s of load, one retry. */
Test(report_envelope, T17_retries, .init = set_up, .fini = tear_down)
{
    struct config_source *s = &config->sources[0];
    s->rate_kind = SOURCE_SESSIONS_PER_S;
    s->sessions_per_s = 280;
    s->reads_per_session = 1;
    config->cache.present = false;
    config->database.connections = 3;
    config->database.service = dist_constant(10 * NS_PER_MS);
    s->retry = config_default_source().retry;
    expect_no("Retries");
    s->retry.attempts = 2;
    expect("\nRetries, when every attempt fails (p = 1; n attempts at most)\n"
           "  inbox: attempts per session                    2   (1 - p^n) / (1 - p), which is n\n"
           "  database reads                             560/s   280/s x 2\n"
           "    share of capacity                         187%   560/s of 300/s: not survivable\n"
           "  recovers by itself at a load below         150/s   capacity / attempts; it is 280/s: so it may not\n");
    s->sessions_per_s = 140;
    expect("  recovers by itself at a load below         150/s   capacity / attempts; it is 140/s: so it does\n");
    s->retry.budget = 0.2;
    expect("  inbox: attempts per session                  1.2   1 + budget of 20%, at most n = 2\n");
    s->retry.budget_floor_per_s = 14;
    expect("  inbox: attempts per session                  1.3   1 + budget of 20% + 14/s, at most n = 2\n");
    s->retry.budget = 5;
    expect("  inbox: attempts per session                    2   1 + budget of 500% + 14/s, at most n = 2\n");

    config->database.client_attempts = 3; /* of a kind that has no client library */
    expect_no("client library");
    config->database.kind = DATABASE_THROUGHPUT;
    config->database.partitions = 10;
    config->database.partition_rate_per_s = 100;
    expect("  client library: attempts per query             3   at a throttled query; they multiply\n"
           "  database reads                             840/s   140/s x 6\n");
}

/* A cache in front: what it answers is not retried at the database. Sources weigh by their reads. */
Test(report_envelope, T17_behind_a_cache, .init = set_up, .fini = tear_down)
{
    config->cache.ttl_ns = 300 * NS_PER_S;
    struct config_source sources[2] = {config->sources[0], config->sources[0]}; /* 20,000 reads/s each */
    sources[0].retry = config_default_source().retry;
    sources[0].retry.attempts = 4;
    sources[1].name = "patient";
    sources[1].retry = config_default_source().retry;
    config->sources = sources;
    config->sources_n = 2;
    expect("  database reads                           2,233/s   reads/s x (1 - h)\n");
    expect("  inbox: attempts per session                    4   (1 - p^n) / (1 - p), which is n\n"
           "  database reads                           5,584/s   2,233/s x 2.5\n"
           "    share of capacity                        69.8%   5,584/s of 8,000/s: survivable\n"
           "  recovers by itself at a load below       3,200/s   capacity / attempts; it is 2,233/s: so it does\n");
    config->database.connections = COUNT_UNLIMITED;
    expect_no("recovers by itself");
}
