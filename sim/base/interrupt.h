/* SPDX-License-Identifier: GPL-3.0-or-later */
/* interrupt.h: the signals by which somebody wants the program to end (SIGINT, SIGTERM, SIGHUP), held back for a while.
 *
 * Held back, a signal stays pending until it is asked for, so that no handler and no global is needed, and nothing is left
 * half done. A signal that whoever started us has turned off (nohup, a background job of a script) stays off.
 */
#ifndef HERDSIM_INTERRUPT_H
#define HERDSIM_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

/* Exit status of a program that a signal ends, as shells have it: 130 for SIGINT, 143 for SIGTERM. */
#define INTERRUPT_EXIT(signal) (128 + (signal))

/* Whether it is one of them. */
bool interrupt_is(int signal);

/* Adds those that are not turned off. */
void interrupt_add(sigset_t *set);

/* Holds them back on this thread and those that it starts; what was before goes to *before. */
void interrupt_hold(sigset_t *before);
void interrupt_release(const sigset_t *before);

/* Takes one that is pending; 0 if there is none. */
int interrupt_take(void);

#endif
