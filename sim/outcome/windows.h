/* SPDX-License-Identifier: GPL-3.0-or-later */
/* windows.h: which windows of a finished run count for whoever judges it: a stump at the end, in which hardly anything
 * ended, does not.
 */
#ifndef HERDSIM_WINDOWS_H
#define HERDSIM_WINDOWS_H

#include "model/results.h"

/* All but a last one that is shorter than half a window. */
size_t windows_complete_n(const struct results *r);

#endif
