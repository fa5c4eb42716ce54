/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files are there whole or not at all, and what goes wrong is told in one line. */
#include <criterion/criterion.h>

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/files/file.h"

static char root[] = "/tmp/herdsim-file-XXXXXX";
static FILE *errors;
static char *said;
static size_t said_n;

static void set_up(void)
{
    cr_assert_not_null(mkdtemp(root));
    errors = open_memstream(&said, &said_n);
}

static void tear_down(void)
{
    fclose(errors);
    free(said);
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", root);
    cr_assert_eq(system(command), 0);
}

static bool print_text(FILE *out, const void *text)
{
    fputs(text, out);
    return true;
}

static bool run_out_of_memory(FILE *out, const void *text)
{
    fputs(text, out);
    return false;
}

static int entries(void)
{
    DIR *d = opendir(root);
    int n = -2; /* . and .. */
    while (readdir(d) != NULL) {
        n++;
    }
    closedir(d);
    return n;
}

static void check_line(const char *part)
{
    fflush(errors);
    cr_assert_not_null(strstr(said, part), "%s", said);
    cr_assert_eq(strncmp(said, "herdsim: ", 9), 0);
    cr_assert_eq(strchr(said, '\n'), said + said_n - 1, "one line: %s", said);
}

Test(report_file, writes_and_replaces, .init = set_up, .fini = tear_down)
{
    struct file_path path = file_join(root, "a.txt");
    cr_assert(file_write(path.text, print_text, "first", errors));
    cr_assert(file_write(path.text, print_text, "second", errors));
    size_t n = 0;
    char *text = file_read(path.text, &n, errors);
    cr_assert_str_eq(text, "second");
    cr_assert_eq(n, 6);
    free(text);
    cr_assert_eq(entries(), 1);
}

Test(report_file, a_failing_write_leaves_the_old_file, .init = set_up, .fini = tear_down)
{
    struct file_path path = file_join(root, "a.txt");
    cr_assert(file_write(path.text, print_text, "old", errors));
    static char big[100000];
    memset(big, 'x', sizeof big - 1);
    struct rlimit before, limit = {4096, RLIM_INFINITY};
    getrlimit(RLIMIT_FSIZE, &before);
    limit.rlim_max = before.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    bool written = file_write(path.text, print_text, big, errors);
    setrlimit(RLIMIT_FSIZE, &before);
    cr_assert_not(written);
    check_line("a.txt: File too large");
    char *text = file_read(path.text, NULL, errors);
    cr_assert_str_eq(text, "old");
    free(text);
    cr_assert_eq(entries(), 1);
}

Test(report_file, no_memory_while_composing_leaves_nothing, .init = set_up, .fini = tear_down)
{
    cr_assert_not(file_write(file_join(root, "a.txt").text, run_out_of_memory, "half", errors));
    check_line("a.txt: Cannot allocate memory");
    cr_assert_eq(entries(), 0);
}

Test(report_file, folders, .init = set_up, .fini = tear_down)
{
    struct stat info;
    struct file_path deep = file_join(root, "a/b//c");
    cr_assert(file_make_folder(deep.text, errors));
    cr_assert(file_make_folder(deep.text, errors));
    cr_assert(file_probe(deep.text, errors));
    cr_assert(stat(deep.text, &info) == 0 && S_ISDIR(info.st_mode));
    cr_assert(file_write(file_join(root, "file").text, print_text, "x", errors));
    cr_assert_not(file_make_folder(file_join(root, "file/sub").text, errors));
    check_line("Not a directory");
}

Test(report_file, missing_folder_is_told, .init = set_up, .fini = tear_down)
{
    cr_assert_not(file_write(file_join(root, "none/a.txt").text, print_text, "x", errors));
    check_line("none/a.txt: No such file or directory");
}

Test(report_file, probe_tells_why_not, .init = set_up, .fini = tear_down)
{
    cr_assert_not(file_probe(file_join(root, "none").text, errors));
    check_line("No such file or directory");
}

Test(report_file, too_long_a_path_is_an_error, .init = set_up, .fini = tear_down)
{
    static char name[FILE_PATH_MAX + 10];
    memset(name, 'n', sizeof name - 1);
    cr_assert_not(file_write(file_join(root, name).text, print_text, "x", errors));
    fflush(errors);
    cr_assert_not_null(strstr(said, "File name too long"));
    cr_assert_eq(entries(), 0);
}

Test(report_file, folder_names_are_safe_and_one_to_one)
{
    static const char *const names[] = {"plain", "a/b", "a%2Fb", "..",  ".",   "",        "%",
                                        "-x",    "x-",  "\n",    "a b", "%00", "\xc3\xbc"};
    static const char *const safe[] = {"plain", "a%2Fb", "a%252Fb", "%2E.", "%2E",   "%",       "%25",
                                       "%2Dx",  "x-",    "%0A",     "a b",  "%2500", "\xc3\xbc"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        cr_assert_str_eq(file_folder_name(names[i]).text, safe[i]);
    }
}
