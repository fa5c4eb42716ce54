# hit-ratio.gp: the share of reads that the cache answers at once, over time.
set label 1000 'Reads answered by the cache'
set label 1002 'hit ratio'
set yrange [hits_low:hits_low + (1 - hits_low) / (1 - headroom)]
set ytics ()
do for [k = 0:5] { set ytics add (percent(hits_low + k * hits_step) hits_low + k * hits_step) }
plot for [i = 1:variants] data(i) using ($1 / time_divisor):3 with lines \
    linewidth line_width(i) linecolor rgb variant_colour[i] dashtype variant_dash[i] notitle
