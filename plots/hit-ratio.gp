# hit-ratio.gp: the share of reads that the cache answers at once, over time.
set label 1000 'Reads answered by the cache'
set label 1002 'hit ratio'
set yrange [hits_low:hits_low + (1 - hits_low) / (1 - headroom)]
set ytics ()
do for [k = 0:5] { set ytics add (percent(hits_low + k * hits_step) hits_low + k * hits_step) }
eval(show_bands)
plot for [i = 1:banded] band(i) using ($1 / time_divisor):4:5 with filledcurves \
        fillcolor rgb variant_colour[i] notitle, \
     for [i = 1:variants] data(i) using ($1 / time_divisor):3 with lines \
    linewidth line_width(i) linecolor rgb variant_colour[i] dashtype variant_dash[i] notitle
