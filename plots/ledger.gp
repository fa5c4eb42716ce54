# SPDX-License-Identifier: GPL-3.0-or-later
# ledger.gp: what the database was asked for, a panel per variant: first queries of a miss, which do something
# useful, and what comes on top of them: duplicates (the herd), retries, background refreshes, pre-warming. Stacked, so
# that the outline is the load. The red line is work that was finished while nobody waited for it any more; the dashed
# one is what the database can serve.
set label 1000 'What the queries were for'
set label 1002 'queries per second'
array part_column[6] = ['first', 'duplicate', 'retry', 'refresh', 'prewarm', 'abandoned']
array panel_name[7] = ['first of a miss', 'duplicate', 'retry', 'refresh', 'pre-warm', 'for nobody', 'capacity']
array panel_colour[7] = ['#9a9a9a', '#332288', '#EE8866', '#44AA99', '#DDCC77', lost, ink]
array panel_line[7] = [0, 0, 0, 0, 0, 3, 1.4]
array panel_dashed[7] = [0, 0, 0, 0, 0, 0, 1]
array panel_shown[7]
do for [k = 1:6] { panel_shown[k] = k == 1 || ledger_part[k] }
panel_shown[7] = 0
do for [i = 1:variants] { if (variant_capacity[i] < ledger_high) { panel_shown[7] = 1 } }
panel_high = ledger_high
panel_step = ledger_step
eval(panels)
do for [p = 1:panels_n] {
    eval(panel)
    if (variant_capacity[i] < ledger_high) {
        set arrow from graph 0, first variant_capacity[i] to graph 1, first variant_capacity[i] nohead front \
            linecolor rgb ink linewidth 1.4 dashtype (8,5)
    }
    plot for [k = 5:1:-1] data(i) using (column('time') / time_divisor):(sum [part = 1:k] column(part_column[part])) \
            with filledcurves y1=0 linecolor rgb panel_colour[k] title panel_name[k].': '.variant_name[i], \
         data(i) using (column('time') / time_divisor):(column(part_column[6]) > 0 ? column(part_column[6]) : NaN) \
            with lines linecolor rgb panel_colour[6] linewidth 3 title panel_name[6].': '.variant_name[i]
    eval(panel_done)
}
unset multiplot
