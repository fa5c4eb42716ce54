# SPDX-License-Identifier: GPL-3.0-or-later
# The first step: a scenario of one's own that is good as it stands, and never written over anything.

expect_status "new" 0 herdsim new
expect "new says where it is" grep -q 'my-system.json: written' stdout
expect "new says which exponent has the hit ratio" grep -q '95% of hits follow from .* an exponent of 1\.' stdout
expect "some 20 lines" awk 'END { exit NR < 15 || NR > 25 }' my-system.json
expect "it is JSON" "$valid_json" my-system.json
expect_status "new passes check" 0 herdsim check my-system.json
expect "check says the exponent, too" grep -q '95% of hits' stdout
expect_status "new runs" 0 herdsim run my-system.json --set run.duration=70s --no-plots
expect "run says the exponent, too" grep -q '95% of hits' stderr
expect "its first variant has the hit ratio until the cache restarts" awk -F, '
    NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
    NR <= 60 { sum += $column["cache.hit_ratio"] }
    END { exit sum / 59 < 0.94 || sum / 59 > 0.96 }' results/my-system/as-is/timeline.csv
cp my-system.json before.json
expect_status "new does not write over a file" 1 herdsim new my-system --ttl 5min
expect "what was there stays" cmp my-system.json before.json
expect_status "answers are options" 0 herdsim new mine.json --sessions 100/s --reads 3 --keys 10k --hit-ratio 90% \
    --ttl 60s --servers 2 --workers 8 --pool 3 --connections 4 --query 20ms
expect_status "and make another scenario" 0 herdsim check mine.json --resolved
for answer in '"ttl": "60s"' '"count": "10k"' '"reads_per_session": "3"' '"workers": "8"' '"hit_ratio": "90%"'; do
    expect "answer: $answer" grep -qF "$answer" stdout
done
expect_status "an answer that makes no sense" 2 herdsim new odd --ttl soon
expect "is told with its place" grep -q '^odd.json:[0-9:]*: /cache/ttl: expected a duration' stderr
expect_status "a name that is none" 2 herdsim new 'a b'
expect "and nothing is written" test ! -e odd.json -a ! -e 'a b.json'
