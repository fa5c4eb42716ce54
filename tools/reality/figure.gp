# SPDX-License-Identifier: GPL-3.0-or-later
# figure.gp: a row for each variant: queries of the database over time, and latency of reads; real beside simulated.
#   gnuplot -e "folder='...'; variants='none jitter'; output_file='....svg'" figure.gp
set encoding utf8
set datafile separator comma
n = words(variants)
height = 260
set terminal svg noenhanced standalone size 1500,70 + height * n font 'Arial,19' linewidth 1.6 background '#ffffff'
set output output_file

ink = '#222222'; faint = '#666666'; colour_real = '#D55E00'; colour_simulated = '#0072B2'
set border 3 linecolor rgb faint linewidth 0.7
set tics nomirror textcolor rgb ink scale 0.5
set grid back ytics linecolor rgb '#c8c8c8' linewidth 0.7 dashtype 1
top = 1.0 - 70.0 / (70 + height * n)
row = top / n

# The legend: lines and words above all panels.
above(pixels) = 1.0 - pixels / (70.0 + height * n)
legend_y = above(24.0)
set arrow 1 from screen 0.06,legend_y to screen 0.085,legend_y nohead linecolor rgb colour_real linewidth 1.6
set label 11 'real' at screen 0.092,legend_y left textcolor rgb ink
set arrow 2 from screen 0.15,legend_y to screen 0.175,legend_y nohead linecolor rgb colour_simulated linewidth 2.6
set label 12 'simulated, mean of 10 runs' at screen 0.182,legend_y left textcolor rgb ink
set object 1 rectangle from screen 0.385,above(31.0) to screen 0.41,above(17.0) fillcolor rgb '#A6CDE6' fillstyle solid noborder
set label 13 'the least and the most of these' at screen 0.417,legend_y left textcolor rgb ink

set multiplot
do for [i = 1:n] {
    variant = word(variants, i)
    file = folder.'/'.variant
    set tmargin at screen top - row * (i - 1) - 0.21 * row
    set bmargin at screen top - row * i + 0.2 * row

    set lmargin at screen 0.06
    set rmargin at screen 0.55
    unset logscale
    set xrange [0:*]
    set yrange [0:*]
    set xtics auto
    set ytics auto format '%g'
    set label 1 variant at graph 0,1.16 left textcolor rgb ink
    set label 2 'database queries per second, over time (s)' at graph 1,1.16 right textcolor rgb faint
    plot file.'.timeline.csv' every ::1 using 1:4:5 with filledcurves linecolor rgb '#A6CDE6' \
             notitle, \
         '' every ::1 using 1:3 with lines linecolor rgb colour_simulated linewidth 1.5 notitle, \
         '' every ::1 using 1:2 with lines linecolor rgb colour_real linewidth 1.2 notitle

    unset key
    set lmargin at screen 0.64
    set rmargin at screen 0.975
    set logscale xy
    set xrange [1:0.0005]
    set yrange [*:*]
    set xtics ('p50' 0.5, 'p90' 0.1, 'p95' 0.05, 'p99' 0.01, 'p99.9' 0.001)
    unset label 1
    set label 2 'latency of reads (ms), by share of the reads' at graph 1,1.16 right textcolor rgb faint
    plot file.'.latency.csv' every ::1 using 1:3 with lines linecolor rgb colour_simulated linewidth 2.6 notitle, \
         '' every ::1 using 1:2 with lines linecolor rgb colour_real linewidth 1.2 notitle
    unset arrow
    unset label
    unset object
}
unset multiplot
