# SPDX-License-Identifier: GPL-3.0-or-later
# Text that others wrote (titles, names, arguments, files, what gnuplot says) reaches the terminal without the characters
# that a terminal obeys; files that have no end, or no beginning, are refused.

evil=$'\033[31m\302\2332J\233x\342\200\256\a'
sed "s/\"tiny\"/\"foreign\"/; s/A second's work, for the test of the command line/\\\\u001b[31m\\\\u009b2J\\\\u202e\\\\u0007/" "$tiny" >"${evil}.json"

# WHAT STATUS OPTION...: neither control characters nor bytes that are no UTF-8 come out.
tame() {
    local what=$1
    expect_status "$@"
    expect "$what: UTF-8" sh -c 'cat stdout stderr | iconv -f UTF-8 -t UTF-8'
    expect_not "$what: no control characters" sh -c "cat stdout stderr | LC_ALL=C grep -aP '[\\x00-\\x08\\x0b-\\x1f\\x7f]|\\xc2[\\x80-\\x9f]|\\xe2\\x80\\xae'"
}

tame "a title" 0 herdsim run "${evil}.json" --no-plots
tame "check of a file" 0 herdsim check "${evil}.json"
tame "envelope" 0 herdsim envelope "${evil}.json"
tame "--output" 0 herdsim run "$tiny" -o "out$evil" --no-plots
tame "--output that cannot be written" 1 herdsim run "$tiny" -o "${evil}.json" --no-plots
tame "plot" 1 herdsim plot "$evil"
mkdir "folder$evil"
tame "plot of no results" 1 herdsim plot "folder$evil"
tame "no such scenario" 2 herdsim run "$evil"
tame "a bad scenario" 2 herdsim check "${evil}.json" --set "$evil=1"
tame "--set" 2 herdsim check "$tiny" --set "cache.ttl=$evil"
tame "--until" 2 herdsim run "$tiny" --until "$evil:5%"
tame "--until without precision" 2 herdsim run "$tiny" --until "$evil"
tame "--variant" 2 herdsim run "$tiny" --variant "$evil"
tame "--seed" 2 herdsim run "$tiny" --seed "$evil"
tame "--threads" 2 herdsim run "$tiny" --threads "$evil"
tame "an option" 2 herdsim run "$tiny" "--$evil"
tame "a short option" 2 herdsim run "$tiny" $'-\033'
tame "a verb" 2 herdsim "$evil"
tame "an operand too many" 2 herdsim list "$evil"
tame "a formula" 2 herdsim verify "$evil"
tame "two scenarios, one folder" 2 herdsim run "${evil}.json" "${evil}.json" -o "$evil"
# The studies.
connections=(--vary "database.connections=1,2" --no-plots)
tame "sweep: a field" 2 herdsim sweep "$tiny" --vary "$evil=1,2"
tame "sweep: a value" 2 herdsim sweep "$tiny" --vary "database.connections=$evil"
tame "sweep: how many values" 2 herdsim sweep "$tiny" --vary "database.connections=1:5:$evil"
tame "sweep: no values" 2 herdsim sweep "$tiny" --vary "$evil"
tame "sweep: a title" 0 herdsim sweep "${evil}.json" "${connections[@]}" -o swept
tame "sweep: --output" 0 herdsim sweep "$tiny" "${connections[@]}" -o "swept$evil"
tame "sweep: --output that cannot be written" 1 herdsim sweep "$tiny" "${connections[@]}" -o "${evil}.json"
tame "sweep: --plot" 2 herdsim sweep "$tiny" "${connections[@]}" --plot "$evil"
tame "sweep: --shard" 2 herdsim sweep "$tiny" "${connections[@]}" --shard "$evil"
tame "sweep: where we stand" 2 env SLURM_ARRAY_TASK_ID="$evil" "$program" sweep "$tiny" "${connections[@]}" --shard auto
mkdir "begun$evil" && printf '# sweep of somebody else\n' >"begun$evil/sweep.rows"
tame "sweep: what another has begun" 1 herdsim sweep "$tiny" "${connections[@]}" -o "begun$evil"
tame "merge" 0 herdsim merge "swept$evil" -o "merged$evil" --no-plots
tame "merge: no folder" 1 herdsim merge "$evil" -o merged
tame "merge of two sweeps" 1 herdsim merge "swept$evil" swept -o merged
mkdir "torn$evil" && echo '{' >"torn$evil/sweep.json"
tame "merge of no sweep" 1 herdsim merge "torn$evil" -o merged
cp -r swept "other$evil" && sed -i '2s/,/,9/2' "other$evil/sweep.csv"
tame "merge of what differs" 1 herdsim merge swept "other$evil" -o merged
cp -r swept "rows$evil" && echo "9999,$evil" >>"rows$evil/sweep.csv"
tame "merge of other rows" 1 herdsim merge "rows$evil" -o merged
tame "tip: a field" 2 herdsim tip "$tiny" --vary "$evil=1:20"
tame "tip: a range" 2 herdsim tip "$tiny" --vary "database.connections=1:$evil"
tame "tip: a condition" 2 herdsim tip "$tiny" --vary "database.connections=1:20" --hold "$evil < 3"
tame "tip: a limit" 2 herdsim tip "$tiny" --vary "database.connections=1:20" --hold "db.queries < $evil"
tame "tip: a share" 2 herdsim tip "$tiny" --vary "database.connections=1:20" --share "$evil"
tame "tip: --output" 0 herdsim tip "$tiny" --vary "database.connections=1:100" --hold "db.utilisation.mean < 60%" \
    --share 50% --precision 50% --no-plots -o "tip$evil"
tame "new: a name" 2 herdsim new "$evil"
tame "new: an answer" 2 herdsim new mine --sessions "$evil"
tame "metrics" 2 herdsim metrics "$evil"
tame "protections" 2 herdsim protections "$evil"
mkdir tools
printf '#!/bin/sh\nprintf "\\033[31mno \\302\\2332J\\233 \\007" >&2\nexit 1\n' >tools/gnuplot
chmod +x tools/gnuplot
tame "what gnuplot says" 1 env PATH="$PWD/tools:$PATH" "$program" plot results/tiny

# Longer than a second would be for ever.
bounded() {
    timeout 20 "$program" "$@"
}
mkfifo fifo.json
expect_status "a FIFO as scenario" 1 bounded check fifo.json
expect_status "a device as scenario" 1 bounded check /dev/zero
expect "a device as scenario: says why" grep -q 'it is no plain file' stderr
expect_status "a pipe of the shell as scenario" 0 bounded check <(cat "$tiny")
mkdir endless && ln -s /dev/zero endless/summary.json
expect_status "a summary without an end" 1 bounded plot endless
expect "a summary without an end: says why" grep -q 'it is no plain file' stderr
expect_status "a summary without an end is replaced" 0 bounded run "$tiny" --no-plots --quiet -o endless
