# The paths of all rules over the contours of the four surfaces. surface-NAME.dat: x, y,
# log10(height); paths-NAME.dat: a block for each rule with step, x, y, height.
# canvas 1000 860
names = 'quadratic rosenbrock beale saddle'
rules = 'gd momentum nesterov adagrad rmsprop adam adamw lion'
starts = '-4,1 -1.2,1 0.5,1.2 -1.5,0.001'
goals = '0,0 1,1 3,0.5 0,1.41421'
x(pair) = real(substr(pair, 1, strstrt(pair, ',') - 1))
y(pair) = real(substr(pair, strstrt(pair, ',') + 1, strlen(pair)))
set contour base
set cntrparam levels incremental -3, 0.5, 4
unset surface
do for [k = 1:4] {
    set table data.'/contours-'.word(names, k).'.dat'
    splot data.'/surface-'.word(names, k).'.dat' using 1:2:3
    unset table
}
unset contour
set multiplot layout 2,2
unset grid
do for [k = 1:4] {
    name = word(names, k)
    set xrange [*:*]
    set yrange [*:*]
    stats data.'/surface-'.name.'.dat' using 1:2 nooutput
    set xrange [STATS_min_x:STATS_max_x]
    set yrange [STATS_min_y:STATS_max_y]
    set title name
    if (k == 3) { set key top right maxrows 4 samplen 1 width 1 } else { unset key }
    set label 1 'start' at x(word(starts, k)), y(word(starts, k)) offset 0.6,0.8 front
    set label 2 '' at x(word(goals, k)), y(word(goals, k)) point pt 3 ps 2 lc rgb 'black' front
    plot data.'/contours-'.name.'.dat' using 1:2 with lines lc rgb '#dddddd' lw 1 notitle, \
         for [r = 1:8] data.'/paths-'.name.'.dat' index r-1 using 2:3 \
             with lines lt r lw 1.4 title word(rules, r)
}
unset multiplot
