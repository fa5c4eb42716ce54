/* SPDX-License-Identifier: GPL-3.0-or-later */
/* purposes.h: what random draws are for. Each purpose is a stream, or a family of addresses, of its own
 * (see base/rng.h), so that no two uses ever share a number.
 */
#ifndef HERDSIM_PURPOSES_H
#define HERDSIM_PURPOSES_H

enum purpose {
    /* Sequential, one per traffic source (salt: hash of its name). */
    PURPOSE_GAP = 1,      /* times between sessions */
    PURPOSE_KEY,          /* keys of reads */
    PURPOSE_FIRST_LOOKUP, /* round trip of each read's first lookup */
    PURPOSE_SERVER,       /* balancing */
    PURPOSE_WARM,         /* state of the keys at a warm start, in order of rank */
    /* Addressed. */
    PURPOSE_SERVICE, /* (number of the read, key): service time of its query */
    PURPOSE_REFRESH, /* (instant of the deadline, key): service time of a background refresh */
    PURPOSE_PREWARM, /* (0, key): service time of a pre-warm query */
    PURPOSE_AGAIN,   /* (number of the read, which lookup): round trip of a repeated lookup */
    PURPOSE_EVICT,   /* (key, instant): victim of a random eviction */
    PURPOSE_UPDATE,  /* (key, cell): updates of the key's value in the database */
    PURPOSE_RING,    /* (node, point): places of cache nodes on the hash ring */
    PURPOSE_REROUTE, /* (number of the first read, try): server instead of one that is down */
    PURPOSE_RETRY,   /* (number of the first read, attempt): wait before the next one, server, round trips of lookups */
    PURPOSE_CLIENT_BACKOFF, /* (number of the query, try): wait of the client library after a throttling error */
    PURPOSE_CLIENT_TRY,     /* (number of the query, try): latency of a query that the client library repeats */
    PURPOSE_LOCAL_TTL,      /* (number of the read or instant, server and key): lifetime of an entry of a local cache */
    PURPOSE_LOCAL_WARM,     /* per server: state of its local cache at a warm start, in order of rank */
    PURPOSE_LOCAL_EVICT,    /* (server and key, instant): victim of a random eviction */
    PURPOSE_INVALIDATE,     /* (number of the event, 0): which keys are among the share, see invalidate.c */
    PURPOSE_REPLICATION,    /* (number of the replication, 0): its seed */
    PURPOSE_PLACEMENT,      /* (0, 0) and (1, 0): places of all keys on the hash ring, and among partitions */
    PURPOSE_WARM_KEY,       /* (key, 0): place and age of its entry at a warm start, where capacity is bounded */
    PURPOSE_WARM_LIFE,      /* (key, try): lifetime of an entry that stands there at a warm start, see warm.c */
    PURPOSE_LOCAL_WARM_KEY, /* (server and key, 0): age and rank of an entry of a local cache at a warm start */
    PURPOSE_LOCAL_WARM_LIFE, /* (server and key, try): its lifetime */
    PURPOSE_PROTECTION = 64  /* + index of the protection in the config */
};

#endif
