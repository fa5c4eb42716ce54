/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_path.h: which field a path of --set or --vary leads to. */
#ifndef HERDSIM_SCHEMA_PATH_H
#define HERDSIM_SCHEMA_PATH_H

#include "base/field.h"

/* The field at "a.b.c" or "/a/b/c"; NULL if there is none, or what stands there is an object, a list, or one of several forms. */
const struct field *schema_path_field(const char *path);

#endif
