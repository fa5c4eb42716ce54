/* SPDX-License-Identifier: GPL-3.0-or-later */
/* folder_name.h: which names a variant's folder cannot have.
 *
 * A folder of results holds a folder per variant, and beside them what belongs to the whole run under fixed names. The
 * loader refuses a variant of such a name, long before its folder would be made.
 */
#ifndef HERDSIM_FOLDER_NAME_H
#define HERDSIM_FOLDER_NAME_H

#include <stdbool.h>

#define FOLDER_NAME_BYTES_MAX 100 /* as of all names in a scenario; every file system takes more */

/* Whether a folder of results has something of that name besides its variants. */
bool folder_name_is_taken(const char *name);

#endif
