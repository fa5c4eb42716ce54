# SPDX-License-Identifier: GPL-3.0-or-later
# failures.gp: the share of sessions that fail, of those that end in a window.
set label 1000 'Sessions that fail'
set label 1002 'share of sessions'
set yrange [0:1.0 * failed_high / (1 - headroom)]
set ytics ()
do for [k = 0:5] { set ytics add (percent(k * failed_high / 5.0) k * failed_high / 5.0) }
if (!failures) { set label 1003 'no session fails' at graph 0.5,0.45 center boxed font type(26) textcolor rgb faint front }
eval(show_bands)
plot for [i = 1:banded] band(i) using (column('time') / time_divisor):(column('failed_share_low')):(column('failed_share_high')) \
        with filledcurves fillcolor rgb variant_colour[i] title 'replications: '.variant_name[i], \
     for [i = 1:variants] data(i) using (column('time') / time_divisor):(column('failed_share')) with lines \
    linewidth line_width(i) linecolor rgb variant_colour[i] dashtype variant_dash[i] title 'fail: '.variant_name[i]
