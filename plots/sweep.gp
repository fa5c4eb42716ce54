# SPDX-License-Identifier: GPL-3.0-or-later
# sweep.gp: what becomes of a scenario as numbers of it change. One number: a line a variant with the 95% band over
# replications; its points have the colour of the worst verdict there. Two: a map a variant, of verdicts or of a metric,
# and a line around what is calm. Works in the folder of a sweep, after its data/figure.gp:
#
#   gnuplot -d -e "kind = 'png'" data/figure.gp <plots>/sweep.gp
set encoding utf8
set minussign
if (kind eq 'png') {
    set terminal pngcairo noenhanced size 1600,900 font 'Sans,22' linewidth 2 background '#ffffff'
} else {
    set terminal svg noenhanced standalone size 1600,900 font 'Arial,29' linewidth 2 background '#ffffff'
}
set output 'sweep.'.kind
ink = '#222222'; faint = '#666666'
array verdict[6] = ['not simulated', 'calm', 'undecided', 'degraded', 'overloaded', 'collapsed']
array colour[6] = ['#dddddd', '#009E73', '#999999', '#E69F00', '#D55E00', '#8B0000']
set border 3 linecolor rgb faint linewidth 0.8
set tics nomirror textcolor rgb ink scale 0.6
set datafile missing 'NaN'
set label 1000 title_text at screen 0.025,0.955 left noenhanced font ',30' textcolor rgb ink
legend(k, n) = 0.12 + 0.86 * (k - 1) / n
do for [k = 1:6] {
    set label 3000 + k verdict[k] at screen legend(k, 6) + 0.02,0.025 left noenhanced textcolor rgb ink font ',17' \
        point pointtype 7 pointsize 1.6 linecolor rgb colour[k] offset 0.6,0
}
short(x) = x >= 1e9 ? sprintf('%gG', x / 1e9) : x >= 1e6 ? sprintf('%gM', x / 1e6) : \
           x >= 1e3 ? sprintf('%gk', x / 1e3) : sprintf('%.4g', x)

if (axes == 1) {
    set lmargin at screen 0.12; set rmargin at screen 0.975; set bmargin at screen 0.19; set tmargin at screen 0.85
    set grid back ytics linecolor rgb '#b0b0b0' linewidth 0.9 dashtype 1
    set key at screen 0.975,0.92 right top horizontal noenhanced
    if (words0) { set xtics (); do for [i = 1:|value0| - 1] { set xtics add (value0[i] i - 1) } }
    if (log0) { set logscale x; set autoscale xfix }
    stats 'data/points.dat' using 3 nooutput
    if (STATS_min > 0 && STATS_max > 30 * STATS_min) { set logscale y; metric_text = metric_text.', logarithmic' } else { set yrange [0:*] }
    set xlabel label0 textcolor rgb ink noenhanced
    set ylabel metric_text textcolor rgb ink noenhanced offset -1,0
    set offsets graph 0.02, graph 0.02, graph 0.05, 0
    set style fill transparent solid 0.2 noborder
    if (replications > 1) { set label 1005 'band: 95% of the mean, '.replications.' replications' at screen 0.975,0.955 right font ',17' textcolor rgb faint }
    plot for [v = 1:variants * (replications > 1)] 'data/points.dat' index v - 1 using 1:4:5 with filledcurves \
            fillcolor rgb variant_colour[v] notitle, \
         for [v = 1:variants] '' index v - 1 using 1:3 with lines linewidth 2 linecolor rgb variant_colour[v] \
            title variant_name[v], \
         for [v = 1:variants] for [k = 1:6] '' index v - 1 using 1:($6 == k - 2 ? $3 : NaN) with points pointtype 7 \
            pointsize 1.3 linecolor rgb colour[k] notitle
} else {
    columns = variants <= 3 ? variants : variants == 4 ? 2 : 3
    rows = (variants + columns - 1) / columns
    nx = |value0| - 1; ny = |value1| - 1
    if (!verdicts) { do for [k = 1:6] { unset label 3000 + k }; set label 1006 metric_text at screen 0.975,0.955 right noenhanced font ',17' textcolor rgb faint }
    set label 1005 'line: where calm ends' at screen 0.975,0.92 right noenhanced font ',17' textcolor rgb faint
    set palette defined (0 '#f7fbff', 0.5 '#6baed6', 1 '#08306b')
    stats 'data/points.dat' using 3 nooutput
    if (!verdicts && STATS_min > 0 && STATS_max > 30 * STATS_min) { set logscale cb }
    if (!verdicts && STATS_max > STATS_min) { set cbrange [STATS_min:STATS_max] } # one scale for all
    set colorbox user origin screen 0.935,0.2 size screen 0.015,0.6
    unset key
    xstep = (nx + 7) / 8; ystep = (ny + 9) / 10
    set xtics () rotate by -30; do for [i = 1:nx:xstep] { set xtics add (value0[i] i - 1) }
    set ytics (); do for [i = 1:ny:ystep] { set ytics add (value1[i] i - 1) }
    set xrange [-0.5:nx - 0.5]; set yrange [-0.5:ny - 0.5]
    set border 15
    calm(i, j) = i < 0 || j < 0 || i >= nx || j >= ny ? NaN : grid[1 + i * ny + j] == 0
    array grid[nx * ny]
    set multiplot
    do for [v = 1:variants] {
        c = (v - 1) % columns; r = (v - 1) / columns
        wide = 0.84 / columns; tall = 0.78 / rows
        set lmargin at screen 0.11 + c * wide; set rmargin at screen 0.11 + (c + 0.82) * wide
        set tmargin at screen 0.84 - r * tall; set bmargin at screen 0.84 - (r + 0.78) * tall
        set title variant_name[v] noenhanced textcolor rgb ink
        set xlabel (r == rows - 1 ? label0 : '') noenhanced font ',18'
        set ylabel (c == 0 ? label1 : '') noenhanced font ',18'
        stats 'data/points.dat' index v - 1 using (grid[1 + int($7) * ny + int($8)] = $6, 0) nooutput
        unset arrow; a = 1
        do for [i = 0:nx - 1] { do for [j = 0:ny - 1] {
            if (i + 1 < nx && calm(i, j) != calm(i + 1, j)) {
                set arrow a from i + 0.5, j - 0.5 to i + 0.5, j + 0.5 nohead front linewidth 3 linecolor rgb ink; a = a + 1
            }
            if (j + 1 < ny && calm(i, j) != calm(i, j + 1)) {
                set arrow a from i - 0.5, j + 0.5 to i + 0.5, j + 0.5 nohead front linewidth 3 linecolor rgb ink; a = a + 1
            }
        } }
        set style fill solid 1 noborder
        if (verdicts) {
            plot for [k = 1:6] 'data/points.dat' index v - 1 using 7:8:(0.5):($6 == k - 2 ? 0.5 : NaN) with boxxyerror \
                fillcolor rgb colour[k]
        } else {
            plot 'data/points.dat' index v - 1 using 7:8:(0.5):(0.5):3 with boxxyerror fillcolor palette
        }
        do for [k = 1:6] { unset label 3000 + k }
        unset label 1000; unset label 1005; unset label 1006
    }
    unset multiplot
}
set output
