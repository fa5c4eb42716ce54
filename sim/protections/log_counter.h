/* SPDX-License-Identifier: GPL-3.0-or-later */
/* log_counter.h: what Redis's logarithmic access counter reads in the long run.
 *
 * 8 bits: a read increments the counter with probability 1 / ((c - 5) x 10 + 1) (certainly up to 5), and at every
 * full minute it is decremented. Between two minutes it is a pure birth process with rates that fall with c,
 * solved by uniformisation; over a minute it sinks by one at most, so its law follows level by level from
 * the balance of what crosses each level upwards and downwards, sums of positive terms only.
 *
 * Redis: evict.c, LFULogIncr and LFUDecrAndReturn (lfu-log-factor 10, lfu-decay-time 1).
 */
#ifndef HERDSIM_LOG_COUNTER_H
#define HERDSIM_LOG_COUNTER_H

enum { LOG_COUNTER_VALUES = 256 };

/* The distribution function of the counter of a key read at that rate (>= 0), at a random moment of a minute:
 * sum[c] = P(counter <= c). */
void log_counter_law(double rate_per_s, double sum[LOG_COUNTER_VALUES]);

#endif
