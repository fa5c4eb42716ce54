# SPDX-License-Identifier: GPL-3.0-or-later
# Verbs that simulate nothing.

expect_status "check of a good scenario" 0 herdsim check "$tiny"
expect "check says ok" grep -q "ok (tiny, 2 variants)" stdout
expect_status "check of bundled scenarios" 0 herdsim check cold-start-100m hot-key-expiry planned-prewarm deploy-local-caches node-loss
expect_status "check, quiet" 0 herdsim check --quiet "$tiny"
expect "check, quiet, prints nothing" test ! -s stdout

printf '{ "version": 1, "name": "bad", "keys": { "cuont": 5 } }\n' >bad.json
expect_status "check of a bad scenario" 2 herdsim check bad.json "$tiny"
expect "the error is located" grep -q '^bad.json:1:[0-9]*: /keys/cuont: ' stderr
expect "the good one is still checked" grep -q "ok (tiny" stdout
expect_status "run of a bad scenario" 2 herdsim run bad.json
expect_not "run of a bad scenario leaves nothing" test -e results
expect_status "bad --set" 2 herdsim run --set run.duratoin=1s "$tiny"
expect_status "check applies --set" 2 herdsim check --set run.duration=-1s "$tiny"

covered=protections.coalescing.scope=cluster
warning="herdsim: --set $covered: variant 'coalesced' states its own; use --set variants.coalesced.$covered"
expect_status "--set that a variant covers" 0 herdsim check --set $covered "$tiny"
expect "--set that a variant covers is told" test "$(cat stderr)" = "$warning"
expect_status "--set that a variant covers, envelope" 0 herdsim envelope --set $covered "$tiny"
expect "--set that a variant covers, envelope: is told" test "$(cat stderr)" = "$warning"
expect_status "--set that a variant covers, run" 0 herdsim run --set $covered --no-plots "$tiny" -o covered
expect "--set that a variant covers, run: is told" grep -qxF "$warning" stderr
expect_status "--set that a variant covers, quiet" 0 herdsim check --quiet --set $covered "$tiny"
expect "--set that a variant covers, quiet: is not told" test ! -s stderr
expect_status "--set that a dropped variant covers" 0 herdsim envelope --variant plain --set $covered "$tiny"
expect "--set that a dropped variant covers is not told" test ! -s stderr

expect_status "check --resolved" 0 herdsim check --resolved "$tiny"
cp stdout resolved.json
expect "resolved is JSON" "$valid_json" resolved.json
expect_status "resolved is a scenario" 0 herdsim check --resolved resolved.json
expect "resolved twice is resolved" cmp resolved.json stdout

expect_status "schema" 0 herdsim schema
cp stdout schema.json
expect "schema is JSON" "$valid_json" schema.json
expect_status "schema --markdown" 0 herdsim schema --markdown
expect "schema --markdown has tables" grep -q '^|' stdout

expect_status "list" 0 herdsim list
expect "list names the flagship" grep -q '^cold-start-100m  ' stdout
expect_not "list has no bad scenario" grep -q '(bad' stdout

expect_status "envelope" 0 herdsim envelope "$tiny"
expect "equal envelopes are shown once" grep -q 'plain, coalesced' stdout
expect_status "envelope of variants that differ in part" 0 herdsim envelope planned-prewarm
expect "what they have in common is shown once" test "$(grep -c '^Demand' stdout)" -eq 1
expect "what they have in common comes first" grep -q '^all 4 variants: ' stdout
expect "what differs is shown each" test "$(grep -c '^Pre-warm of' stdout)" -eq 2
expect "equal differences are shown together" grep -qx 'variant prewarm, prewarm-by-lfu, besides:' stdout
expect "a variant without more" grep -qx 'variant cold: nothing else' stdout
expect_status "envelope of a variant" 0 herdsim envelope --variant plain "$tiny"
expect_status "envelope of the flagship" 0 herdsim envelope cold-start-100m

if [ -w /dev/full ]; then
    status=0
    herdsim list >/dev/full 2>stderr || status=$?
    expect "full standard output is status 1" test $status -eq 1
else
    skip "full standard output: no /dev/full"
fi

expect_status "protections" 0 herdsim protections
expect "every protection says what it is for, costs, and where it is found" \
    bash -c 'n=$(grep -c "^[a-z]" stdout); for w in for costs found; do [ "$(grep -c "^  $w " stdout)" -eq "$n" ] || exit 1; done; [ "$n" -ge 11 ]'
expect "protections fit a terminal of 80 columns" bash -c '! grep -qE "^.{81}" stdout'

expect_status "metrics" 0 herdsim metrics
expect "metrics fit 80 columns" awk 'length > 80 { bad = 1 } END { exit bad || NR < 200 }' stdout
expect_status "metrics by a part of the name" 0 herdsim metrics db.queue.p
expect "metrics: name, meaning, unit" grep -q '^  db.queue.peak .*queries waiting at the database, most (queries)$' stdout
expect "metrics by a part of the name: nothing else" awk '/^  db/ { n++ } /^  [a-z]/ && !/^  db.queue.peak/ { bad = 1 } END { exit bad || n != 2 }' stdout
expect_status "metrics by a pattern" 0 herdsim metrics 'latency.*.p99'
expect "metrics by a pattern: nothing else" awk '/^  [a-z]/ { n++; if (!/^  latency[a-z.]*[.]p99 /) bad = 1 } END { exit bad || n < 8 }' stdout
expect_status "no such metric" 2 herdsim metrics db.qeueu.peak
expect "no such metric guesses" grep -q "did you mean 'db.queue.peak'" stderr
expect_status "no such metric, but a part of one" 2 herdsim metrics queue.peek
expect "no such metric, but a part of one, guesses" grep -q "did you mean 'db.queue.peak'" stderr
expect_status "nothing like any metric" 2 herdsim metrics zzz
expect "nothing like any metric: no guess" test "$(wc -l <stderr)" -eq 2

cat >asks.json <<'JSON'
{ "version": 1, "name": "asks", "run": { "duration": "10s" }, "keys": { "count": 10 }, "cache": null,
  "traffic": [ { "name": "u", "sessions_per_second": 60 } ], "database": { "connections": 1, "service": "10ms" },
  "events": [ { "at": "5s", "do": "traffic", "x": 1 } ] }
JSON
expect_status "check of what can be served" 0 herdsim check asks.json
expect "what can be served goes without saying" test ! -s stderr
expect_status "check of traffic that grows" 0 herdsim check asks.json --set events.0.x=2
expect "what traffic will ask for is told" grep -q "base asks for 120% of what its database can serve at the end" stderr
expect_status "check of too much" 0 herdsim check asks.json --set traffic.0.sessions_per_second=150
expect "what it asks for is told, and once" test "$(grep -c 'base asks for 150% .* before anything happens' stderr)$(wc -l <stderr)" = 11
