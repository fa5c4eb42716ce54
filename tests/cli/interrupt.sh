# SPDX-License-Identifier: GPL-3.0-or-later
# Ctrl-C: what there is gets written, marked partial; a second one ends at once.

long=(run "$tiny" --no-plots --set run.duration=1000h --set run.window=1h)

# WHAT SIGNAL OPTION...
interrupted() {
    local what=$1 signal=$2
    shift 2
    rm -rf cut
    expect_status "$what" 130 timeout --preserve-status -s "$signal" -k 20 2 "$program" "${long[@]}" -o cut "$@"
    expect "$what: results are JSON" "$valid_json" cut/summary.json cut/scenario.json cut/engine.json
    expect "$what: marked partial" grep -q '"partial": *true' cut/summary.json
}

interrupted "interrupt" INT
interrupted "terminate" TERM
interrupted "interrupt of replications" INT --replications 50
interrupted "interrupt of replications, some finished" INT --replications 10000 --set run.duration=60s --set run.window=1s
expect_not "interrupt of replications: only those finished count" grep -q '"replications": 10000' cut/summary.json
interrupted "interrupt with one thread" INT --threads 1
expect_not "a variant that never began leaves nothing" test -e cut/coalesced

# A job of its own (set -m), so that the shell does not start it with SIGINT turned off.
twice() {
    set -m
    "$program" "${long[@]}" -o twice &
    local job=$!
    set +m
    sleep 1
    kill -INT $job
    sleep 0.5
    kill -INT $job 2>/dev/null
    wait $job
}
expect_status "two interrupts" 130 twice
