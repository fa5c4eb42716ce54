/* SPDX-License-Identifier: GPL-3.0-or-later */
/* progress.c: one line, rewritten in place, from counters that the simulations write without a lock (see
 * progress.h).
 */
#include "cli/progress.h"

#include <math.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/units.h"

#define SMOOTHING_S 2.0
#define WIDTH_MAX 200

static double clock_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* "4:18", "1:02:03". */
static void clock_text(double seconds, char *text, size_t size)
{
    long s = lround(seconds);
    if (s >= 3600) {
        snprintf(text, size, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
    } else {
        snprintf(text, size, "%ld:%02ld", s / 60, s % 60);
    }
}

/* "812", "45.2k", "31.0M". */
static void count_text(double value, char *text, size_t size)
{
    if (value >= 1e6) {
        snprintf(text, size, "%.1fM", value / 1e6);
    } else if (value >= 1e3) {
        snprintf(text, size, "%.1fk", value / 1e3);
    } else {
        snprintf(text, size, "%.0f", value);
    }
}

int progress_width(FILE *out)
{
    struct winsize size = {0};
    if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return size.ws_col;
    }
    return 80;
}

void progress_line(const struct progress_state *state, double elapsed_s, double reads_per_s, char *line, size_t width)
{
    char left[32] = "?";
    char speed[32];
    char full[32];
    char text[1024];
    if (state->share > 0.002) { /* before that it is a guess */
        clock_text(elapsed_s * (1 - state->share) / state->share, left, sizeof left);
    }
    count_text(reads_per_s, speed, sizeof speed);
    clock_text(seconds(state->duration_ns), full, sizeof full);
    int n = snprintf(text, sizeof text, "%s %3.0f%%  %s reads/s  %s left  %zu/%zu done", state->scenario,
                     100 * state->share, speed, left, state->done_n, state->variants_n);
    if (state->stopping) {
        n += snprintf(text + n, sizeof text - (size_t)n, "  stopping");
    }
    for (size_t i = 0; i < state->running_n && n < WIDTH_MAX; i++) {
        char now[32];
        clock_text((double)state->running[i].now_ns / (double)NS_PER_S, now, sizeof now);
        n += snprintf(text + n, sizeof text - (size_t)n, "  %.40s %s of %s", state->running[i].name, now, full);
    }
    snprintf(line, width + 1, "%s", text);
}

void progress_start(struct progress *p, FILE *out)
{
    double now = clock_s();
    *p = (struct progress){.out = out, .started_s = now, .last_s = now};
}

void progress_show(struct progress *p, const struct progress_state *state)
{
    if (p->out == NULL) {
        return;
    }
    double now = clock_s();
    double passed = now - p->last_s;
    if (passed > 0) {
        double speed = (double)(state->reads - p->last_reads) / passed;
        double weight = p->reads_per_s > 0 ? 1 - exp(-passed / SMOOTHING_S) : 1;
        p->reads_per_s += weight * (speed - p->reads_per_s);
        p->last_reads = state->reads;
        p->last_s = now;
    }
    int columns = progress_width(p->out) - 1; /* a full last column would wrap */
    size_t width = columns < 1 ? 1 : columns > WIDTH_MAX ? WIDTH_MAX : (size_t)columns;
    char line[WIDTH_MAX + 1];
    progress_line(state, now - p->started_s, p->reads_per_s, line, width);
    fprintf(p->out, "\r%-*s", (int)width, line);
    fflush(p->out);
    p->shown = true;
}

void progress_clear(struct progress *p)
{
    if (p->shown) {
        fprintf(p->out, "\r%*s\r", progress_width(p->out) - 1, "");
        fflush(p->out);
        p->shown = false;
    }
}
