# latency.gp: how long users wait, over time. While every session of a variant fails there is no latency:
# crosses say so, in a row of its own for every variant, between the curves and the event labels.
set label 1000 blackouts ? 'Latency: p99 thick, median thin, crosses: every session fails' : 'Latency: p99 thick, median thin'
fails_at(i) = latency_low * (1.0 * latency_high / latency_low) ** (1 - headroom - 0.03 * i)
set label 1002 'latency'
set logscale y
set yrange [latency_low:latency_high]
set ytics ()
do for [k = -9:6] { set ytics add (duration(10.0**k) 10.0**k) }
do for [k = 1:slo_n] {
    set arrow from graph 0, first slo[k] to graph 1, first slo[k] nohead front linecolor rgb ink \
        linewidth 1.6 dashtype (16,8)
    set label slo_text[k] at graph 0.995, first slo[k] right offset 0,0.7 noenhanced boxed font type(20) textcolor rgb ink front
}
plot for [i = 1:variants] data(i) using ($1 / time_divisor):5 with lines \
        linewidth line_width(i) linecolor rgb variant_colour[i] dashtype variant_dash[i] notitle, \
     for [i = 1:variants] data(i) using ($1 / time_divisor):4 with lines \
        linewidth 1 linecolor rgb variant_colour[i] dashtype variant_dash[i] notitle, \
     for [i = 1:variants] data(i) using ($1 / time_divisor):($6 >= 1 ? fails_at(i) : NaN) every blackout_step \
        with points pointtype 2 pointsize 1 linewidth 1.2 linecolor rgb variant_colour[i] notitle
