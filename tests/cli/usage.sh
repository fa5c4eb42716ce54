# SPDX-License-Identifier: GPL-3.0-or-later
# Bad usage is status 2, one line that says what, and a hint; help is status 0 and fits a screen.

expect_status "no verb" 2 herdsim
expect_status "unknown verb" 2 herdsim rnu
expect "unknown verb guesses" grep -q "did you mean 'run'" stderr
expect_status "unknown option" 2 herdsim run --treads=2 "$tiny"
expect "unknown option guesses" grep -q "did you mean '--threads'" stderr
expect_status "option of another verb" 2 herdsim check --threads=2 "$tiny"
expect_status "option without its value" 2 herdsim run "$tiny" --seed
expect_status "option with a value too many" 2 herdsim run --quiet=1 "$tiny"
expect_status "negative seed" 2 herdsim run --seed=-1 "$tiny"
expect_status "no threads" 2 herdsim run --threads=0 "$tiny"
expect_status "no replications" 2 herdsim run --replications=0 "$tiny"
expect_status "a goal without precision" 2 herdsim run --until=latency.session.p99 "$tiny"
expect "a goal without precision says how" grep -q 'latency.user.p99:5%' stderr
expect_status "a goal of an unknown metric" 2 herdsim run --until=latency.sesion.p99:5% "$tiny"
expect "a goal of an unknown metric" grep -q "no metric 'latency.sesion.p99'" stderr
expect_status "empty folder name" 2 herdsim run -o '' "$tiny"
expect_status "no scenario" 2 herdsim run
expect_status "unknown scenario" 2 herdsim run hot-key-expirey
expect "unknown scenario guesses" grep -q "did you mean 'hot-key-expiry'" stderr
for given in cold-strt coldstart cold-start.json 100m; do
    expect_status "scenario '$given'" 2 herdsim check $given
    expect "scenario '$given' guesses" grep -q "did you mean 'cold-start-100m'" stderr
done
expect_status "unknown variant" 2 herdsim run --variant coalesed "$tiny"
expect "unknown variant guesses" grep -q "coalesced" stderr
expect_status "unknown formula" 2 herdsim verify T99
expect "unknown formula: says which there are" grep -q "T2, T3" stderr
expect "unknown formula: names each once" awk 'NR == 1 { n = split($0, id, /[ ,]+/); for (i = 1; i <= n; i++) if (seen[id[i]]++ && id[i] ~ /^[A-Z]+[0-9]*$/) exit 1 }' stderr
expect_status "operand too many" 2 herdsim list "$tiny"
expect_status "-- ends the options" 2 herdsim check -- --resolved
expect "-- ends the options" grep -q -e "'--resolved'" stderr

for verb in "" run check new envelope list schema metrics plot verify sweep merge tip advise protections; do
    # shellcheck disable=SC2086  # no verb is no word
    expect_status "help of '$verb'" 0 herdsim $verb --help
    expect "help of '$verb' fits a screen" awk 'length > 80 { bad = 1 } END { exit bad || NR > 24 || NR == 0 }' stdout
done
expect_status "version" 0 herdsim --version
version=$(sed -n 's/^#define VERSION "\(.*\)"$/\1/p' "$root/sim/base/version.h")
expect "version: that of the source" grep -qx "herdsim $version" stdout
expect "version: the licence" grep -q "^License GPLv3+" stdout
