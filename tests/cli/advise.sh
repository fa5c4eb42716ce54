# SPDX-License-Identifier: GPL-3.0-or-later
# Advice: the same bytes on any number of threads, tables that fit, statuses, plain errors, signals.

cat >advise.json <<'END'
{ "version": 1, "name": "small", "run": { "duration": "5s", "window": "1s" }, "keys": { "count": 100 }, "cache": null,
  "app_servers": { "count": 2 }, "slo": { "p99": "100ms" },
  "traffic": [ { "name": "u", "sessions_per_second": 400, "reads_per_session": 1 } ],
  "database": { "connections": 4, "service": { "exponential": "10ms" } },
  "advise": { "unit": "$/month", "options": [
    { "name": "more", "cost": 5, "change": { "database": { "connections": 7 } } },
    { "name": "less", "cost": 1, "change": { "database": { "connections": 3 } }, "excludes": ["more"] } ] } }
END
for threads in 1 3; do
    expect_status "advise, $threads threads" 0 herdsim advise advise.json --no-plots -o advise-$threads --threads $threads
done
expect "advise: what is told fits 80 columns" awk 'length > 80 && !/^results: / { bad = 1 } END { exit bad || NR < 10 }' stdout
expect "advise: the answer" grep -q '^  Take more, for \$5/month: it holds in [0-9]* of [0-9]* runs\.$' stdout
expect "advise: its member is needed" grep -q '^  more is needed: without it, 0 of ' stdout
expect "advise: what is cheaper is refuted" grep -Eq '^  Cheaper: 2 sets: .*refuted|^  Cheaper: 2 sets: .*arithmetic' stdout
expect "advise: the same bytes on any number of threads" diff -r advise-1 advise-3
expect "advise.json is JSON" "$valid_json" advise-1/advise.json
expect "advise: the page is whole" grep -q '</html>' advise-1/report.html
expect_status "advise, quiet" 0 herdsim advise advise.json -q --no-plots -o advise-quiet
expect "advise, quiet: nothing is said" test ! -s stdout -a ! -s stderr
expect_status "advise: nothing helps" 3 herdsim advise advise.json --no-plots -o advise-none --set advise.options.more.change.database.connections=2
expect "advise: says that nothing helps" grep -q 'No set of these options is proven to hold' stdout
expect_status "advise: nothing needed" 0 herdsim advise advise.json --no-plots -o advise-none --set database.connections=20
expect "advise: says that nothing is needed" grep -q 'Nothing needs to be done' stdout
expect_status "advise: a scenario without options" 0 herdsim advise "$tiny" --no-plots -o advise-offer --hold 'db.duplicate < 100' --set run.duration=5s
expect "advise: offers the bundled protections" grep -q 'coalescing-server' advise-offer/advise.csv
expect_status "advise: of a variant" 0 herdsim advise "$tiny" --no-plots --variant coalesced -o advise-offer --hold 'db.duplicate < 1000' --set run.duration=5s
if command -v gnuplot >/dev/null; then
    expect_status "advise is drawn" 0 herdsim advise advise.json -o advise-figure
    expect "advise is drawn as PNG and SVG" test -s advise-figure/advise.png -a -s advise-figure/advise.svg
    expect "advise: the figure is on the page" grep -q '<svg' advise-figure/report.html
fi
expect_status "advise: two options that change the same" 2 herdsim advise advise.json -o advise-bad --set 'advise.options.less.excludes=[]'
expect "advise: it is located" grep -q '^advise.json:7:.*/advise/options/1/change/database/connections: option "more" changes this, too' stderr
expect_status "advise: a metric that is not there" 2 herdsim advise advise.json -o advise-bad --hold 'db.querys < 5'
expect_status "advise: two variants" 2 herdsim advise "$tiny" -o advise-bad --variant plain --variant coalesced
expect "advise: what is refused leaves nothing" test ! -e advise-bad
for signal in INT TERM; do
    expect_status "advise, $signal" $((128 + $(kill -l $signal))) timeout --preserve-status -s $signal -k 20 2 "$program" advise advise.json \
        --set run.duration=1000h --set run.window=1h -o advise-cut
    expect "advise, $signal: nothing half-written" test ! -e advise-cut
done
