/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_servers.c: the caches of the app servers, which are there only if the scenario says so. */
#include "scenario/read_parts.h"

#include "model/config.h"

void read_servers_local(struct reader *r, const cJSON *owner, const struct schema_child *self, void *out)
{
    struct config_local *local = &((struct config_servers *)out)->local;
    const cJSON *node = reader_container(r, owner, self, NULL);
    local->present = node != NULL;
    reader_object(r, node, self->object, local);
}
