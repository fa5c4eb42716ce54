# SPDX-License-Identifier: GPL-3.0-or-later
# `verify`: status 0 if theory lies inside every interval, 3 if not; the same table with any number of threads.

expect_status "verify some formulas" 0 herdsim verify T10 T11 --quick --seed 1 --threads 2
expect "verify: says that all are inside" grep -q '^[0-9]* comparisons .* all inside\.$' stdout
cp stdout verify.two
expect_status "verify with one thread" 0 herdsim verify T10 T11 --quick --seed 1 --threads 1
expect "verify: the same bytes with one thread" cmp stdout verify.two

# By chance alone one seed in twenty has a theory outside its interval.
seed=1
until
    herdsim verify T8 --quick --seed $seed >stdout 2>stderr
    grep -q ' 1 outside:$' stdout || [ $seed -ge 150 ]
do
    seed=$((seed + 1))
done
expect_status "verify: theory outside an interval (seed $seed)" 3 herdsim verify T8 --quick --seed $seed
expect "verify: marks what is outside" grep -q '✗ outside' stdout
