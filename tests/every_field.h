/* SPDX-License-Identifier: GPL-3.0-or-later */
/* every_field.h: what comes out of a scenario for several values of one field (see test_every_field.c). */
#ifndef HERDSIM_TESTS_EVERY_FIELD_H
#define HERDSIM_TESTS_EVERY_FIELD_H

#include <cjson/cJSON.h>
#include <criterion/criterion.h>

#include "protections/registry.h"
#include "scenario/schema_tables.h"

#define EVERY_FIELD_FOLDER "tests/every_field/"
#define EVERY_FIELD_FILE EVERY_FIELD_FOLDER "fields.json"

/* The file of entries; to be deleted. */
cJSON *every_field_file(void);

/* Tries the values of an entry, put at `at` unless it says where; expects that no two lead to the same results. */
void every_field_try(const cJSON *file, const cJSON *entry, const char *at);

#endif
