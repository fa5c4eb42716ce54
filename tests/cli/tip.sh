# SPDX-License-Identifier: GPL-3.0-or-later
# Where a condition begins to hold: the same bytes on any number of threads, tables that fit, plain errors, signals.

tip=(tip "$tiny" --vary database.connections=1:100 --hold "db.utilisation.mean < 60%" --set run.duration=5s --precision 5%)
for threads in 1 3; do
    expect_status "tip, $threads threads" 0 herdsim "${tip[@]}" --no-plots -o tip-$threads --threads $threads
done
expect "tip: table and words fit 80 columns" awk 'length > 80 && !/^results: / { bad = 1 } END { exit bad || NR < 5 }' stdout
expect "tip: the same bytes on any number of threads" diff -r tip-1 tip-3
expect "tip: an edge a variant" test "$(grep -c ,begins, tip-1/tip.csv)" -eq 2
expect "tip: points are listed" grep -qx 'variant,database.connections,x_si,runs,held,share,low,high,answer' tip-1/points.csv
expect "tip.json is JSON" "$valid_json" tip-1/tip.json
expect "tip: the page is whole" grep -q '</html>' tip-1/report.html
expect_status "tip, quiet" 0 herdsim "${tip[@]}" -q --no-plots -o tip-quiet
expect "tip, quiet: nothing is said" test ! -s stdout -a ! -s stderr
if command -v gnuplot >/dev/null; then
    expect_status "tip of two fields" 0 herdsim "${tip[@]}" --variant plain --vary traffic.web.sessions_per_second=200,400 -o tip-curve
    expect "tip of two fields is drawn" test -s tip-curve/tip.png -a -s tip-curve/tip.svg
    expect "tip of two fields: the figure is on the page" grep -q '<svg' tip-curve/report.html
    expect "tip of two fields: a row each" test "$(wc -l <tip-curve/tip.csv)" -eq 3
fi

# WHAT, then a part of what is said, then options
refused() {
    local what=$1 said=$2
    shift 2
    expect_status "tip: $what" 2 herdsim tip "$tiny" --set run.duration=2s -o tip-none "$@"
    expect "tip: $what: $said" grep -qF -- "$said" stderr
    expect "tip: $what: one line" test "$(grep -vc '^Try ' stderr)" -eq 1
}
connections=(--vary database.connections=1:50)
refused "a path that is not there" '/database/conections: unknown field (did you mean "connections"?)' --vary database.conections=1:5
refused "a range outside the field's" '/database/connections: expected a whole number from 1' --vary database.connections=0:5
refused "a range upside down" 'expected LO below HI' --vary database.connections=5:1
refused "a list" "expected LO:HI, got '1,2'" --vary database.connections=1,2
refused "no range" 'tip expects one --vary'
refused "a field twice" 'is given twice' "${connections[@]}" "${connections[@]}"
refused "a condition without a form" '--hold: expected METRIC OP VALUE' "${connections[@]}" --hold 'db.queries'
refused "a metric that is not there" "has no metric 'db.querys'; did you mean 'db.queries'?" "${connections[@]}" --hold 'db.querys < 5'
refused "a unit that is none of the metric's" '"db.queries" is no duration' "${connections[@]}" --hold 'db.queries < 5ms'
refused "a verdict that there is not" 'verdict == or !=' "${connections[@]}" --hold 'verdict == clam'
refused "what always holds" 'holds at every value that was tried' "${connections[@]}" --hold 'db.queries > 0'
refused "what never holds" 'holds at no value that was tried' "${connections[@]}" --hold 'db.queries < 0'
refused "a budget too small for anything" 'no answer within the budget' "${connections[@]}" --hold 'db.queries > 0' --budget 3
refused "a share of everything" '--share: expected a share between 0 and 1' "${connections[@]}" --share 100%
refused "a variant's own field" "variant 'coalesced' states its own" --variant coalesced --set variants.coalesced.database.connections=5 "${connections[@]}"
expect "tip: what is refused leaves nothing" test ! -e tip-none
for signal in INT TERM; do
    expect_status "tip, $signal" $((128 + $(kill -l $signal))) timeout --preserve-status -s $signal -k 20 2 "$program" tip "$tiny" \
        "${connections[@]}" --set run.duration=1000h --set run.window=1h -o tip-cut
    expect "tip, $signal: nothing half-written" test ! -e tip-cut
done
