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

expect_status "the table alone" 0 herdsim run "$tiny" --no-plots --table -o ontable
expect_not "the table alone has no chart" grep -q 'queries/s, the largest' stdout
expect_status "all of it" 0 herdsim run "$tiny" --no-plots --full -o onfull
expect "all of it has more" test "$(wc -l <stdout)" -gt "$(herdsim run "$tiny" --no-plots --table -o ontable 2>/dev/null | wc -l)"

# What a file expects is not about the same scenario changed: it is told, unless --expect says that it is judged.
impossible='{"version": 1, "name": "e", "run": {"duration": "2s"}, "keys": {"count": 10}, "traffic": [{"name": "w",
  "sessions_per_second": 100}], "cache": null, "database": {"connections": 1, "service": "100ms"},
  "expect": [{"metric": "sessions.started", "op": "<", "value": 1}]}'
printf '%s\n' "$impossible" >impossible.json
expect_status "an expectation fails" 3 herdsim run impossible.json --no-plots -o expecting
expect "what asks for too much is said beforehand" grep -q 'asks for 1,000% of what its database can serve' stderr
expect_status "of a changed scenario it is told" 0 herdsim run impossible.json --no-plots -o expecting --set run.duration=3s
expect "that it no longer holds" grep -q 'no longer  base' stdout
expect_status "and judged with --expect" 3 herdsim run impossible.json --no-plots -o expecting --set run.duration=3s --expect
expect_status "check says it, too" 0 herdsim check impossible.json
expect "check warns" grep -q 'asks for 1,000%' stderr
