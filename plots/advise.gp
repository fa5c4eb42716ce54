# SPDX-License-Identifier: GPL-3.0-or-later
# advise.gp: sets of options by cost, from above: in what share of all runs the condition holds with each, as an interval.
# Works in the folder of the advice, after its data/figure.gp:
#
#   gnuplot -d -e "kind = 'png'" data/figure.gp <plots>/advise.gp
set encoding utf8
set minussign
tall = 420 + 46 * rows
if (kind eq 'png') {
    set terminal pngcairo noenhanced size 1600,tall font 'Sans,20' linewidth 2 background '#ffffff'
} else {
    set terminal svg noenhanced standalone size 1600,tall font 'Arial,25' linewidth 2 background '#ffffff'
}
set output 'advise.'.kind
ink = '#222222'; faint = '#666666'
array colour[4] = ['#D55E00', '#56B4E9', '#009E73', '#999999']
array meaning[4] = ['does not hold', 'holds', 'the answer', 'open']
set border 1 linecolor rgb faint linewidth 0.8
set tics nomirror textcolor rgb ink scale 0.6
set datafile missing 'NaN'
set label 1000 title_text at screen 0.025,screen 1 - 45.0 / tall left noenhanced font ',26' textcolor rgb ink
set lmargin at screen 0.43; set rmargin at screen 0.965
set tmargin at screen 1 - 150.0 / tall; set bmargin at screen 130.0 / tall
set yrange [rows - 0.5:-0.5]
set xrange [-1:101]; set xtics 0,20,100
set ytics () scale 0; do for [i = 1:rows] { set ytics add (row_text[i] i - 1) }
set grid back xtics linecolor rgb '#b0b0b0' linewidth 0.9 dashtype 1
set xlabel hold_text textcolor rgb ink noenhanced
set arrow 1 from 100 * share, graph 0 to 100 * share, graph 1 nohead back linewidth 1.5 dashtype 2 linecolor rgb faint
set key at screen 0.975,screen 1 - 100.0 / tall right center horizontal noenhanced
plot for [k = 1:4] 'data/points.dat' using ($5 == k - 1 ? 100 * $2 : NaN):1:(100 * $3):(100 * $4) with xerrorbars \
    pointtype 7 pointsize 1.4 linewidth 1.5 linecolor rgb colour[k] title meaning[k]
set output
