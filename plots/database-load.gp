# SPDX-License-Identifier: GPL-3.0-or-later
# database-load.gp: queries per second that reach the database, of every variant, and what it can serve. Dotted, what theory
# says of a window in which the herd on a hot key falls.
set label 1000 'Load on the database'
set label 1002 load_log ? 'queries per second, log scale' : 'queries per second'
set yrange [(load_log ? load_low : 0):load_high]
set ytics ()
if (load_log) {
    set logscale y
    do for [k = 0:12] { set ytics add (engineering(10.0**k) 10.0**k) }
} else {
    do for [k = 0:20] { if (k * load_step <= load_high) { set ytics add (engineering(k * load_step) k * load_step) } }
}
do for [k = 1:capacity_n] {
    set label capacity_text[k] at graph 0.995, first capacity[k] right offset 0,0.7 noenhanced boxed font type(20) \
        textcolor rgb capacity_colour[k] front
}
do for [k = 1:shown_n] { i = shown[k]; if (herd_at[i] < load_high) {
    set arrow 3000 + i from graph 0, first herd_at[i] to graph 1, first herd_at[i] nohead front \
        linecolor rgb variant_colour[i] linewidth 1 dashtype (2,6)
    set label 3000 + i herd_text[i] at graph 0.01, first herd_at[i] left offset 0,0.7 noenhanced boxed font type(21) \
        textcolor rgb variant_colour[i] front
} }
eval(show_bands)
series = "for [k = 1:banded] band(drawn(k)) using (column('time') / time_divisor): \
        (floored(column('queries_low'), load_low)):(floored(column('queries_high'), load_low)) \
        with filledcurves fillcolor rgb variant_colour[drawn(k)] title 'replications: '.variant_name[drawn(k)], \
    for [k = 1:drawn_n] data(drawn(k)) using (column('time') / time_divisor):(floored(column('queries'), load_low)) \
        with linespoints linestyle drawn(k) title 'queries: '.variant_name[drawn(k)], \
    for [k = 1:drawn_n] data(drawn(k)) using (column('time') / time_divisor): \
        (capacity_drawn[drawn(k)] ? floored(column('capacity'), load_low) : NaN) with steps linewidth 1.8 \
        linecolor rgb (capacity_n > 1 ? variant_colour[drawn(k)] : ink) title 'capacity: '.variant_name[drawn(k)]"
small_axis = " \
    if (load_log) { \
        set yrange [load_low:10.0**ceil(log10(load_most[other[m]]))]; \
        do for [j = 0:12] { set ytics add (engineering(10.0**j) 10.0**j) } \
    } else { \
        set yrange [0:1.1 * load_most[other[m]]]; \
        do for [j = 0:6] { set ytics add (engineering(j * tidy(load_most[other[m]])) j * tidy(load_most[other[m]])) } \
    }"
eval(draw)
