# SPDX-License-Identifier: GPL-3.0-or-later
# ledger.gp: what the database was asked for, a panel per variant: first queries of a miss, which do something
# useful, and what comes on top of them: duplicates (the herd), retries, background refreshes, pre-warming. Stacked, so
# that the outline is the load. The dark red line is work that was finished while nobody waited for it any more,
# the black one what the database can serve, and where a queue formed the light one says what it did serve.
set label 1000 'What the queries were for'
set label 1002 'queries per second'
array part_column[6] = ['first', 'duplicate', 'retry', 'refresh', 'prewarm', 'abandoned']
array panel_name[8] = ['first of a miss', 'duplicate', 'retry', 'refresh', 'pre-warm', 'for nobody', 'capacity', 'served']
array panel_colour[8] = ['#9a9a9a', '#332288', '#EE8866', '#44AA99', '#DDCC77', lost, ink, served_line]
array panel_line[8] = [0, 0, 0, 0, 0, 3, 1.8, 2.2]
array panel_dashed[8] = [0, 0, 0, 0, 0, 0, 0, 0]
array panel_shown[8]
do for [k = 1:6] { panel_shown[k] = k == 1 || ledger_part[k] }
panel_shown[7] = 0
panel_shown[8] = queues
do for [i = 1:variants] { if (variant_capacity[i] < ledger_high) { panel_shown[7] = 1 } }
panel_high = ledger_high
panel_step = ledger_step
eval(panels)
do for [p = 1:panels_n] {
    eval(panel)
    plot for [k = 5:1:-1] data(i) using (column('time') / time_divisor):(sum [part = 1:k] column(part_column[part])) \
            with filledcurves y1=0 linecolor rgb panel_colour[k] title panel_name[k].': '.variant_name[i], \
         data(i) using (column('time') / time_divisor):(column('capacity')) with steps linecolor rgb ink linewidth 1.8 \
            title panel_name[7].': '.variant_name[i], \
         data(i) using (column('time') / time_divisor):(column('served')) with lines linecolor rgb served_line linewidth 2.2 \
            title panel_name[8].': '.variant_name[i], \
         data(i) using (column('time') / time_divisor):(column(part_column[6]) > 0 ? column(part_column[6]) : NaN) \
            with lines linecolor rgb panel_colour[6] linewidth 3 title panel_name[6].': '.variant_name[i]
    eval(panel_done)
}
unset multiplot
