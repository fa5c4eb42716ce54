/* SPDX-License-Identifier: GPL-3.0-or-later */
/* colour.c: colour where somebody looks: a terminal, unless NO_COLOR says otherwise (see colour.h). */
#include "cli/colour.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool colour_wanted(void)
{
    const char *off = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    return (off == NULL || off[0] == '\0') && isatty(STDOUT_FILENO) &&
           (terminal == NULL || strcmp(terminal, "dumb") != 0);
}
