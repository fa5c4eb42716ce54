/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gnuplot.c: fork and exec without a shell, a pipe to its errors, a clock over it (see gnuplot.h). */
#include "report/figures/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ARGUMENTS_MAX 16
#define TIME_LIMIT_MS 60000
#define EXIT_MISSING 127
#define EXIT_BROKEN 126

/* In the child: never returns. */
static void become_gnuplot(const char *dir, char *const *argv, int messages)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
        dup2(messages, STDERR_FILENO) < 0 || chdir(dir) != 0) {
        _exit(EXIT_BROKEN);
    }
    execvp(argv[0], argv);
    _exit(errno == ENOENT ? EXIT_MISSING : EXIT_BROKEN);
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Reads what the child says until it closes its end; false if it takes too long. What does not fit in
 * `text` is read and dropped, so that the child never blocks. */
static bool listen_to(int messages, char *text, size_t size)
{
    int64_t deadline_ms = now_ms() + TIME_LIMIT_MS;
    size_t n = 0;
    text[0] = '\0';
    for (;;) {
        int64_t left_ms = deadline_ms - now_ms();
        struct pollfd ready = {messages, POLLIN, 0};
        if (left_ms <= 0) {
            return false;
        }
        if (poll(&ready, 1, (int)left_ms) <= 0) {
            continue; /* the clock or a signal */
        }
        char chunk[1024];
        ssize_t got = read(messages, chunk, sizeof chunk);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return true;
        }
        for (ssize_t i = 0; i < got && n + 1 < size; i++) {
            text[n++] = chunk[i];
        }
        text[n] = '\0';
    }
}

/* Of gnuplot's messages the line that tells what is wrong ("file" line 7: ...), or else the first. */
static const char *telling_line(char *text)
{
    const char *first = "it gave no reason";
    char *rest = NULL;
    bool none = true;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        line += strspn(line, " \t");
        if (strstr(line, "line ") != NULL && strchr(line, ':') != NULL) {
            return line;
        }
        if (none && *line != '\0') {
            first = line;
            none = false;
        }
    }
    return first;
}

static enum gnuplot_status judge(int status, bool in_time, char *said, const char *what, FILE *errors)
{
    if (!in_time) {
        fprintf(errors, "herdsim: gnuplot took more than %d s for %s and was stopped\n", TIME_LIMIT_MS / 1000, what);
    } else if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        return GNUPLOT_DONE;
    } else if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_MISSING) {
        return GNUPLOT_MISSING;
    } else if (WIFSIGNALED(status)) {
        fprintf(errors, "herdsim: gnuplot was ended by signal %d while it drew %s\n", WTERMSIG(status), what);
    } else {
        fprintf(errors, "herdsim: gnuplot failed on %s: %s\n", what, telling_line(said));
    }
    return GNUPLOT_FAILED;
}

enum gnuplot_status gnuplot_run(const char *dir, const char *const *arguments, const char *what, FILE *errors)
{
    char *argv[ARGUMENTS_MAX + 2] = {"gnuplot"};
    for (size_t i = 0; i < ARGUMENTS_MAX && arguments[i] != NULL; i++) {
        argv[i + 1] = (char *)(uintptr_t)arguments[i]; /* execvp's type; it changes nothing */
    }
    int ends[2];
    if (pipe(ends) != 0) {
        fprintf(errors, "herdsim: cannot run gnuplot: %s\n", strerror(errno));
        return GNUPLOT_FAILED;
    }
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    fflush(NULL); /* else the child would carry copies of what is buffered */
    pid_t child = fork();
    if (child == 0) {
        become_gnuplot(dir, argv, ends[1]);
    }
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        fprintf(errors, "herdsim: cannot run gnuplot: %s\n", strerror(errno));
        return GNUPLOT_FAILED;
    }
    char said[8192];
    bool in_time = listen_to(ends[0], said, sizeof said);
    close(ends[0]);
    if (!in_time) {
        kill(child, SIGKILL);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return judge(status, in_time, said, what, errors);
}
