/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_database.c: the database. What belongs to the other kind than the scenario's has no effect: a variant may switch
 * the kind of a base that states fields of both (schema_database.c says which they are). */
#include "scenario/read_parts.h"

#include "base/units.h"
#include "scenario/raw.h"

void read_database_database(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out)
{
    struct config_database *database = &((struct raw *)out)->config.database;
    struct raw_database d = {0};
    reader_object(r, reader_container(r, owner, self, NULL), self->object, &d);
    *database = d.config;
    if (database->partitions == COUNT_UNLIMITED) {
        database->kind = DATABASE_CONNECTIONS;
        return;
    }
    database->kind = DATABASE_THROUGHPUT;
    database->service = d.latency;
    database->connections = database->queue_limit = database->cores = COUNT_UNLIMITED;
    database->contention = database->coherency = 0;
}
