/* SPDX-License-Identifier: GPL-3.0-or-later */
/* interrupt.c: masks and sigtimedwait (see interrupt.h). */
#include "base/interrupt.h"

#include <pthread.h>
#include <stddef.h>
#include <time.h>

static const int interrupts[] = {SIGINT, SIGTERM, SIGHUP};
#define INTERRUPTS_N (sizeof interrupts / sizeof interrupts[0])

bool interrupt_is(int signal)
{
    for (size_t i = 0; i < INTERRUPTS_N; i++) {
        if (interrupts[i] == signal) {
            return true;
        }
    }
    return false;
}

void interrupt_add(sigset_t *set)
{
    for (size_t i = 0; i < INTERRUPTS_N; i++) {
        struct sigaction action;
        if (sigaction(interrupts[i], NULL, &action) != 0 || action.sa_handler != SIG_IGN) {
            sigaddset(set, interrupts[i]);
        }
    }
}

void interrupt_hold(sigset_t *before)
{
    sigset_t set;
    sigemptyset(&set);
    interrupt_add(&set);
    pthread_sigmask(SIG_BLOCK, &set, before);
}

void interrupt_release(const sigset_t *before)
{
    pthread_sigmask(SIG_SETMASK, before, NULL);
}

int interrupt_take(void)
{
    sigset_t set;
    sigemptyset(&set);
    interrupt_add(&set);
    const struct timespec no_wait = {0};
    int signal = sigtimedwait(&set, NULL, &no_wait);
    return signal > 0 ? signal : 0;
}
