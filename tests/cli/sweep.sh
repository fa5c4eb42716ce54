# SPDX-License-Identifier: GPL-3.0-or-later
# Sweeps: the same bytes however the work is split and however often it is stopped, rows for what cannot be simulated,
# plain errors.

vary=(--vary "database.connections=2:40:4:log" --vary "database.service=1ms,2ms,x" --replications 3)
expect_status "sweep" 0 herdsim sweep "$tiny" "${vary[@]}" --no-plots -o sweep-all
expect "sweep has a row a run" test "$(wc -l <sweep-all/sweep.csv)" -eq 73
expect "sweep leaves no journal" test ! -e sweep-all/sweep.rows
expect "a point that cannot be simulated is a row with its reason" grep -q '^12,2,2,x,plain,0,7,,".\?--set database.service=x: ' sweep-all/sweep.csv
expect "sweep.json is JSON" "$valid_json" sweep-all/sweep.json
cp sweep-all/sweep.csv sweep.first
expect_status "sweep, again" 0 herdsim sweep "$tiny" "${vary[@]}" --no-plots -o sweep-all
expect "sweep, again: nothing to do" grep -q '72 of 72 runs were there already' stderr
expect "sweep, again: the same bytes" cmp sweep.first sweep-all/sweep.csv

for shard in 0 1 2; do
    SLURM_ARRAY_TASK_ID=$((shard + 1)) SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=1 \
        expect_status "shard $shard of 3" 0 herdsim sweep "$tiny" "${vary[@]}" -q -o sweep-part-$shard --shard auto
done
expect_status "merge of two of three" 1 herdsim merge sweep-part-0 sweep-part-2 -o sweep-merged
expect "merge says what is missing" grep -qx 'herdsim: 24 of 72 runs missing: shards 1' stderr
expect "merge of two of three leaves nothing" test ! -e sweep-merged
expect_status "merge" 0 herdsim merge sweep-part-2 sweep-part-0 sweep-part-1 -o sweep-merged
expect "merge gives the same rows" cmp sweep-all/sweep.csv sweep-merged/sweep.csv
expect "merge gives the same plan" cmp sweep-all/sweep.json sweep-merged/sweep.json

# Killed again and again, at no instant in particular, until it comes through.
for attempt in 1 2 3 4 5 6 7 8; do
    (timeout -s KILL "0.0${attempt}7" "$program" sweep "$tiny" "${vary[@]}" -q -o sweep-killed || true) 2>/dev/null
done
[ ! -e sweep-killed/sweep.rows ] || printf '70,torn' >>sweep-killed/sweep.rows
expect_status "sweep goes on after kills" 0 herdsim sweep "$tiny" "${vary[@]}" -q -o sweep-killed
expect "sweep after kills: the same bytes" cmp sweep-all/sweep.csv sweep-killed/sweep.csv

mkdir sweep-other
printf '# sweep 0000000000000000 shard 0/1\n' >sweep-other/sweep.rows
expect_status "sweep into what another one has begun" 1 herdsim sweep "$tiny" "${vary[@]}" -q -o sweep-other
expect_status "sweep of another seed" 0 herdsim sweep "$tiny" "${vary[@]}" --seed 8 -q --shard 0/3 -o sweep-part-0
expect_status "merge of different plans" 1 herdsim merge sweep-part-0 sweep-part-1 -o sweep-mixed
expect "merge of different plans: names the folder" grep -q '^herdsim: sweep-part-1 is of another sweep' stderr
expect_status "sweep of a path that is not there" 2 herdsim sweep "$tiny" --vary database.conections=1:5:2 -o x
expect "it is located" grep -q '/database/conections: unknown field (did you mean "connections"?)' stderr
expect_status "sweep outside the range" 2 herdsim sweep "$tiny" --vary database.connections=-3,-4 -o x
expect_status "sweep of a variant's own field" 0 herdsim sweep "$tiny" --vary protections.coalescing.scope=server,cluster -q -o sweep-own
expect "a variant's own field is told" grep -q "variant 'coalesced' states its own; use --vary variants.coalesced.protections" stderr
for bad in x x= =1 a=1:5 a=5:1:3 a=0:5:3:log a=1:5:1 a=1ms:5:3 a=1,,2 a=1,1; do
    case $bad in a=1:5) continue ;; esac
    expect_status "--vary $bad" 2 herdsim sweep "$tiny" --vary "${bad/a=/database.connections=}" -o x
done
# What the command line does not say, a block of the scenario does.
sed 's/"version": 1,/"version": 1, "study": { "vary": ["database.connections=5,10", "database.service=1ms,2ms"], "replications": 2 },/' \
    "$tiny" >study.json
expect_status "sweep by the scenario's study" 0 herdsim sweep study.json --no-plots -o sweep-study
expect "sweep by the scenario's study: points x variants x replications" test "$(wc -l <sweep-study/sweep.csv)" -eq 17
expect_status "sweep by the scenario's study, fewer replications" 0 herdsim sweep study.json --no-plots --replications 1 -o sweep-study1
expect "sweep by the scenario's study, fewer replications: rows" test "$(wc -l <sweep-study1/sweep.csv)" -eq 9
expect_status "sweep by the command line" 0 herdsim sweep study.json --vary database.connections=7 --no-plots -o sweep-study2
expect "sweep by the command line: rows" test "$(wc -l <sweep-study2/sweep.csv)" -eq 3
expect_status "the study does not change a run" 0 herdsim check --resolved study.json
expect "the study is in the resolved text" grep -q '"vary"' stdout

for bad in 3/3 1 a/2 1/0 auto; do
    expect_status "--shard $bad" 2 herdsim sweep "$tiny" --vary database.connections=1,2 --shard "$bad" -o x
done
expect_status "sweep without --vary" 2 herdsim sweep "$tiny" -o x
expect_status "merge without -o" 2 herdsim merge sweep-part-1
expect_status "sweep of a metric that is not there" 2 herdsim sweep "$tiny" --vary database.connections=1,2 --plot db.wait.p98 -o x
if command -v gnuplot >/dev/null; then
    expect_status "a map" 0 herdsim sweep "$tiny" "${vary[@]}" -o sweep-all
    expect "a map is drawn" test -s sweep-all/sweep.png -a -s sweep-all/sweep.svg
    expect_status "lines" 0 herdsim sweep "$tiny" --vary database.connections=5,10 --plot db.wait.p99 --replications 2 -o sweep-lines
    expect "lines are drawn" test -s sweep-lines/sweep.png
fi

# One writer at a time; a figure that is not whole is told, and not left.
mkdir sweep-locked
expect_status "a second sweep in one folder" 1 flock sweep-locked "$program" sweep "$tiny" --vary database.connections=5,10 -q -o sweep-locked
expect "a second sweep says so" grep -qx 'herdsim: another herdsim is writing into sweep-locked' stderr
mkdir sweep-tools
printf '#!/bin/sh\nprintf "<svg>" >sweep.svg\n' >sweep-tools/gnuplot
chmod +x sweep-tools/gnuplot
expect_status "half a figure of a sweep" 1 env PATH="$PWD/sweep-tools:$PATH" "$program" sweep "$tiny" --vary database.connections=5,10 -q -o sweep-half
expect "half a figure is told" grep -q 'could not write all of sweep-half/sweep.svg' stderr
expect "half a figure is not left" test ! -e sweep-half/sweep.svg -a -s sweep-half/sweep.csv
