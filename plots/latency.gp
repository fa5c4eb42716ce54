# SPDX-License-Identifier: GPL-3.0-or-later
# latency.gp: how long users wait until they are served, from when they first came and drawn there. Where the p99 falls on
# users who were not served at all it has no value: squares say so, in a row of its own for every variant, between the curves
# and the event labels.
#
# Where there are several traffic sources, a panel for each instead, the slowest 1% only: those who ask for the
# hot key and those who have nothing to do with it must not be mixed.
set label 1002 'latency, log scale'
set logscale y
decades(step) = sprintf('set ytics (); do for [k = -9:6] { if (k %% %d == 0) { set ytics add (duration(10.0**k) 10.0**k) } }', step)

eval(show_bands)
if (sources < 2) {
    do for [k = 1:slo_n] {
        set arrow 3000 + k from graph 0, first slo[k] to graph 1, first slo[k] nohead front linecolor rgb slo_colour[k] \
            linewidth 1.6 dashtype (16,8)
        set label 3000 + k slo_text[k] at graph 0.995, first slo[k] right offset 0,0.7 noenhanced boxed font type(20) \
            textcolor rgb ink front
    }
    set yrange [latency_low:latency_high]
    set label 1000 'Latency of users, by when they came'
    set label 1006 'median dashed'.(blackouts ? ', squares: p99 not served' : '') at screen 0.975,0.95 \
        right noenhanced font type(20) textcolor rgb faint
    fails_at(i) = latency_low * (1.0 * latency_high / latency_low) ** (1 - headroom - 0.03 * i)
    eval(decades(1))
    series = "for [k = 1:banded] band(drawn(k)) using (column('time') / time_divisor):(floored(column('p99_low'), latency_low)): \
            (floored(column('p99_high'), latency_low)) with filledcurves fillcolor rgb variant_colour[drawn(k)] \
            title 'replications: '.variant_name[drawn(k)], \
        for [k = 1:drawn_n] data(drawn(k)) using (column('time') / time_divisor):(floored(column('p99'), latency_low)) \
            with linespoints linestyle drawn(k) title 'p99: '.variant_name[drawn(k)], \
        for [k = 1:drawn_n] data(drawn(k)) using (column('time') / time_divisor):(floored(column('p50'), latency_low)) \
            with lines linewidth 1.8 linecolor rgb variant_colour[drawn(k)] dashtype (6,4) \
            title 'median: '.variant_name[drawn(k)], \
        for [k = 1:drawn_n] data(drawn(k)) using (column('time') / time_divisor): \
            (column('unserved') > 0 ? fails_at(k) : NaN) with points pointtype 5 pointsize 1.1 \
            linecolor rgb variant_colour[drawn(k)] title 'not served: '.variant_name[drawn(k)]"
    small_axis = "do for [j = -9:6:2] { set ytics add (duration(10.0**j) 10.0**j) }"
    eval(draw)
} else {
    set yrange [sources_low:sources_high]
    set label 1000 'Latency: p99 of users, by when they came'
    if (blackouts) { set label 1006 'squares: p99 not served' at screen 0.975,0.95 right noenhanced font type(20) textcolor rgb faint }
    if (other_n > 0) { set label 1007 sprintf('%d more variant%s: herdsim plot --variant A,B,C', other_n, other_n == 1 ? '' : 's') at screen 0.975,0.014 right \
        noenhanced font type(17) textcolor rgb faint }
    of_source(s, which) = column(s == 0 ? 'p99'.which : sprintf('p99_%d%s', s, which))
    not_served(s) = column(s == 0 ? 'unserved' : sprintf('unserved_%d', s)) > 0
    not_served_at(k) = sources_low * (1.0 * sources_high / sources_low) ** (0.8 - 0.06 * k)
    panels_of_sources = sources + 1
    columns = panels_of_sources <= 3 ? 1 : 2
    rows = (panels_of_sources + columns - 1) / columns
    top = plot_top - 0.03; bottom = 0.125; gap_x = 0.09; gap_y = 0.055
    wide = (0.975 - 0.12 - gap_x * (columns - 1)) / columns
    high = (top - bottom - gap_y * (rows - 1)) / rows
    do for [i = 1:marks] { if (mark_row[i] > 0) { unset label i } } # a panel is too low for more than one row
    eval(decades(rows > 2 && sources_high > 1e4 * sources_low ? 2 : 1))
    set multiplot
    do for [s = 0:sources] { # 0: all users together
        panel_column = s % columns
        panel_row = s / columns
        set lmargin at screen 0.12 + panel_column * (wide + gap_x)
        set rmargin at screen 0.12 + panel_column * (wide + gap_x) + wide
        set tmargin at screen top - panel_row * (high + gap_y)
        set bmargin at screen top - panel_row * (high + gap_y) - high
        set xtics columns * time_step
        set format x (s + columns > sources ? '%g' : '')
        if (s + columns > sources) { set xlabel time_unit } else { set xlabel '' }
        set label 1003 (s == 0 ? 'all users' : source_name[s]) at graph 0, graph 1 left offset 0,0.6 noenhanced font type(22) textcolor rgb ink
        unset arrow 3000
        unset label 3000
        do for [k = 1:slo_n] { unset arrow 3100 + k; unset label 3100 + k }
        if (s == 0) {
            do for [k = 1:slo_n] {
                set arrow 3100 + k from graph 0, first slo[k] to graph 1, first slo[k] nohead front linecolor rgb slo_colour[k] \
                    linewidth 1.6 dashtype (16,8)
                set label 3100 + k slo_text[k] at graph 0.995, first slo[k] right offset 0,0.7 noenhanced boxed font type(20) \
                    textcolor rgb ink front
            }
        } else { if (source_slo[s] > 0) { # its own; that of all users together is not judged on one source
            set arrow 3000 from graph 0, first source_slo[s] to graph 1, first source_slo[s] nohead front linecolor rgb ink \
                linewidth 1.6 dashtype (16,8)
            set label 3000 source_slo_text[s] at graph 0.995, first source_slo[s] right \
                offset 0,0.7 noenhanced boxed font type(20) textcolor rgb ink front
        } }
        plot for [k = 1:banded] band(drawn(k)) using (column('time') / time_divisor): \
                (floored(of_source(s, '_low'), sources_low)):(floored(of_source(s, '_high'), sources_low)) \
                with filledcurves fillcolor rgb variant_colour[drawn(k)] title 'replications: '.variant_name[drawn(k)], \
             for [k = 1:drawn_n] data(drawn(k)) using (column('time') / time_divisor): \
                (floored(of_source(s, ''), sources_low)) with linespoints linestyle drawn(k) \
                title sprintf('p99 of %s: %s', s == 0 ? 'all users' : source_name[s], variant_name[drawn(k)]), \
             for [k = 1:drawn_n] data(drawn(k)) using (column('time') / time_divisor):(not_served(s) ? not_served_at(k) : NaN) \
                with points pointtype 5 pointsize 0.8 linecolor rgb variant_colour[drawn(k)] \
                title sprintf('not served of %s: %s', s == 0 ? 'all users' : source_name[s], variant_name[drawn(k)])
        do for [i = 1:variants] { unset arrow 2000 + i; unset label 2000 + i }
        do for [i = 1:marks] { unset label i }
        unset label 1000
        unset label 1001
        unset label 1002
        unset label 1005
        unset label 1006
        unset label 1007
    }
    unset multiplot
}
