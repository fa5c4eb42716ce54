/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ensure.c: the end of a run whose invariant broke. */
#include "base/ensure.h"

#include <stdio.h>
#include <stdlib.h>

void ensure_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "herdsim: bug: %s:%d: broken invariant: %s\n", file, line, condition);
    abort();
}
