# SPDX-License-Identifier: GPL-3.0-or-later
# style.gp: what all figures share. Loaded after plots/data/figures.gp of a results folder, which defines
# title_text, variant_name[], the ranges and the events, and before the script of one figure:
#
#   cd results/<scenario>
#   gnuplot -d -e "figure = 'ledger'; kind = 'png'" plots/data/figures.gp <plots>/style.gp <plots>/ledger.gp
#
# Made to be read from the back of a classroom: large type, thick lines, few ticks, nothing on top of data.

set encoding utf8
set minussign
if (kind eq 'png') {
    set terminal pngcairo noenhanced size 1600,900 font 'Sans,22' linewidth 2 background '#ffffff'
} else {
    set terminal svg noenhanced standalone size 1600,900 font 'Arial,29' linewidth 2 background '#ffffff'
}
type(points) = sprintf(',%d', kind eq 'png' ? points : points * 4 / 3) # svg counts type in pixels
set output 'plots/data/'.figure.'.'.kind

ink = '#222222'; faint = '#666666'
served = '#a9c99b'; late = '#e3d29a'; lost = '#7d1128'; served_line = '#5f8a4b' # what became of users: no variant has these colours (sim/report/palette.c)
set border 3 linecolor rgb faint linewidth 0.8
set tics nomirror textcolor rgb ink scale 0.6
set grid back ytics linecolor rgb '#b0b0b0' linewidth 0.9 dashtype 1
set style textbox opaque noborder fillcolor rgb '#30ffffff' margins 0.3,0.1 # nearly white, so that lines end at text
set datafile missing 'nan'
set datafile columnheaders # data is drawn as column('name'), by the names in its first row, never by number

# The figure: heading and title above, legend below them, then the axes.
legend_top = 0.845
plot_top = legend_top - 0.012 - 0.052 * legend_rows
set lmargin at screen 0.12
set rmargin at screen 0.975
set bmargin at screen 0.125
set tmargin at screen plot_top
unset key
set label 1001 title_text at screen 0.025,0.893 left noenhanced font type(22) textcolor rgb faint
set label 1000 '' at screen 0.025,0.95 left noenhanced font type(32) textcolor rgb ink

data(i) = sprintf('plots/data/variant-%d.dat', i)
band(i) = sprintf('plots/data/band-%d.dat', i) # of the replications: low and high, only where `bands` is 1
theory_of(i) = sprintf('plots/data/theory-%d.dat', i)
show_bands = " \
    set style fill transparent solid 0.2 noborder; \
    if (bands) { set label 1005 bands_text at screen 0.975,0.03 right noenhanced font type(20) textcolor rgb faint }"
# Of two curves that coincide both stay visible: the earlier variant's is the broader one. A window with a value between two
# without one has no line: a dot as broad as the line shows it.
do for [k = 1:shown_n] {
    set style line shown[k] linecolor rgb variant_colour[shown[k]] linewidth 2 + 0.8 * (shown_n - k) \
        dashtype variant_dash[shown[k]] pointtype 5 pointsize 0.1
}
do for [k = 1:other_n] {
    set style line other[k] linecolor rgb variant_colour[other[k]] linewidth 2 pointtype 5 pointsize 0.1
}
# The k-th variant of the panel at hand, and how many it has: those that share a panel, and then each of the others.
drawn(k) = shown[k]
drawn_n = shown_n
banded = bands ? drawn_n : 0
floored(y, low) = y < low ? low : y # a logarithmic axis has no zero; what is not there (NaN) stays so

# The legend, in the scenario's order, row by row. Not gnuplot's own: that one breaks into more rows than
# there is room for when it sees fit.
do for [k = 1:shown_n] {
    i = shown[k]
    x = 0.12 + legend_width * ((k - 1) % legend_columns)
    y = legend_top - 0.018 - 0.052 * ((k - 1) / legend_columns)
    set arrow 2000 + i from screen x,y to screen x + 0.035,y nohead linecolor rgb variant_colour[i] \
        linewidth 2 + 0.8 * (shown_n - k) dashtype variant_dash[i]
    set label 2000 + i variant_name[i] at screen x + 0.045,y left noenhanced textcolor rgb ink
}

# A third of y or a bit more, as 1, 2 or 5 times a power of ten.
power(y) = 10.0**floor(log10(y / 3.0))
tidy(y) = y / power(y) >= 15 ? 5 * power(y) : y / power(y) >= 6 ? 2 * power(y) : power(y)

