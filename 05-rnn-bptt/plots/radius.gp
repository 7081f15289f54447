# The gradient of the last state, at each state before, for five spectral radii. Columns
# of rest.dat and driven.dat: t, then one for each radius.
# canvas 1200 450
set multiplot layout 1,2
set logscale y
set format y '%.0e'
set xlabel 't (the gradient enters at 50 and runs to the left)'
set ylabel '|dL/dh_t|'
set yrange [1e-30:1e10]
set grid
set key bottom right
radii = '0.5 0.8 1.0 1.2 1.5'
set title 'At rest: only Wh counts'
plot for [i=1:5] data.'/rest.dat' using 1:i+1 with lines lw 2 lt i title 'radius '.word(radii,i)
set title 'With inputs: tanh is flatter'
plot for [i=1:5] data.'/driven.dat' using 1:i+1 with lines lw 2 lt i title 'radius '.word(radii,i)
unset multiplot
