# SPDX-License-Identifier: GPL-3.0-or-later
# Output folders that cannot be written; plots with and without gnuplot.

# WHAT FOLDER: the run fails with status 1 and one clear line, and leaves no summary that is not whole.
refused() {
    expect_status "$1" 1 herdsim run "$tiny" --no-plots --quiet -o "$2"
    expect "$1: one line" test "$(wc -l <stderr)" -eq 1
    expect "$1: names the folder" grep -qF "${2%/below}" stderr
    if [ -e "$2/summary.json" ]; then
        expect "$1: the summary is whole" "$valid_json" "$2/summary.json"
    fi
}

touch file
refused "a file in the way" file/below
refused "a place where nothing can be made" /proc/herdsim-test

can_mount=no
mkdir -p small
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=16k tmpfs small 2>/dev/null; then
    can_mount=yes
    mounted+=("$work/small")
fi
if [ $can_mount = yes ]; then
    refused "a full file system" small/results
    expect_not "a full file system: no part of a summary" test -e small/results/summary.json
    mount -o remount,ro "$work/small"
    refused "a read-only file system" small/other
else
    skip "full and read-only file systems: mounting needs root"
fi
if [ "$(id -u)" -ne 0 ]; then
    mkdir -m 555 locked
    refused "a folder without permission" locked/results
fi

limited() { # 4 KiB a file: as if the disk were full
    (
        trap '' XFSZ
        ulimit -f 4
        herdsim run "$tiny" --no-plots --quiet -o limited
    )
}
expect_status "files cannot grow" 1 limited
expect_not "files cannot grow: no part of a summary" test -e limited/summary.json
herdsim run "$tiny" --no-plots --quiet -o limited
cp -r limited older
expect_status "files cannot grow, over older results" 1 limited
expect "older results stay as they were" diff -r limited older
expect_not "nothing half-written is left" sh -c 'find limited -name "*.part" -o -name ".herdsim*" | grep .'

# One writer at a time: flock(1) stands for the other process.
held() {
    (
        flock -n 9 || exit 9
        "$program" "$@" 9<&-
    ) 9<limited
}
expect_status "a folder that another process writes into" 1 held run "$tiny" --no-plots --quiet -o limited
expect "a folder that another process writes into: says so" grep -q 'another herdsim is writing into limited' stderr
expect_status "plot into a folder that another process writes into" 1 held plot limited
expect "a folder that another process writes into stays as it was" diff -r limited older
expect_status "the folder is free again" 0 herdsim run "$tiny" --no-plots --quiet -o limited

# What an earlier scenario has left there does not stand beside a new summary; a link is not followed.
sed 's/"plain"/"other"/g' "$tiny" >other.json
expect_status "another scenario into the same folder" 0 herdsim run other.json --no-plots --quiet -o limited
expect "its variants only" sh -c 'test -e limited/other/timeline.csv -a ! -e limited/plain'
mkdir elsewhere && rm -r limited/other && ln -s ../elsewhere limited/other
expect_status "a link in the place of a variant's folder" 1 herdsim run other.json --no-plots --quiet -o limited
expect "a link is named" grep -q 'limited/other' stderr
expect_not "a link is not followed" sh -c 'ls elsewhere | grep .'

# Where nothing is kept but printed, a full disk is told too.
if [ -e /dev/full ]; then
    full() {
        "$program" "$@" >/dev/full
    }
    for verb in "list" "schema" "check $tiny" "envelope $tiny" "run $tiny --no-plots -o again" "--help"; do
        # shellcheck disable=SC2086
        expect_status "standard output that is full: ${verb%% *}" 1 full $verb
    done
fi

expect_status "without gnuplot" 0 env PATH=/nonexistent "$program" run "$tiny" -o without
expect "without gnuplot: says how to get the plots" grep -qi gnuplot stderr
expect "without gnuplot: results are there" test -s without/summary.json
expect_status "plot without gnuplot" 1 env PATH=/nonexistent "$program" plot without
expect_status "plot of no folder" 1 herdsim plot nowhere
expect "plot of no folder names it" grep -q nowhere stderr
if command -v gnuplot >/dev/null; then
    expect_status "plot of earlier results" 0 herdsim plot without
    expect "plots are there" sh -c 'ls without/plots/*.svg && ls without/plots/*.png'
    mkdir -p 'odd $(touch hacked) `touch hacked` "; system touch'
    expect_status "a folder with a hostile name" 0 herdsim run "$tiny" -o 'odd $(touch hacked) `touch hacked` "; system touch'
    expect_not "no shell saw the name" test -e hacked
else
    skip "plots: no gnuplot"
fi