# Numbers on axes: 500, 10k, 2M; 300 us, 10 ms, 5 s; 99.5%.
engineering(x) = x >= 1e9 ? sprintf('%gG', x / 1e9) : x >= 1e6 ? sprintf('%gM', x / 1e6) : \
                 x >= 1e3 ? sprintf('%gk', x / 1e3) : sprintf('%g', x)
duration(x) = x >= 0.9995 ? sprintf('%g s', x) : x >= 0.9995e-3 ? sprintf('%g ms', x * 1e3) : sprintf('%g µs', x * 1e6)
percent(x) = sprintf('%.4g%%%%', 100 * x) # doubled: tic labels are formats

set xrange [0:time_end]
set xtics time_step
set xlabel time_unit textcolor rgb ink offset 0,0.4
set label 1002 '' at screen 0.024,(0.5 * (0.125 + plot_top)) center rotate by 90 noenhanced textcolor rgb ink # the y axis

# A dashed line from top to bottom for every event of a variant in the panel, its label at the top, in a row of its own where labels
# would meet; `headroom` of the axis is kept free for them.
mark_shown(i) = sum [k = 1:shown_n] (strstrt(mark_in[i], sprintf('|%d|', shown[k])) > 0)
do for [i = 1:marks] { if (mark_shown(i) > 0) {
    set arrow i from mark_at[i], graph 0 to mark_at[i], graph 1 nohead back linecolor rgb mark_colour[i] \
        linewidth 1 dashtype (10,6)
    y = 0.975 - mark_height * mark_row[i]
    if (mark_leftwards[i]) {
        set label i mark_text[i] at mark_at[i], graph y right offset -0.6,0 noenhanced boxed font type(19) \
            textcolor rgb mark_colour[i] front
    } else {
        set label i mark_text[i] at mark_at[i], graph y left offset 0.6,0 noenhanced boxed font type(19) \
            textcolor rgb mark_colour[i] front
    }
} }

# Figures in which variants share a panel hold in `series` what plot draws of drawn(1) to drawn(drawn_n), and end with
# eval(draw): the panel that is shared, and below it a small one, with a scale of its own, for each of the first four others;
# `small_axis` sets that scale.
small_n = other_n < 4 ? other_n : 4
small_top = 0.335
if (small_n) { set bmargin at screen 0.44 }
if (small_n) { set xlabel '' }
if (other_n > small_n) {
    set label 1007 sprintf('%d more variant%s: herdsim plot --variant A,B,C', other_n - small_n, other_n - small_n == 1 ? '' : 's') at screen 0.025,0.03 left \
        noenhanced font type(18) textcolor rgb faint
}
small_type = type(18)
title_x = time_unit
small = " \
    small_wide = (0.975 - 0.12 - 0.075 * (small_n - 1)) / small_n; \
    small_x = 0.12 + (small_wide + 0.075) * (m - 1); \
    set lmargin at screen small_x; set rmargin at screen small_x + small_wide; \
    set tmargin at screen small_top; set bmargin at screen 0.125; \
    unset arrow; unset label; set xlabel (title_x) textcolor rgb ink offset 0,0.4; \
    do for [j = 1:marks] { if (strstrt(mark_in[j], sprintf('|%d|', other[m])) > 0) { \
        set arrow j from mark_at[j], graph 0 to mark_at[j], graph 1 nohead back linecolor rgb faint linewidth 0.8 dashtype (3,5) \
    } }; \
    set tics font small_type; set xtics small_n * time_step; set ytics (); \
    eval(small_axis); \
    set label 1003 variant_name[other[m]] at graph 0, graph 1 left offset 0,0.6 noenhanced font type(20) \
        textcolor rgb variant_colour[other[m]]"
draw = " \
    if (small_n) { set multiplot }; \
    eval('plot '.series); \
    if (small_n) { \
        drawn_n = 1; banded = bands; \
        do for [m = 1:small_n] { drawn(k) = other[m]; eval(small); eval('plot '.series) }; \
        unset multiplot \
    }"

