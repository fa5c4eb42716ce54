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
plot for [i = 1:banded] band(i) using (column('time') / time_divisor):(column('hit_ratio_low')):(column('hit_ratio_high')) \
        with filledcurves fillcolor rgb variant_colour[i] title 'replications: '.variant_name[i], \
     for [i = 1:variants] data(i) using (column('time') / time_divisor):(column('hit_ratio')) with lines \
    linewidth line_width(i) linecolor rgb variant_colour[i] dashtype variant_dash[i] title 'hits: '.variant_name[i], \
     for [i = 1:variants] truth(i) using (column('time') / time_divisor):(truth_shown[i] ? column('hit_ratio') : NaN) \
    with lines linewidth 1 linecolor rgb ink title 'theory: '.variant_name[i]
