# SPDX-License-Identifier: GPL-3.0-or-later
# goodput.gp: what becomes of the users who come, a panel per variant: served as promised, and on top of them those who are
# served too late and those who are not served at all. Where users try again, a line for all attempts: what it has above
# the areas are retries.
set label 1000 'Users by when they came, and what became of them'
set label 1002 retries ? 'users, attempts per second' : 'users per second'
array panel_name[4] = ['served as promised', 'served late', 'not served', 'attempts']
array panel_colour[4] = [served, late, lost, ink]
array panel_line[4] = [0, 0, 0, 1.6]
array panel_dashed[4] = [0, 0, 0, 0]
array panel_shown[4] = [1, lates, unserved, retries]
panel_high = sessions_high
panel_step = sessions_step
eval(panels)
do for [p = 1:panels_n] {
    eval(panel)
    plot data(i) using (column('time') / time_divisor):(column('known')) with filledcurves y1=0 \
            linecolor rgb panel_colour[3] title panel_name[3].': '.variant_name[i], \
         data(i) using (column('time') / time_divisor):(column('known') - column('not_served')) with filledcurves y1=0 \
            linecolor rgb panel_colour[2] title panel_name[2].': '.variant_name[i], \
         data(i) using (column('time') / time_divisor):(column('in_time')) with filledcurves y1=0 linecolor rgb panel_colour[1] \
            title panel_name[1].': '.variant_name[i], \
         data(i) using (column('time') / time_divisor):(retries ? column('attempts') : NaN) with lines linecolor rgb ink \
            linewidth 1.6 title panel_name[4].': '.variant_name[i]
    eval(panel_done)
}
unset multiplot
