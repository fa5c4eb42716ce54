/* SPDX-License-Identifier: GPL-3.0-or-later */
/* results_folder.h: a folder of results has one writer at a time, and never parts of two runs.
 *
 * Lock: flock() on the folder itself. It ends with the process, however that ends, and leaves no file.
 *
 * Replacing: new files are first written into a folder of their own inside. As long as one of them cannot be written, the
 * earlier results stay as they are. Once all are there the folder is renamed, and from that instant the new results are the
 * valid ones: their files move to their places, after what an earlier run has left there is gone, and the summary moves
 * last. Whoever is killed before that instant leaves the old results; whoever is killed after it leaves the rest of the
 * moving to the next process that opens the folder. (Not synced: a crash of the machine is not covered.)
 *
 * What else stands in the folder is not ours and stays. A link in the place of a folder of ours is not followed.
 */
#ifndef HERDSIM_RESULTS_FOLDER_H
#define HERDSIM_RESULTS_FOLDER_H

#include <stdbool.h>
#include <stdio.h>

#include "report/files/file.h"

/* Makes the folder `dir` where there is none, locks it, and cleans up after a process that was killed. Returns a handle,
 * to be closed with results_folder_close(), or -1 after one line on `errors`. */
int results_folder_open(const char *dir, FILE *errors);
void results_folder_close(int handle);

/* Whether `dir`/`name` is a folder or does not exist yet. False after one line on `errors`. */
bool results_folder_is_plain(const char *dir, const char *name, FILE *errors);

/* Makes the empty folder that the new files are to be written into, laid out like `dir`. */
bool results_folder_begin(const char *dir, struct file_path *stage, FILE *errors);

/* Puts what was written there in its place. False after one line on `errors`. */
bool results_folder_finish(const char *dir, FILE *errors);

/* Removes what was written there. */
void results_folder_give_up(const char *dir);

#endif
