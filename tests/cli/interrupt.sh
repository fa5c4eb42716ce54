# SPDX-License-Identifier: GPL-3.0-or-later
# Ctrl-C: what there is gets written, marked partial; a second one ends at once.

long=(run "$tiny" --no-plots --set run.duration=1000h --set run.window=1h)

# WHAT SIGNAL OPTION...
interrupted() {
    local what=$1 signal=$2
    shift 2
    rm -rf cut
    expect_status "$what" $((128 + $(kill -l "$signal"))) timeout --preserve-status -s "$signal" -k 20 2 "$program" "${long[@]}" -o cut "$@"
    expect "$what: results are JSON" "$valid_json" cut/summary.json cut/scenario.json cut/engine.json
    expect "$what: marked partial" grep -q '"partial": *true' cut/summary.json
}

interrupted "interrupt" INT
interrupted "terminate" TERM
interrupted "hang up" HUP
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

# While it plots. A stand-in for gnuplot says through one pipe that it has begun, and holds another one open until it is
# gone; so nothing here waits by the clock.
mkdir -p plotting
cat >plotting/gnuplot <<'END'
#!/bin/sh
exec 7>"$GONE"
: >plots/data/database-load.svg
echo begun >"$BEGUN"
[ -n "${ALONE:-}" ] && exec sleep 1000
sleep 1000 &
wait
END
chmod +x plotting/gnuplot
export BEGUN=$work/begun GONE=$work/gone
mkfifo "$BEGUN" "$GONE"

# WHAT STATUS SIGNAL COMMAND...: sends the signal when gnuplot has begun; returns when it is gone, with all it has started.
while_plotting() {
    local what=$1 status=$2 signal=$3
    shift 3
    set -m
    cat "$GONE" >/dev/null &
    local gone=$!
    PATH="$work/plotting:$PATH" "$program" "$@" >stdout 2>stderr </dev/null &
    local job=$!
    set +m
    read -r <"$BEGUN"
    kill -"$signal" $job
    local got=0
    wait $job || got=$?
    expect "$what: exit status $got" test $got -eq "$status"
    expect "$what: gnuplot is gone" wait $gone
}
herdsim run "$tiny" --no-plots --quiet -o drawn --seed 1
for signal in INT TERM HUP; do
    status=$((128 + $(kill -l $signal)))
    while_plotting "$signal while plotting" $status $signal run "$tiny" --quiet -o drawn
    expect "$signal while plotting: says nothing" test ! -s stderr
    expect "$signal while plotting: the new summary is there" grep -q '"seed": 7' drawn/summary.json
    expect_not "$signal while plotting: no part of a figure" sh -c 'find drawn -name "*.svg" -o -name "*.part" | grep .'
    while_plotting "$signal while plotting again" $status $signal plot drawn
done
# Who is killed can end nobody else; gnuplot itself, which has no children, ends by the kernel.
ALONE=yes while_plotting "killed while plotting" 137 KILL run "$tiny" --quiet -o drawn 2>/dev/null
expect "killed while plotting: the summary is whole" "$valid_json" drawn/summary.json
expect_status "the folder of one that was killed" 0 herdsim run "$tiny" --no-plots --quiet -o drawn
expect_not "nothing of one that was killed is left" sh -c 'find drawn -name "*.svg" -o -name "*.part" -o -name ".herdsim*" | grep .'

expect_status "a full disk while plotting" 1 env PATH="$work/full:$PATH" sh -c 'mkdir -p full && printf "#!/bin/sh\nexit 0\n" >full/gnuplot &&
    chmod +x full/gnuplot && exec "$0" run "$1" --quiet -o drawn' "$program" "$tiny"
expect "a full disk while plotting: one line" test "$(wc -l <stderr)" -eq 1
expect "a full disk while plotting: results are there" "$valid_json" drawn/summary.json
