/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened and when, in a few words: every kind of event has its own, and what lasts has an end. */
#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "events/registry.h"
#include "report/events.h"
#include "report/files/events_csv.h"
#include "report_fixture.h"

static void is(struct config_event e, const char *begins, const char *ends)
{
    cr_assert_str_eq(events_label(&e).s, begins);
    cr_assert_str_eq(events_over_label(&e).s, ends);
}

Test(report_events, labels)
{
    is((struct config_event){.type = &cache_restart_event}, "cache restarts", "");
    is((struct config_event){.type = &expire_key_event, .key_name = "charlie"}, "charlie expires", "");
    is((struct config_event){.type = &expire_all_event}, "all keys expire", "");
    is((struct config_event){.type = &cutover_event}, "cut-over", "");
    is((struct config_event){.type = &traffic_event, .x = 3}, "traffic x 3", "");
    is((struct config_event){.type = &traffic_event, .x = 0.5, .source = "inbox"}, "inbox x 0.5", "");
    is((struct config_event){.type = &deploy_event, .batch = COUNT_UNLIMITED}, "deploy: all servers restart",
       "deploy is done");
    is((struct config_event){.type = &deploy_event, .batch = 1}, "deploy: 1 server at a time", "deploy is done");
    is((struct config_event){.type = &deploy_event, .batch = 20}, "deploy: 20 servers at a time", "deploy is done");
    is((struct config_event){.type = &node_loss_event, .node = 3}, "cache node 3 dies", "");
    is((struct config_event){.type = &node_return_event, .key_name = "post"}, "node of post is back", "");
    is((struct config_event){.type = &invalidate_event, .share = 0.1}, "10% of the keys invalidated", "");
    is((struct config_event){.type = &invalidate_event, .share = (double)NAN, .top = 100}, "top 100 keys invalidated",
       "");
    is((struct config_event){.type = &db_slow_event, .factor = 4}, "database 4 times as slow",
       "database at speed again");
    is((struct config_event){.type = &db_down_event}, "database down", "database is back");
    is((struct config_event){.type = &db_down_event, .down_mode = DB_DOWN_HANG}, "database hangs", "database is back");
    is((struct config_event){.type = &lock_holder_crash_event, .key_name = "post"}, "lock holder of post crashes", "");
    for (size_t i = 0; i < REGISTRY_EVENTS_N; i++) { /* none is forgotten */
        struct config_event e = {.type = registry_events[i], .key_name = "x"};
        cr_assert_str_neq(events_label(&e).s, "");
    }
}

/* The file: an empty cache, bursts, events, and the ends that the model noted. */
Test(report_events, the_file)
{
    static const struct report_fixture_variant variant = {"only", 0, 12000, 60};
    struct report_fixture *f = report_fixture_new("x", "", &variant, 1, 100, 0);
    struct results *r = report_fixture_results(f, 0);
    struct config *c = report_fixture_config(f, 0);
    struct config_event down = {.at_ns = 20 * NS_PER_S, .type = &db_down_event};
    c->events = &down;
    c->events_n = 1;
    c->sources[0].rate_kind = SOURCE_BURST;
    c->sources[0].burst_at_ns = 10 * NS_PER_S;
    c->sources[0].burst_sessions = 5000;
    r->incident[r->incidents_n++] = (struct incident_entry){20 * NS_PER_S, 0, INCIDENT_TRIGGER, 0};
    r->incident[r->incidents_n++] = (struct incident_entry){305 * NS_PER_S / 10, 0, INCIDENT_TRIGGER_OVER, 0};
    char *text;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    events_csv_print(out, r);
    fclose(out);
    cr_assert_str_eq(text,
                     "time,event\n0,empty cache\n10,inbox: 5k sessions\n20,database down\n30.5,database is back\n",
                     "%s", text);
    free(text);
    report_fixture_free(f);
}
