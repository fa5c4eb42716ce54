# SPDX-License-Identifier: GPL-3.0-or-later
# goodput.gp: what comes of the sessions that users open, a panel per variant: those that succeed (goodput) and on top of
# them those that fail. Where users try again, a line for all attempts and one for the users who come anew: what lies
# between them are retries.
set label 1000 retries ? 'Attempts of users, and what comes of them' : 'Sessions, and what comes of them'
set label 1002 'sessions per second'
array panel_name[4] = ['succeed', 'fail', 'attempts', 'without retries']
array panel_colour[4] = [served, lost, ink, ink]
array panel_line[4] = [0, 0, 1.6, 1.6]
array panel_dashed[4] = [0, 0, 0, 1]
array panel_shown[4] = [1, failures, retries, retries]
panel_high = sessions_high
panel_step = sessions_step
eval(panels)
do for [p = 1:panels_n] {
    eval(panel)
    plot data(i) using (column('time') / time_divisor):(column('ok') + column('failed')) with filledcurves y1=0 \
            linecolor rgb panel_colour[2] title panel_name[2].': '.variant_name[i], \
         data(i) using (column('time') / time_divisor):(column('ok')) with filledcurves y1=0 linecolor rgb panel_colour[1] \
            title panel_name[1].': '.variant_name[i], \
         data(i) using (column('time') / time_divisor):(retries ? column('started') : NaN) with lines linecolor rgb ink \
            linewidth 1.6 title panel_name[3].': '.variant_name[i], \
         data(i) using (column('time') / time_divisor):(retries ? column('users') : NaN) with lines linecolor rgb ink \
            linewidth 1.6 dashtype (8,5) title panel_name[4].': '.variant_name[i]
    eval(panel_done)
}
unset multiplot
