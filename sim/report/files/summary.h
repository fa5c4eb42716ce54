/* SPDX-License-Identifier: GPL-3.0-or-later */
/* summary.h: summary.json and engine.json.
 *
 * summary.json holds what was found about the simulated system, and is the same to the byte for the same
 * scenario and seed. engine.json holds what was found about the simulator (time, memory), and is not.
 */
#ifndef HERDSIM_SUMMARY_H
#define HERDSIM_SUMMARY_H

#include <stdbool.h>
#include <stdio.h>

/* Both print one JSON object for the struct report_run that `run` points to; false without memory. */
bool summary_print(FILE *out, const void *run);
bool summary_print_engine(FILE *out, const void *run);

#endif
