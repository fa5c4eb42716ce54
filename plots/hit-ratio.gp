# SPDX-License-Identifier: GPL-3.0-or-later
# hit-ratio.gp: the share of reads that the cache answers at once, over time. Thin and black, what theory says of it if
# every miss were answered at once: so a curve that stays below shows what waiting for the database does.
set label 1000 'Reads answered by the cache'
set label 1002 'hit ratio'
set yrange [hits_low:hits_low + (1 - hits_low) / (1 - headroom)]
set ytics ()
do for [k = 0:5] { set ytics add (percent(hits_low + k * hits_step) hits_low + k * hits_step) }
eval(show_bands)
if (truths) {
    set label 1006 'thin line: theory, every miss answered at once' at screen 0.025,0.03 \
        left noenhanced font type(17) textcolor rgb faint
}
plot for [i = 1:banded] band(i) using ($1 / time_divisor):4:5 with filledcurves \
        fillcolor rgb variant_colour[i] notitle, \
     for [i = 1:variants] data(i) using ($1 / time_divisor):3 with lines \
    linewidth line_width(i) linecolor rgb variant_colour[i] dashtype variant_dash[i] notitle, \
     for [i = 1:variants] truth(i) using ($1 / time_divisor):(truth_shown[i] ? $2 : NaN) with lines \
    linewidth 1 linecolor rgb ink notitle
