/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gnuplot.c: fork and exec without a shell, a pipe to its errors, a clock over it, a session that ends as one (see gnuplot.h). */
#include "report/figures/gnuplot.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/printable.h"
#include "report/files/file.h"

#define ARGUMENTS_MAX 16
#define SLICE_MS 50 /* how often it is asked whether it has ended, while it says nothing */
#define EXIT_MISSING 127
#define EXIT_BROKEN 126

enum outcome { ENDED, TOO_LATE, INTERRUPTED };

/* In the child: never returns. A session of its own keeps it from our terminal, and is a group to be killed as one. */
static void become_gnuplot(const char *dir, char *const *argv, int messages, pid_t parent)
{
    sigset_t none;
    sigemptyset(&none);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (setsid() < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent || null < 0 ||
        dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 || dup2(messages, STDERR_FILENO) < 0 ||
        chdir(dir) != 0 || setenv("GNUTERM", "unknown", 1) != 0 || sigprocmask(SIG_SETMASK, &none, NULL) != 0) {
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

struct words { /* that gnuplot says */
    char text[8192];
    size_t n;
};

/* Takes what there is to read without waiting; false at its end. What does not fit is read and dropped, so that the child
 * never blocks. */
static bool take_words(int messages, struct words *said)
{
    char chunk[1024];
    ssize_t got;
    while ((got = read(messages, chunk, sizeof chunk)) > 0) {
        for (ssize_t i = 0; i < got && said->n + 1 < sizeof said->text; i++) {
            said->text[said->n++] = chunk[i];
        }
    }
    said->text[said->n] = '\0';
    return got < 0 && (errno == EAGAIN || errno == EINTR);
}

static bool has_ended(pid_t child)
{
    siginfo_t info = {0};
    return waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == child;
}

/* Until the child has ended, which its children may outlive, with its messages still open. */
static enum outcome listen_to(pid_t child, int messages, int interrupts, int limit_ms, struct words *said)
{
    int64_t deadline_ms = now_ms() + limit_ms;
    int pipe_end = messages;
    while (!has_ended(child)) {
        struct pollfd ready[] = {{pipe_end, POLLIN, 0}, {interrupts, POLLIN, 0}};
        int64_t left_ms = deadline_ms - now_ms();
        int slice_ms = pipe_end < 0 ? 1 : SLICE_MS; /* its end comes with the child's own */
        if (left_ms <= 0) {
            return TOO_LATE;
        }
        if (poll(ready, 2, left_ms < slice_ms ? (int)left_ms : slice_ms) <= 0) {
            continue;
        }
        if (ready[1].revents != 0) {
            return INTERRUPTED;
        }
        pipe_end = take_words(messages, said) ? pipe_end : -1;
    }
    take_words(messages, said);
    return ENDED;
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

static enum gnuplot_status judge(int status, char *said, const char *what, FILE *errors)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        return GNUPLOT_DONE;
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_MISSING) {
        return GNUPLOT_MISSING;
    }
    if (WIFSIGNALED(status)) {
        fprintf(errors, "herdsim: gnuplot was ended by signal %d while it drew %s\n", WTERMSIG(status), what);
    } else {
        fprintf(errors, "herdsim: gnuplot failed on %s: %s\n", what, printable_text(telling_line(said)).s);
    }
    return GNUPLOT_FAILED;
}

static enum gnuplot_status supervise(pid_t child, int messages, int interrupts, int limit_ms, const char *what,
                                     FILE *errors)
{
    struct words said = {.n = 0};
    enum outcome outcome = listen_to(child, messages, interrupts, limit_ms, &said);
    kill(-child, SIGKILL); /* what it has started too; while it is not waited for, nobody else has its number */
    kill(child, SIGKILL);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (outcome == TOO_LATE) {
        fprintf(errors, "herdsim: gnuplot took more than %d s for %s and was stopped\n", (limit_ms + 999) / 1000, what);
    }
    return outcome == ENDED      ? judge(status, said.text, what, errors)
           : outcome == TOO_LATE ? GNUPLOT_FAILED
                                 : GNUPLOT_INTERRUPTED;
}

static enum gnuplot_status cannot_run(FILE *errors)
{
    fprintf(errors, "herdsim: cannot run gnuplot: %s\n", strerror(errno));
    return GNUPLOT_FAILED;
}

/* Becomes ready when a signal that is held back is pending, without taking it. */
static int interrupts_open(void)
{
    sigset_t set;
    sigemptyset(&set);
    interrupt_add(&set);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

enum gnuplot_status gnuplot_run(const char *dir, const char *const *arguments, int limit_ms, const char *what,
                                FILE *errors)
{
    char *argv[ARGUMENTS_MAX + 2] = {"gnuplot"};
    for (size_t i = 0; i < ARGUMENTS_MAX && arguments[i] != NULL; i++) {
        argv[i + 1] = (char *)(uintptr_t)arguments[i]; /* execvp's type; it changes nothing */
    }
    int interrupts = interrupts_open();
    int ends[2];
    if (interrupts < 0) {
        return cannot_run(errors);
    }
    if (pipe(ends) != 0) {
        enum gnuplot_status status = cannot_run(errors);
        close(interrupts);
        return status;
    }
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    fflush(NULL); /* else the child would carry copies of what is buffered */
    pid_t parent = getpid(), child = fork();
    if (child == 0) {
        become_gnuplot(dir, argv, ends[1], parent);
    }
    enum gnuplot_status status = child < 0 ? cannot_run(errors) : GNUPLOT_DONE;
    close(ends[1]);
    if (child > 0) {
        status = supervise(child, ends[0], interrupts, limit_ms, what, errors);
    }
    close(ends[0]);
    close(interrupts);
    return status;
}

bool gnuplot_has_drawn(const char *path, const char *kind)
{
    static const char svg_end[] = "</svg>", png_end[] = "IEND\xae\x42\x60\x82";
    size_t length = 0;
    int cause;
    char *text = file_take(path, &length, &cause);
    bool svg = strcmp(kind, "svg") == 0;
    while (svg && text != NULL && length > 0 && isspace((unsigned char)text[length - 1])) {
        length--;
    }
    const char *end = svg ? svg_end : png_end;
    size_t n = strlen(end);
    bool whole = text != NULL && length >= n && memcmp(text + length - n, end, n) == 0;
    free(text);
    return whole;
}
