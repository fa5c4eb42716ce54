# SPDX-License-Identifier: GPL-3.0-or-later
# On a terminal: progress that is wiped at the end, colours unless NO_COLOR.

if script -qec true /dev/null >/dev/null 2>&1; then
    on_terminal() { # COMMAND as one text
        script -qec "$1" /dev/null
    }
    quoted="'$program' run '$tiny' --no-plots -o onterm --set run.duration=20000s --set run.window=100s"
    expect_status "on a terminal" 0 on_terminal "TERM=xterm NO_COLOR= $quoted"
    expect "progress is shown" grep -q 'reads/s' stdout
    expect "progress is wiped" grep -q $'\r *\r' stdout
    expect "colours" grep -q $'\033\[' stdout
    expect_status "NO_COLOR" 0 on_terminal "TERM=xterm NO_COLOR=1 $quoted"
    expect_not "NO_COLOR: no colours" grep -q $'\033\[' stdout
    expect_status "quiet on a terminal" 0 on_terminal "$quoted --quiet"
    expect "quiet on a terminal prints nothing" test ! -s stdout
else
    skip "terminal: no script(1)"
fi
