# Beale's surface and where every rule is: the last picture, and (once, beside the PNG) the
# whole race as an animated GIF, out.gif. film.dat: step, then x and y of each rule;
# contours-beale.dat is made by paths.gp.
# canvas 640 400
rules = 'gd momentum nesterov adagrad rmsprop adam adamw lion'
contours = data.'/contours-beale.dat'
film = data.'/film.dat'
stats film using 1 nooutput
frames = STATS_records
array step[frames]
do for [f = 1:frames] {
    stats film using 1 every ::f-1::f-1 nooutput
    step[f] = int(STATS_min)
}
set xrange [-0.5:4.5]
set yrange [-1:2]
unset grid
unset tics
set key outside right top
set label 2 '' at 3,0.5 point pt 3 ps 2 lc rgb 'black' front
tail(f) = f > 5 ? f - 5 : 0
if (kind eq 'png') {
    set terminal push
    set terminal gif animate delay 12 loop 0 optimize size 560,340 font 'sans,9' noenhanced
    set output out.'.gif'
    do for [f = 0:frames-1] {
        set title sprintf('Beale, step %d', step[f + 1])
        plot contours using 1:2 with lines lc rgb '#dddddd' lw 1 notitle, \
            for [r = 1:8] film using (column(2*r)):(column(2*r+1)) every ::tail(f)::f \
                with lines lt r lw 1 notitle, \
            for [r = 1:8] film using (column(2*r)):(column(2*r+1)) every ::f::f \
                with points lt r pt 7 ps 1.2 title word(rules, r)
    }
    unset output
    set terminal pop
    set output out.'.png'
}
set title 'Beale: the whole race'
plot contours using 1:2 with lines lc rgb '#dddddd' lw 1 notitle, \
    for [r = 1:8] film using (column(2*r)):(column(2*r+1)) with lines lt r lw 1 notitle, \
    for [r = 1:8] film using (column(2*r)):(column(2*r+1)) every ::frames-1::frames-1 \
        with points lt r pt 7 ps 1.2 title word(rules, r)
