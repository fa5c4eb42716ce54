# SPDX-License-Identifier: GPL-3.0-or-later
# A run: files, the same bytes every time, expectations.

same() { # FOLDER FOLDER: all but what is about the simulator itself
    diff -r --exclude=engine.json --exclude=plots "$1" "$2"
}

expect_status "run" 0 herdsim run "$tiny" --no-plots
for file in scenario.json summary.json engine.json plain/timeline.csv plain/latency.hgrm coalesced/timeline.csv coalesced/incident.txt; do
    expect "run writes $file" test -s results/tiny/$file
done
expect "results are JSON" "$valid_json" results/tiny/scenario.json results/tiny/summary.json results/tiny/engine.json
expect "the table has every variant" grep -q plain stdout
expect "the table has every variant" grep -q coalesced stdout
expect "the end says where the results are" grep -q 'results/tiny' stdout
expect "what the run needs is said first" grep -q 'tiny: 2 variants, about [1-9][0-9]* MB of memory' stderr
expect_not "no progress line without a terminal" grep -q $'\r' stderr
expect_not "no colours without a terminal" grep -q $'\033' stdout
expect "21 lines of timeline" test "$(wc -l <results/tiny/plain/timeline.csv)" -eq 21

expect_status "run again" 0 herdsim run "$tiny" --no-plots -o again --quiet
expect "quiet prints nothing" test ! -s stdout -a ! -s stderr
expect "two runs have the same bytes" same results/tiny again
expect_status "one thread" 0 herdsim run "$tiny" --no-plots -o one --threads 1
expect "one thread and many have the same bytes" same again one
expect_status "reference" 0 herdsim run "$tiny" --no-plots -o reference --reference
expect "the reference has the same bytes" same again reference
expect_status "another seed" 0 herdsim run "$tiny" --no-plots -o other --seed 8
expect_not "another seed has other bytes" cmp again/summary.json other/summary.json
expect_status "the scenario's own results run" 0 herdsim run again/scenario.json --no-plots -o rerun
expect "the resolved scenario gives the same results" cmp again/summary.json rerun/summary.json

expect_status "one variant" 0 herdsim run "$tiny" --variant coalesced --no-plots -o single
expect_not "the other variant did not run" test -e single/plain
expect "alone or beside others, the same bytes" cmp single/coalesced/timeline.csv again/coalesced/timeline.csv
expect_status "--set" 0 herdsim run "$tiny" --no-plots -o short --set run.duration=5s
expect "--set is obeyed" test "$(wc -l <short/plain/timeline.csv)" -eq 6

expect_status "replications" 0 herdsim run "$tiny" --no-plots -o many --replications 4
expect "replications: intervals and seeds" grep -q '"ci95"' many/summary.json
expect "replications: valid JSON" "$valid_json" many/summary.json
expect "replications: the table has half widths" grep -q '±' stdout
expect "replications: variants are compared" grep -q 'difference' stdout
expect "replications: the first is the run as it is" cmp many/plain/timeline.csv again/plain/timeline.csv
expect_status "replications, one thread" 0 herdsim run "$tiny" --no-plots -o many-one --replications 4 --threads 1 --quiet
expect "replications: one thread and many have the same bytes" same many many-one
expect_status "one replication" 0 herdsim run "$tiny" --no-plots -o lone --replications 1 --quiet
expect "one replication is a run as ever, but for the command on its page" diff -r --exclude=engine.json --exclude=report.html lone again
expect_status "until" 0 herdsim run "$tiny" --no-plots -o until --until latency.session.mean:50% --quiet
expect "until: stops after the first round" grep -q '"replications": 10' until/summary.json
expect_status "until, limited" 0 herdsim run "$tiny" --no-plots -o until --until latency.session.mean:0.0001% --replications 6
expect "until, limited: says so" grep -q 'after 6 replications' stderr

sed 's/"value": 0/"value": 1/; s/"tiny"/"failing"/' "$tiny" >failing.json
expect_status "failed expectation" 3 herdsim run failing.json --no-plots
expect "failed expectation, results are there" "$valid_json" results/failing/summary.json
expect_status "failed expectation, quiet" 3 herdsim run failing.json --no-plots --quiet
expect "failed expectation, quiet, is said" grep -q '1 of 1 expectations failed' stderr
expect_status "several scenarios, one failing" 3 herdsim run failing.json "$tiny" --no-plots -o several
expect "several scenarios, a folder each" test -s several/tiny/summary.json -a -s several/failing/summary.json
expect_status "several scenarios of one name" 2 herdsim run "$tiny" "$tiny" --no-plots
expect_status "several scenarios, one bad: none runs" 2 herdsim run "$tiny" bad.json -o none --no-plots
expect_not "several scenarios, one bad: none runs" test -e none

expect_status "more memory than any machine has" 1 herdsim run "$tiny" -o huge --no-plots \
    --set run.max_sessions=1000M --set run.max_reads=1000M --set keys.count=4000M --set cache.capacity=4000M \
    --set traffic.0.sessions_per_second=1G/s
expect "more memory: says how much is missing" grep -q 'GB' stderr
expect_not "more memory: nothing written" test -e huge

expect_status "a run for its page" 0 herdsim run "$tiny" --no-plots --quiet -o paged --set 'title=it'"'"'s'
expect "one page, whole" bash -c 'grep -q "^<!DOCTYPE html>" paged/report.html && tail -n 1 paged/report.html | grep -qx "</html>"'
expect "the page says how to repeat the run" grep -qF "herdsim run --set &#39;title=it&#39;" paged/report.html
expect "the page says that there are no figures" grep -q "No figures were drawn" paged/report.html
if command -v gnuplot >/dev/null; then
    expect_status "figures for the page" 0 herdsim plot paged --variant coalesced
    expect "figures are on the page" test "$(grep -c '<figure' paged/report.html)" -ge 6
    expect_status "a variant that is not there" 1 herdsim plot paged --variant plain,coalesed
    expect "a variant that is not there guesses" grep -q "did you mean 'coalesced'" stderr
    expect "and costs no figure" test -e paged/plots/latency.png
else
    skip "figures on the page: no gnuplot"
fi

# What is announced is what is touched, to within a tenth: many windows, one run and several replications
# (one after the other: how two threads overlap is chance).
cat >windows.json <<'END'
{ "version": 1, "name": "windows", "run": { "duration": "60s", "window": "1ms" }, "keys": { "count": 1000 },
  "traffic": [ { "name": "web", "sessions_per_second": 1 } ], "database": { "service": "2ms" } }
END
for replications in 1 3; do
    expect_status "many windows, $replications runs" 0 herdsim run windows.json --no-plots --threads 1 --replications $replications
    said=$(sed -n 's/.*about \([0-9]*\) MB of memory.*/\1/p' stderr)
    touched=$(sed -n 's/.*"peak_rss_bytes": \([0-9]*\).*/\1/p' results/windows/engine.json)
    expect "$replications runs touch the memory that was said: $touched of $said MB" \
        test $((touched / 900000)) -ge "$said" -a $((touched / 1100000)) -le "$said"
done
