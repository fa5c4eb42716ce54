/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fail.h: what cannot be gone on from ends the process: a server that has gone, no memory. */
#ifndef HERDSIM_REALITY_FAIL_H
#define HERDSIM_REALITY_FAIL_H

/* Prints "reality: ..." to stderr and ends the process with status 1. */
__attribute__((noreturn, format(printf, 1, 2))) void fail(const char *format, ...);

#endif
