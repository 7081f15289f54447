# Picture 3 of K4: how the gradients of the weights are spread. One block of the files for
# each layer: its title, then value and density. The last one, of the output layer, is far
# wider than the others and is left out.
# canvas 1100 460
set xlabel 'gradient of a weight, times 1000'
set ylabel 'density'
set logscale y
set format y '%g'
set bmargin 8.5
set key below maxrows 3 samplen 2 font ',10'
left = data.'/weights-without.dat'
right = data.'/weights-with.dat'
stats left using 1:2 nooutput
last = STATS_blocks - 2  # the file ends with an empty one
reach_left = reach_right = 0
do for [i=0:last-1] {
    stats left index i using ($1*1000) nooutput
    if (STATS_max > reach_left) { reach_left = STATS_max }
    stats right index i using ($1*1000) nooutput
    if (STATS_max > reach_right) { reach_right = STATS_max }
}
set multiplot layout 1,2
set title 'Gradients of the weights, without norm'
set xrange [-reach_left:reach_left]
plot for [i=0:last-1] left index i using ($1*1000):($2/1000) with lines \
     lt i+1 lw 2 title columnheader(1)
set title 'Gradients of the weights, with norm'
set xrange [-reach_right:reach_right]
plot for [i=0:last-1] right index i using ($1*1000):($2/1000) with lines \
     lt i+1 lw 2 title columnheader(1)
unset multiplot
