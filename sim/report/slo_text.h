/* SPDX-License-Identifier: GPL-3.0-or-later */
/* slo_text.h: an SLO in words. */
#ifndef HERDSIM_SLO_TEXT_H
#define HERDSIM_SLO_TEXT_H

#include "model/config.h"
#include "report/text.h"

/* "99% within 500 ms, 99.9% served (in 10 s)"; "" if it asks for nothing. */
struct text slo_text(const struct config_slo *slo);

/* All that is promised: "of the users of every 1 s 99% within 500 ms; of those of inbox 99% within 200 ms"; "" if nothing. */
struct text slo_text_all(const struct config *c);

#endif
