# SPDX-License-Identifier: GPL-3.0-or-later
# tip.gp: where a condition begins or ceases to hold. One field: the share of runs in which it holds at each point, with its
# interval; a grey band is an edge. Two: the edge over the second field, as a line with the interval that it lies in. Works in
# the folder of a search, after its data/figure.gp:
#
#   gnuplot -d -e "kind = 'png'" data/figure.gp <plots>/tip.gp
set encoding utf8
set minussign
if (kind eq 'png') {
    set terminal pngcairo noenhanced size 1600,900 font 'Sans,22' linewidth 2 background '#ffffff'
} else {
    set terminal svg noenhanced standalone size 1600,900 font 'Arial,29' linewidth 2 background '#ffffff'
}
set output 'tip.'.kind
ink = '#222222'; faint = '#666666'
set border 3 linecolor rgb faint linewidth 0.8
set tics nomirror textcolor rgb ink scale 0.6
set datafile missing 'NaN'
set label 1000 title_text at screen 0.025,0.955 left noenhanced font ',30' textcolor rgb ink
set lmargin at screen 0.12; set rmargin at screen 0.955; set bmargin at screen 0.16; set tmargin at screen 0.84
set grid back ytics linecolor rgb '#b0b0b0' linewidth 0.9 dashtype 1
set key at screen 0.975,0.92 right top horizontal noenhanced
if (fields == 1) {
    if (range_log) { set logscale x }
    set xrange [low:high]; set yrange [-2:104]; set ytics 0,20,100
    set xlabel range_text textcolor rgb ink noenhanced
    set ylabel 'share of runs in which it holds (%)' textcolor rgb ink noenhanced offset -1,0
    do for [e = 0:edges - 1] {
        a = value('edge_low_'.e); b = value('edge_high_'.e)
        set object e + 1 rectangle from first a, graph 0 to first b, graph 1 back fillcolor rgb '#cccccc' fillstyle solid 0.6 noborder
    }
    set label 1001 share_text at graph 0.005,first 100 * share left offset 0,-0.7 font ',17' textcolor rgb faint
    set label 1002 'grey: the edge' at screen 0.025,0.03 left font ',17' textcolor rgb faint
    plot 100 * share notitle with lines linewidth 1 dashtype 2 linecolor rgb faint, \
         for [v = 1:lanes] 'data/points.dat' index v - 1 using 1:(100 * $2) with lines linewidth 1.5 linecolor rgb lane_colour[v] notitle, \
         for [v = 1:lanes] '' index v - 1 using 1:(100 * $2):(100 * $3):(100 * $4) with yerrorbars pointtype 7 pointsize 1.1 \
            linewidth 1 linecolor rgb lane_colour[v] title lane_name[v]
} else {
    if (second_words) { set xtics (); do for [i = 1:|second_value| - 1] { set xtics add (second_value[i] i - 1) } }
    if (second_log) { set logscale x; set autoscale xfix }
    if (range_log) { set logscale y; set yrange [low:high] } else { set yrange [0:*] }
    set xlabel second_text textcolor rgb ink noenhanced
    set ylabel range_text textcolor rgb ink noenhanced offset -1,0
    set offsets graph 0.02, graph 0.02, graph 0.05, 0
    set label 1002 'bars: the interval in which the edge lies' at screen 0.025,0.03 left font ',17' textcolor rgb faint
    plot for [v = 1:lanes] 'data/points.dat' index v - 1 using 1:4 with lines linewidth 1.5 linecolor rgb lane_colour[v] notitle, \
         for [v = 1:lanes] '' index v - 1 using 1:4:2:3 with yerrorbars pointtype 7 pointsize 1.1 linecolor rgb lane_colour[v] \
            title lane_name[v]
}
set output
