# SPDX-License-Identifier: GPL-3.0-or-later
# failures.gp: the share of the users who come in a window that is lost, then or later: they give up, or are turned away for good.
set label 1000 'Users who are lost, by when they came'
set label 1002 'share of those who came'
set yrange [0:1.0 * lost_high / (1 - headroom)]
set ytics ()
do for [k = 0:5] { set ytics add (percent(k * lost_high / 5.0) k * lost_high / 5.0) }
if (!losses) { set label 1003 'no user is lost' at graph 0.5,0.45 center boxed font type(26) textcolor rgb faint front }
eval(show_bands)
series = "for [k = 1:banded] band(drawn(k)) using (column('time') / time_divisor):(column('lost_share_low')): \
        (column('lost_share_high')) with filledcurves fillcolor rgb variant_colour[drawn(k)] \
        title 'replications: '.variant_name[drawn(k)], \
    for [k = 1:drawn_n] data(drawn(k)) using (column('time') / time_divisor):(column('lost_share')) \
        with linespoints linestyle drawn(k) title 'lost: '.variant_name[drawn(k)]"
small_axis = "set yrange [0:lost_high]; do for [j = 0:2] { set ytics add (percent(j * lost_high / 2.0) j * lost_high / 2.0) }"
eval(draw)
