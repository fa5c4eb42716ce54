# SPDX-License-Identifier: GPL-3.0-or-later
# latency-distribution.gp: latency by percentile over the whole run, on an axis that gives every further nine
# the same room (HdrHistogram's way), because the tail is what users remember. Users
# who are not served stand at its top: there the line goes up.
set label 1000 'Distribution of the latency of users'.(unserved ? ', going up: not served' : '')
do for [i = 1:marks] { unset arrow i; unset label i }
title_x = 'percentile'
set xlabel (small_n ? '' : 'percentile, every further nine as wide as the last') textcolor rgb ink offset 0,0.4
set label 1002 'latency, log scale'
set logscale xy
set xrange [1:10.0**distribution_nines]
set yrange [distribution_low:distribution_high]
set grid xtics ytics
set xtics (distribution_nines < 4.5 ? '0%%' : '' 1, '50%%' 2, '90%%' 10, '99%%' 100, '99.9%%' 1000, '99.99%%' 1e4, '99.999%%' 1e5, '99.9999%%' 1e6, \
    '99.99999%%' 1e7, '99.999999%%' 1e8, '99.9999999%%' 1e9)
if (distribution_nines < 2.5) { set xtics add ('98%%' 50) }
set ytics ()
do for [k = -9:6] { set ytics add (duration(10.0**k) 10.0**k) }
series = "for [k = 1:drawn_n] sprintf('plots/data/latency-%d.dat', drawn(k)) using (column('one_in')):(column('latency')) \
    with lines linestyle drawn(k) title 'latency: '.variant_name[drawn(k)]"
small_axis = "do for [j = -9:6:2] { set ytics add (duration(10.0**j) 10.0**j) }; set xtics ('0%%' 1, '90%%' 10, '99%%' 100, '99.9%%' 1000, '99.99%%' 1e4, '' 1e5); do for [j = 1:marks] { unset arrow j }"
eval(draw)
