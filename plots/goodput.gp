# SPDX-License-Identifier: GPL-3.0-or-later
# goodput.gp: what comes of the sessions that users open, a panel per variant: those that succeed (goodput) and on top of
# them those that fail. Where users try again, a line for all attempts and one for the users who come anew: what lies
# between them are retries.
set label 1000 retries ? 'Attempts of users, and what comes of them' : 'Sessions, and what comes of them'
set label 1002 'sessions per second'
array panel_name[4] = ['succeed', 'fail', 'attempts', 'without retries']
array panel_colour[4] = ['#009E73', '#E8A07A', ink, ink]
array panel_line[4] = [0, 0, 1.6, 1.6]
array panel_dashed[4] = [0, 0, 0, 1]
array panel_shown[4] = [1, failures, retries, retries]
panel_high = sessions_high
panel_step = sessions_step
eval(panels)
do for [i = 1:variants] {
    eval(panel)
    plot data(i) using ($1 / time_divisor):($13 + $14) with filledcurves y1=0 linecolor rgb panel_colour[2], \
         data(i) using ($1 / time_divisor):13 with filledcurves y1=0 linecolor rgb panel_colour[1], \
         data(i) using ($1 / time_divisor):(retries ? $15 : NaN) with lines linecolor rgb ink linewidth 1.6, \
         data(i) using ($1 / time_divisor):(retries ? $16 : NaN) with lines linecolor rgb ink linewidth 1.6 dashtype (8,5)
    eval(panel_done)
}
unset multiplot
