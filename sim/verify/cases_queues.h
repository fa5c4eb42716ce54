/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cases_queues.h: waiting and loss, wherever in the system something queues. */
#ifndef HERDSIM_CASES_QUEUES_H
#define HERDSIM_CASES_QUEUES_H

#include "verify/cases.h"

extern const struct cases_subject cases_queues;

#endif
