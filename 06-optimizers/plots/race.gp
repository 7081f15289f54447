# Height above the lowest value against the step, on the four surfaces.
# canvas 1000 760
names = 'quadratic rosenbrock beale saddle'
rules = 'gd momentum nesterov adagrad rmsprop adam adamw lion'
set multiplot layout 2,2
set logscale xy
set xrange [1:*]
set yrange [1e-3:*]
set format y '%.0e'
do for [k = 1:4] {
    name = word(names, k)
    set title name
    set xlabel (k > 2 ? 'step + 1' : '')
    set ylabel (k % 2 ? 'height' : '')
    if (k == 2) { set key bottom left samplen 1 spacing 1 } else { unset key }
    plot for [r = 1:8] data.'/paths-'.name.'.dat' index r-1 using ($1 + 1):4 \
        with lines lt r lw 1.6 title word(rules, r)
}
unset multiplot
