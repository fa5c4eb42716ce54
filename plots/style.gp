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
set border 3 linecolor rgb faint linewidth 0.8
set tics nomirror textcolor rgb ink scale 0.6
set grid back ytics linecolor rgb '#b0b0b0' linewidth 0.9 dashtype 1
set style textbox opaque noborder fillcolor rgb '#30ffffff' margins 0.3,0.1 # nearly white, so that lines end at text
set datafile missing 'nan'

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
# Of two curves that coincide both stay visible: the earlier variant's is the broader one.
line_width(i) = 2 + (variants > 3 ? 2.6 / variants : 0.8) * (variants - i)
floored(y, low) = y < low ? low : y # a logarithmic axis has no zero; what is not there (NaN) stays so

# The legend, in the scenario's order, row by row. Not gnuplot's own: that one breaks into more rows than
# there is room for when it sees fit.
do for [i = 1:variants] {
    x = 0.12 + legend_width * ((i - 1) % legend_columns)
    y = legend_top - 0.018 - 0.052 * ((i - 1) / legend_columns)
    set arrow 2000 + i from screen x,y to screen x + 0.035,y nohead linecolor rgb variant_colour[i] \
        linewidth (variant_dash[i] == 1 ? line_width(i) : 1.4) dashtype variant_dash[i]
    set label 2000 + i variant_name[i] at screen x + 0.045,y left noenhanced textcolor rgb ink
}

# Numbers on axes: 500, 10k, 2M; 300 us, 10 ms, 5 s; 99.5%.
engineering(x) = x >= 1e9 ? sprintf('%gG', x / 1e9) : x >= 1e6 ? sprintf('%gM', x / 1e6) : \
                 x >= 1e3 ? sprintf('%gk', x / 1e3) : sprintf('%g', x)
duration(x) = x >= 0.9995 ? sprintf('%g s', x) : x >= 0.9995e-3 ? sprintf('%g ms', x * 1e3) : sprintf('%g µs', x * 1e6)
percent(x) = sprintf('%.4g%%%%', 100 * x) # doubled: tic labels are formats

set xrange [0:time_end]
set xtics time_step
set xlabel time_unit textcolor rgb ink offset 0,0.4
set label 1002 '' at screen 0.024,(0.5 * (0.125 + plot_top)) center rotate by 90 noenhanced textcolor rgb ink # the y axis

# A dashed line from top to bottom for every event, its label at the top, in a row of its own where labels
# would meet; `headroom` of the axis is kept free for them.
do for [i = 1:marks] {
    set arrow i from mark_at[i], graph 0 to mark_at[i], graph 1 nohead back linecolor rgb mark_colour[i] \
        linewidth 1 dashtype (10,6)
    y = 0.975 - 0.062 * mark_row[i]
    if (mark_leftwards[i]) {
        set label i mark_text[i] at mark_at[i], graph y right offset -0.6,0 noenhanced boxed font type(19) \
            textcolor rgb mark_colour[i] front
    } else {
        set label i mark_text[i] at mark_at[i], graph y left offset 0.6,0 noenhanced boxed font type(19) \
            textcolor rgb mark_colour[i] front
    }
}
