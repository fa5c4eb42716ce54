# SPDX-License-Identifier: GPL-3.0-or-later
# failures.gp: the share of sessions that fail, of those that end in a window.
set label 1000 'Sessions that fail'
set label 1002 'share of sessions'
set yrange [0:1.0 * failed_high / (1 - headroom)]
set ytics ()
do for [k = 0:5] { set ytics add (percent(k * failed_high / 5.0) k * failed_high / 5.0) }
if (!failures) { set label 1003 'no session fails' at graph 0.5,0.45 center boxed font type(26) textcolor rgb faint front }
eval(show_bands)
series = "for [k = 1:banded] band(drawn(k)) using (column('time') / time_divisor):(column('failed_share_low')): \
        (column('failed_share_high')) with filledcurves fillcolor rgb variant_colour[drawn(k)] \
        title 'replications: '.variant_name[drawn(k)], \
    for [k = 1:drawn_n] data(drawn(k)) using (column('time') / time_divisor):(column('failed_share')) \
        with linespoints linestyle drawn(k) title 'fail: '.variant_name[drawn(k)]"
small_axis = "set yrange [0:failed_high]; do for [j = 0:2] { set ytics add (percent(j * failed_high / 2.0) j * failed_high / 2.0) }"
eval(draw)
