# Picture 1 of K4: how the outputs of each layer are spread. One block of the files for
# each layer: its title, then value and density.
# canvas 1100 500
set xlabel 'output'
set ylabel 'density'
set yrange [0:*]
set bmargin 10.5
set key below maxrows 3 samplen 2 font ',10'
left = data.'/activations-without.dat'
right = data.'/activations-with.dat'
stats left using 1:2 nooutput
last = STATS_blocks - 2  # the file ends with an empty one
set multiplot layout 1,2
set title 'Outputs, without norm'
plot for [i=0:last] left index i using 1:2 with lines lt i+1 lw 2 title columnheader(1)
set title 'Outputs, with norm'
plot for [i=0:last] right index i using 1:2 with lines lt i+1 lw 2 title columnheader(1)
unset multiplot
