# SPDX-License-Identifier: GPL-3.0-or-later
# Every `./herdsim` command of the documentation still runs. Each is first tried with exactly the words that
# stand there, without simulating (`run` becomes `envelope`); then, scaled down, for real.

documents=("$root/README.md" "$root/scenarios/README.md")
awk '/^```json/ && !n++ { code = 1; next } /^```/ { code = 0 } code' "$root/README.md" >checkout.json
expect_status "the README's own scenario" 0 herdsim check checkout.json

# What the commands are, one a line, without "./herdsim": from code blocks, and from `code` in running text,
# which may be broken over lines.
documented() { # FILE
    awk '/^```/ { code = !code; next } code' "$1" | sed -n 's/ *#.*//; s/^\(\$ \)\{0,1\}\.\/herdsim //p'
    # shellcheck disable=SC2016  # these backticks are Markdown's
    awk '/^```/ { code = !code; next } !code' "$1" | tr '\n' ' ' | grep -o '`\./herdsim [^`]*`' |
        sed 's/^`\.\/herdsim //; s/`$//'
}

# SCENARIO: the --set that make it small, into $scaled. They come last, so they win.
scale_down() {
    local small=()
    case $1 in
    cold-start-100m)
        small=(run.duration=90s keys.count=100k traffic.0.daily_active=1M
            variants.1pct-takes-50pct-prewarmed.protections.prewarm.top=10k)
        ;;
    hot-key-expiry) small=(run.duration=70s) ;;
    planned-prewarm)
        small=(run.duration=90s keys.count=100k traffic.0.daily_active=1M)
        for variant in prewarm prewarm-gradual prewarm-by-lfu; do
            small+=("variants.$variant.protections.prewarm.top=10k")
        done
        ;;
    avalanche) small=(run.duration=320s keys.count=10k cache.start.prewarmed=10k traffic.0.sessions_per_second=50) ;;
    lock-too-short) small=(run.duration=70s) ;;
    stale-rescue) small=(run.duration=100s) ;;
    retry-storm) small=(run.duration=60s) ;;
    retry-storm-cached) small=(run.duration=45s) ;;
    hot-partition) small=(run.duration=22s keys.count=200k) ;;
    deploy-local-caches) small=(run.duration=70s keys.count=50k traffic.0.sessions_per_second=50) ;;
    node-loss) small=(run.duration=125s keys.count=100k traffic.0.sessions_per_second=50) ;;
    error-deletes-key) small=(run.duration=105s traffic.0.sessions_per_second=400) ;;
    checkout.json) small=(run.duration=90s keys.count=20k traffic.0.sessions_per_second=100) ;;
    esac
    expect "'$1' in the documentation: known how to scale it down" test ${#small[@]} -gt 0
    scaled=()
    for set in "${small[@]}"; do
        scaled+=(--set "$set")
    done
}

# WORD...: status 0; or 3, as expectations need not hold for what was changed.
documented_runs() {
    local got=0
    herdsim "$@" >stdout 2>stderr </dev/null || got=$?
    expect "documented, scaled down: exit status $got: $*" test $got -eq 0 -o $got -eq 3
}

commands_n=0
while read -r command; do
    commands_n=$((commands_n + 1))
    mapfile -t words < <(xargs -n 1 printf '%s\n' <<<"$command") # as a shell would: quotes hold words together
    for i in "${!words[@]}"; do
        case ${words[i]} in
        FILE) words[i]=checkout.json ;;
        NAME) words[i]=hot-key-expiry ;;
        PATTERN) words[i]=db.queue ;;
        esac
    done
    case ${words[0]} in
    tip | advise) # an answer (3: none) to a shorter question; of a shorter run there may be none (2)
        got=0
        herdsim "${words[@]}" --set run.duration=45s --no-plots -o "studied-$commands_n" >stdout 2>stderr </dev/null || got=$?
        expect "documented: exit status $got: ${words[*]}" test $got -eq 0 -o $got -eq 3 -o $got -eq 2
        expect_not "documented: known words: ${words[*]}" grep -Eq 'unknown field|has no option|expected' stderr
        continue
        ;;
    esac
    if [ "${words[0]}" != run ]; then
        expect_status "documented: ${words[*]}" 0 herdsim "${words[@]}"
        continue
    fi
    scale_down "${words[1]}"
    plain=() # what envelope knows too
    for ((i = 1; i < ${#words[@]}; i++)); do
        case ${words[i]} in
        --replications | --until)
            i=$((i + 1))
            scaled+=(--replications 3)
            ;;
        *) plain+=("${words[i]}") ;;
        esac
    done
    expect_status "documented: ${words[*]}" 0 herdsim envelope "${plain[@]}"
    documented_runs "${words[@]}" "${scaled[@]}" --no-plots --quiet -o documented
done < <(for file in "${documents[@]}"; do documented "$file"; done | sort -u)
expect "there are documented commands ($commands_n)" test $commands_n -ge 15
