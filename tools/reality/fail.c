/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fail.c: one way to end: a line, and exit status 1. */
#include "fail.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("reality: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    _exit(1); /* threads may be at work: nothing is to be torn down under them */
}
