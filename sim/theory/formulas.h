/* SPDX-License-Identifier: GPL-3.0-or-later */
/* formulas.h: the closed forms that the simulator is held against, as plain functions.
 *
 * Notation: lambda arrivals per second; S mean service or fetch time, s; mu = 1 / S; a = lambda S the offered load, rho =
 * a / c its share of c servers; T time to live, s; N app servers; p_i popularity of key i. Times are in seconds.
 * (Sums over a whole popularity law, T5 and T7 with many keys and Che's approximation, are in theory/stationary.h.)
 */
#ifndef HERDSIM_FORMULAS_H
#define HERDSIM_FORMULAS_H

#include <stddef.h>

/* Queues. */

/* Erlang B: loss of M/G/c/c. B_k = a B_{k-1} / (k + a B_{k-1}). A. K. Erlang, 1917. */
double formulas_erlang_b(double c, double a);

/* Erlang C: probability of waiting in M/M/c, a < c: B / (1 - rho (1 - B)). */
double formulas_erlang_c(double c, double a);

/* Mean wait in M/M/c: C S / (c - a). */
double formulas_mmc_wait_s(double c, double a, double service_s);

/* Loss of M/M/c with room for k >= c in all: a^n/n! up to c, then times rho; the share of the last state. */
double formulas_mmck_loss(double c, double k, double a);

/* Pollaczek-Khinchine: mean wait in M/G/1, lambda E[S^2] / (2 (1 - rho)), by the coefficient of variation of S. */
double formulas_mg1_wait_s(double lambda, double service_s, double cv);

/* M/G/1 with processor sharing: mean time in the system S / (1 - rho), whatever the distribution of S. L. Kleinrock,
 * JACM 14(2), 1967. */
double formulas_mg1_ps_time_s(double lambda, double service_s);

/* Universal Scalability Law: throughput of n queries in service at once, n / (S (1 + sigma (n-1) + kappa n (n-1))). N.
 * Gunther, arXiv:0808.1431, 2008. */
double formulas_usl_per_s(double n, double service_s, double sigma, double kappa);

/* Share of the customers of M/M/1 who leave unserved because they wait for tau at most. The work W that an arrival finds
 * has the density lambda P0 e^((lambda - mu) x) up to tau, and falls by e^(-mu x) beyond; they leave if it exceeds tau. D.
 * Barrer, Operations Research 5(5), 1957. */
double formulas_impatient_share(double lambda, double mu, double tau_s);

/* Share of the customers of M/M/1 who take longer than `limit_s`: e^(-(mu - lambda) limit). */
double formulas_late_share(double lambda, double mu, double limit_s);

/* Caches. */

/* TTL cache, one key, Poisson reads, fetch time S without coalescing, the first fill starting the TTL: the share of hits
 * lambda T / (1 + lambda (S + T)). */
double formulas_ttl_hit_ratio(double lambda, double ttl_s, double fetch_s);

/* The same when every write starts it anew: the last of the fetches of a constant S was begun S - (1 - e^(-lambda S)) /
 * lambda after the first, on average. */
double formulas_ttl_last_write_hit_ratio(double lambda, double ttl_s, double fetch_s);

/* Hit ratio of an LRU cache of `capacity` entries under independent references, exactly: sum_i p_i P(fewer than C of the
 * other keys are read between two reads of i), the inter-reference time being exponential. O(n C) per point of the
 * quadrature and key: for up to some hundred keys. NAN without memory. W. F. King, IFIP Congress 1971. */
double formulas_lru_hit_ratio(const double *p, size_t n, size_t capacity);

/* The same for FIFO, and for random eviction, exactly: the cache holds a set of keys with probability proportional to the
 * product of their p. E. Gelenbe, IEEE Transactions on Computers C-22(6), 1973. */
double formulas_fifo_hit_ratio(const double *p, size_t n, size_t capacity);

/* Reads of a value that the database has since replaced, at rate u, of a key read often: 1 - (1 - e^(-u T)) / (u T). */
double formulas_outdated_share(double update_rate_per_s, double ttl_s);

/* Queries of n servers, each with a local cache of one key, in `run_s` from a cold start: a renewal process with cycles of
 * mean m = d + T + S and standard deviation d = N / lambda that begins with a wait for the next read gives t / m + (m^2 +
 * d^2) / (2 m^2) - d / m (D. R. Cox, Renewal Theory, 1962, section 4.2). */
double formulas_local_queries(double n, double lambda, double ttl_s, double fetch_s, double run_s);

/* Local caches of one key on N servers, each fetching for itself: what they let through, N / (T + S + N / lambda). */
double formulas_local_through_per_s(double n, double lambda, double ttl_s, double fetch_s);

/* K keys filled together whose TTLs are spread over T (1 +- j): expiries per second K / (2 j T). */
double formulas_jitter_per_s(double keys_n, double spread, double ttl_s);

/* Herds: queries for one key between its expiry and its fill, the read that finds it expired included. */

/* Constant fetch time S, no coalescing: 1 + a, a = lambda S being the reads while the fetch lasts. */
double formulas_herd_constant(double a);

/* Exponential fetch time, the first to finish fills: sum over k >= 0 of prod_{j <= k} a / (a + j), a = lambda S: the
 * (k+1)-th comes before any of k has ended, and so on. About sqrt(pi a / 2) + 1/3. */
double formulas_herd_exponential(double a);

/* Coalescing on each of N servers: 1 + (N - 1) (1 - e^(-a / N)). */
double formulas_herd_per_server(double a, double servers_n);

/* Cluster lock that expires under its holder: ceil(S / L). */
double formulas_herd_lock_expires(double fetch_s, double lock_ttl_s);

/* Cluster lock whose waiters give up after W < S and fetch for themselves: 1 + lambda (S - W). */
double formulas_herd_gives_up(double lambda, double fetch_s, double wait_s);

/* Polls of all who wait, every p, S being a multiple of it: lambda S^2 / (2 p), and half a poll more for each of them. */
double formulas_lock_polls(double lambda, double fetch_s, double poll_s);

/* Overload. */

/* A backlog that gathers at lambda for `down_s` is worked off at C - lambda: seconds from the end of the outage. */
double formulas_drain_s(double lambda, double capacity_per_s, double down_s);

/* Attempts per request that fail with probability p each, n at most: (1 - p^n) / (1 - p). */
double formulas_attempts(double p, double n);

/* The same where the failures are due to the retries: one server, no queue, exponential service, Poisson attempts: p = a'
 * / (1 + a') with a' = a attempts(p, n). */
double formulas_attempts_of_loss(double a, double n);

/* At least one of n slow, each with probability p: 1 - (1 - p)^n. */
double formulas_slow_share(double p, double n);

/* Queries that a token bucket of rate r and depth b seconds, full at first, admits in `run_s` if more come: r (b + t). */
double formulas_token_bucket(double rate_per_s, double burst_s, double run_s);

/* Retry storm: a database for C queries/s hangs for D; users at lambda wait for W, and try a second and last time after
 * another R. From the beginning of the outage, the time at which arrivals are served in time again: lambda t + lambda (t -
 * W - R) - C (t - D) = C W. INFINITY from 2 lambda >= C on. After N. Bronson et al., HotOS 2021. */
double formulas_storm_recovery_s(double lambda, double capacity_per_s, double down_s, double patience_s,
                                 double pause_s);

#endif
