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
        left noenhanced font type(20) textcolor rgb faint
}
series = "for [k = 1:banded] band(drawn(k)) using (column('time') / time_divisor):(column('hit_ratio_low')): \
        (column('hit_ratio_high')) with filledcurves fillcolor rgb variant_colour[drawn(k)] \
        title 'replications: '.variant_name[drawn(k)], \
    for [k = 1:drawn_n] data(drawn(k)) using (column('time') / time_divisor):(column('hit_ratio')) \
        with linespoints linestyle drawn(k) title 'hits: '.variant_name[drawn(k)], \
    for [k = 1:drawn_n] theory_of(drawn(k)) using (column('time') / time_divisor): \
        (truth_shown[drawn(k)] ? column('hit_ratio') : NaN) with lines linewidth 1.6 linecolor rgb ink \
        title 'theory: '.variant_name[drawn(k)]"
small_axis = "set yrange [hits_low:1]; set ytics (percent(hits_low) hits_low, percent((1 + hits_low) / 2) (1 + hits_low) / 2, '100%%' 1)"
eval(draw)
