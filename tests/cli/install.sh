# SPDX-License-Identifier: GPL-3.0-or-later
# Installed under a prefix, the program finds its scenarios and plot scripts from any folder.

expect_status "install" 0 make -C "$root" -s install PREFIX="$work/prefix"
expect_status "installed: list" 0 prefix/bin/herdsim list
expect "installed: bundled scenarios" grep -q '^hot-key-expiry ' stdout
expect_status "installed: a scenario by name" 0 prefix/bin/herdsim check hot-key-expiry
expect "installed: from the prefix" grep -q 'share/herdsim/scenarios/hot-key-expiry.json' stdout
if command -v gnuplot >/dev/null; then
    expect_status "installed: run with plots" 0 prefix/bin/herdsim run "$tiny" -o installed
    expect "installed: plots are there" sh -c 'ls installed/plots/*.png'
fi
expect_status "uninstall" 0 make -C "$root" -s uninstall PREFIX="$work/prefix"
expect_not "uninstall leaves nothing" test -e prefix/share/herdsim -o -e prefix/bin/herdsim
