# ledger.gp: what the database was asked for, a panel per variant: first queries of a miss, duplicates of
# them (the herd), background refreshes, pre-warming. Stacked, so that the outline is the load; the dashed
# line is what the database can serve.
set label 1000 'What the queries were for'
set label 1002 'queries per second'
unset arrow
do for [i = 1:marks] { unset label i }
do for [i = 1:variants] { unset label 2000 + i }
columns = variants <= 3 ? variants : variants == 4 ? 2 : variants <= 9 ? 3 : 4
rows = (variants + columns - 1) / columns
array part_name[4] = ['first of a miss', 'duplicate (herd)', 'refresh', 'pre-warm']
array part_colour[4] = ['#9a9a9a', '#332288', '#44AA99', '#DDCC77']
left = 0.12; right = 0.975; top = 0.735; bottom = 0.125; gap_x = 0.035; gap_y = rows < 3 ? 0.09 : 0.075
wide = (right - left - gap_x * (columns - 1)) / columns
high = (top - bottom - gap_y * (rows - 1)) / rows
panel_step = (columns < 3 ? 1 : 2) * time_step

do for [k = 1:4] {
    x = 0.12 + 0.215 * (k - 1)
    set object k rectangle from screen x,0.803 to screen x + 0.035,0.835 fillcolor rgb part_colour[k] \
        fillstyle solid noborder
    set label 1010 + k part_name[k] at screen x + 0.045,0.819 left noenhanced textcolor rgb ink
}

set multiplot
set yrange [0:ledger_high]
do for [i = 1:variants] {
    column = (i - 1) % columns
    row = (i - 1) / columns
    x = left + column * (wide + gap_x)
    y = top - row * (high + gap_y)
    set lmargin at screen x
    set rmargin at screen x + wide
    set tmargin at screen y
    set bmargin at screen y - high
    set xtics panel_step
    set format x (i + columns > variants ? '%g' : '')
    if (i + columns > variants) { set xlabel time_unit } else { set xlabel '' }
    set ytics ()
    do for [k = 0:20] {
        if (k * ledger_step <= ledger_high) {
            set ytics add ((column == 0 ? engineering(k * ledger_step) : '') k * ledger_step)
        }
    }
    fits = wide * 1600 / (0.75 * strlen(variant_name[i]))
    set label 1003 variant_name[i] at graph 0, graph 1 left offset 0,0.7 noenhanced \
        font type(fits > 22 ? 22 : fits < 12 ? 12 : int(fits)) textcolor rgb variant_colour[i]
    unset arrow
    if (variant_capacity[i] < ledger_high) {
        set arrow from graph 0, first variant_capacity[i] to graph 1, first variant_capacity[i] nohead front \
            linecolor rgb ink linewidth 1.2 dashtype (16,8)
    }
    plot data(i) using ($1 / time_divisor):($7 + $8 + $9 + $10) with filledcurves y1=0 linecolor rgb part_colour[4], \
         data(i) using ($1 / time_divisor):($7 + $8 + $9) with filledcurves y1=0 linecolor rgb part_colour[3], \
         data(i) using ($1 / time_divisor):($7 + $8) with filledcurves y1=0 linecolor rgb part_colour[2], \
         data(i) using ($1 / time_divisor):7 with filledcurves y1=0 linecolor rgb part_colour[1]
    do for [k = 1:4] { unset object k; unset label 1010 + k }
    unset label 1000
    unset label 1001
    unset label 1002
}
unset multiplot
