/* cases_cache.h: hit ratios: expiry, eviction, warm-up, local caches. */
#ifndef HERDSIM_CASES_CACHE_H
#define HERDSIM_CASES_CACHE_H

#include "verify/cases.h"

extern const struct cases_subject cases_cache;

#endif
