/* SPDX-License-Identifier: GPL-3.0-or-later */
/* windows.h: how many windows a run has, and which of them count for whoever judges it: a stump at the end, in which hardly anything
 * ended, does not.
 */
#ifndef HERDSIM_WINDOWS_H
#define HERDSIM_WINDOWS_H

#include "model/results.h"

/* Windows of a run that is not cut short; the last one may be shorter than the others. */
size_t windows_planned_n(const struct config *c);

/* All but a last one that is shorter than half a window. */
size_t windows_complete_n(const struct results *r);

#endif