# Figures with a panel for every variant (of more than four: for those that share a panel elsewhere): eval(panels) once, then for p from 1 to panels_n eval(panel), which sets i to the variant, before its plot and
# eval(panel_done) after it. The axis goes to panel_high in steps of panel_step. The legend names what panel_shown[k] says
# to show: the area panel_name[k], or a line where panel_line[k] is its width, dashed where panel_dashed[k] is 1.
panels_n = variants <= 4 ? variants : shown_n
array paneled[panels_n]
do for [p = 1:panels_n] { paneled[p] = variants <= 4 ? p : shown[p] }
panel_columns = panels_n == 4 ? 2 : panels_n > 6 ? 3 : panels_n > 3 ? 2 : panels_n
panel_rows = (panels_n + panel_columns - 1) / panel_columns
panel_gap_y = panel_rows < 3 ? 0.09 : 0.075
panel_wide = (0.975 - 0.12 - 0.035 * (panel_columns - 1)) / panel_columns
panel_tall = (0.735 - 0.125 - panel_gap_y * (panel_rows - 1)) / panel_rows
panel_time_step = (panel_columns < 3 ? 1 : 2) * time_step
panels = " \
    unset arrow; \
    do for [i = 1:marks] { unset label i }; \
    do for [i = 1:variants] { unset label 2000 + i }; \
    panel_at = 0; \
    do for [k = 1:|panel_name|] { \
        if (panel_shown[k]) { panel_at = panel_at + 0.056 + 0.0097 * strlen(panel_name[k]) } \
    }; \
    panel_type = panel_at > 0.88 ? 22 * 0.88 / panel_at : 22; \
    panel_at = 0.12; \
    do for [k = 1:|panel_name|] { if (panel_shown[k]) { \
        if (panel_line[k]) { \
            set arrow 4000 + k from screen panel_at,0.819 to screen panel_at + 0.027,0.819 nohead \
                linecolor rgb panel_colour[k] linewidth panel_line[k]; \
            if (panel_dashed[k]) { \
                set arrow 4000 + k from screen panel_at,0.819 to screen panel_at + 0.027,0.819 nohead \
                    linecolor rgb panel_colour[k] linewidth panel_line[k] dashtype (8,5) \
            } \
        } else { \
            set object k rectangle from screen panel_at,0.803 to screen panel_at + 0.027,0.835 \
                fillcolor rgb panel_colour[k] fillstyle solid noborder \
        }; \
        set label 4000 + k panel_name[k] at screen panel_at + 0.035,0.819 left noenhanced \
            font type(panel_type) textcolor rgb ink; \
        panel_at = panel_at + (0.056 + 0.0097 * strlen(panel_name[k])) * panel_type / 22 \
    } }; \
    if (variants > panels_n) { \
        set label 1007 sprintf('%d more variant%s: herdsim plot --variant A,B,C', variants - panels_n, variants - panels_n == 1 ? '' : 's') at screen 0.975,0.014 right \
            noenhanced font type(17) textcolor rgb faint \
    }; \
    set multiplot; \
    set yrange [0:panel_high]"
panel = " \
    i = paneled[p]; panel_column = (p - 1) % panel_columns; panel_row = (p - 1) / panel_columns; \
    panel_x = 0.12 + panel_column * (panel_wide + 0.035); \
    panel_y = 0.735 - panel_row * (panel_tall + panel_gap_y); \
    set lmargin at screen panel_x; set rmargin at screen panel_x + panel_wide; \
    set tmargin at screen panel_y; set bmargin at screen panel_y - panel_tall; \
    set xtics panel_time_step; \
    set format x (p + panel_columns > panels_n ? '%g' : ''); \
    if (p + panel_columns > panels_n) { set xlabel time_unit } else { set xlabel '' }; \
    set ytics (); \
    do for [k = 0:20:(panel_rows > 1 ? 2 : 1)] { if (k * panel_step <= panel_high) { \
        set ytics add ((panel_column == 0 ? engineering(k * panel_step) : '') k * panel_step) \
    } }; \
    do for [k = 1:marks] { if (strstrt(mark_in[k], sprintf('|%d|', i)) > 0) { \
        set arrow k from mark_at[k], graph 0 to mark_at[k], graph 1 nohead front linecolor rgb faint \
            linewidth 0.6 dashtype (3,5) \
    } }; \
    panel_fits = panel_wide * 1600 / (0.75 * strlen(variant_name[i])); \
    set label 1003 variant_name[i] at graph 0, graph 1 left offset 0,0.7 noenhanced \
        font type(panel_fits > 22 ? 22 : panel_fits < 12 ? 12 : int(panel_fits)) textcolor rgb variant_colour[i]"
panel_done = " \
    do for [k = 1:|panel_name|] { unset object k; unset label 4000 + k }; \
    unset arrow; unset label 1007; unset label 1000; unset label 1001; unset label 1002"
