/* SPDX-License-Identifier: GPL-3.0-or-later */
/* endpoints.h: where the servers listen. */
#ifndef HERDSIM_REALITY_ENDPOINTS_H
#define HERDSIM_REALITY_ENDPOINTS_H

struct endpoints {
    const char *redis_socket; /* path of its Unix socket */
    const char *postgres;     /* connection string of libpq */
};

#endif
