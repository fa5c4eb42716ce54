/* SPDX-License-Identifier: GPL-3.0-or-later */
/* version.h: the one place of the program's version: `herdsim --version`, summary.json. */
#ifndef HERDSIM_VERSION_H
#define HERDSIM_VERSION_H

#define VERSION "0.1.0"

#endif
