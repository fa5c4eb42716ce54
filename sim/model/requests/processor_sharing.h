/* SPDX-License-Identifier: GPL-3.0-or-later */
/* processor_sharing.h: a database whose queries in service share it, and slow each other down.
 *
 * With n queries in service, c cores and a slow-down factor f (1 as a rule), each progresses at the speed
 *
 *   v(n) = min(1, c / n) / (1 + sigma (n - 1) + kappa n (n - 1)) / f
 *
 * so that a query that has the database for itself takes its service time s. Without sigma and kappa this is
 * processor sharing over c cores; without a limit to the cores it is the Universal Scalability Law, throughput
 * X(n) = n / (S (1 + sigma (n - 1) + kappa n (n - 1))): sigma (contention) is the share of the work that is serial,
 * kappa (coherency) what each pair of queries costs by keeping each other informed.
 *
 * As all progress equally fast, one clock serves them all: virtual time V runs at speed v(n), and a query that enters
 * at V ends when the clock shows V + s. Entering, leaving and ending are O(log n), whatever the others do to its
 * speed. Finish times are whole nanoseconds of virtual time, rounded up: what a query needs is too long by less than
 * 1 ns.
 *
 * L. Kleinrock, "Time-shared Systems: A Theoretical Treatment", JACM 14(2), 1967. N. Gunther, "A General Theory of
 * Computational Scalability Based on Rational Functions", arXiv:0808.1431, 2008. Virtual time: A. Demers, S. Keshav
 * and S. Shenker, "Analysis and Simulation of a Fair Queueing Algorithm", SIGCOMM 1989.
 */
#ifndef HERDSIM_PROCESSOR_SHARING_H
#define HERDSIM_PROCESSOR_SHARING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/idheap.h"
#include "model/config.h"

struct processor_sharing {
    struct idheap finish; /* of virtual finish times, by slot of the query */
    double cores, contention, coherency;
    double factor;  /* INFINITY: hangs */
    double stretch; /* 1 / v(n); INFINITY: hangs */
    int64_t at_ns;  /* of the last change of n or of the factor; and the virtual time then: */
    int64_t virtual_ns;
    double virtual_part; /* of a nanosecond, 0 <= part < 1 */
    int64_t next_ns;
};

/* For queries in slots below slots_n, at most d->connections of them in service at once. False without memory. */
bool processor_sharing_init(struct processor_sharing *s, const struct config_database *d, uint64_t slots_n);
void processor_sharing_release(struct processor_sharing *s);

/* Bytes that processor_sharing_init reserves. */
uint64_t processor_sharing_bytes(const struct config_database *d, uint64_t slots_n);

/* Instants must not fall from call to call. */

/* A query begins that would take service_ns >= 0 if it had the database for itself. */
void processor_sharing_enter(struct processor_sharing *s, int64_t now_ns, uint32_t slot, int64_t service_ns);

/* A query in service is stopped. Its slot may be used again at once. */
void processor_sharing_leave(struct processor_sharing *s, int64_t now_ns, uint32_t slot);

/* From now on everything takes `factor` > 0 times as long; INFINITY: nothing goes on. */
void processor_sharing_set_speed(struct processor_sharing *s, int64_t now_ns, double factor);

/* Whole ns at which the next query has ended if nothing changes until then; TIME_NEVER if none is in service or the
 * database hangs. */
static inline int64_t processor_sharing_next_ns(const struct processor_sharing *s)
{
    return s->next_ns;
}

/* Takes a query out that has ended by now; false if there is none. To be called at processor_sharing_next_ns(), until it says
 * false. Those that end at one instant come in the order in which they entered. */
bool processor_sharing_take(struct processor_sharing *s, int64_t now_ns, uint32_t *slot);

#endif
