/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ensure.h: invariants that stay on in release builds, because breaking one would bend a curve silently.
 *
 * A bad scenario can never reach one (the loader has refused it): a failing ensure() is a bug of herdsim.
 */
#ifndef HERDSIM_ENSURE_H
#define HERDSIM_ENSURE_H

/* Prints the broken invariant and its place on stderr and aborts. */
_Noreturn void ensure_failed(const char *condition, const char *file, int line);

#define ensure(condition) ((condition) ? (void)0 : ensure_failed(#condition, __FILE__, __LINE__))

#endif
