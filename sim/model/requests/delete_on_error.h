/* SPDX-License-Identifier: GPL-3.0-or-later */
/* delete_on_error.h: a client of the cache that takes an error of the database for an invalid value (private to the model). */
#ifndef HERDSIM_DELETE_ON_ERROR_H
#define HERDSIM_DELETE_ON_ERROR_H

#include "model/state/state.h"

/* A read's query of `key` has failed. With cache.on_db_error = delete, its client deletes the entry, whoever may have
 * written it meanwhile, if it has heard of an error or waited too long (not if it was turned away or has given up the
 * read itself). */
void delete_on_error_entry(struct sim *sim, uint32_t key, enum fetch_end end);

#endif
