# Picture 2 of K4: how the gradients of those outputs are spread. One block of the files
# for each layer: its title, then value and density.
# canvas 1100 460
set xlabel 'gradient of an output, times 1000'
set ylabel 'density'
set yrange [0:*]
set bmargin 8.5
set key below maxrows 3 samplen 2 font ',10'
left = data.'/gradients-without.dat'
right = data.'/gradients-with.dat'
stats left using 1:2 nooutput
last = STATS_blocks - 2  # the file ends with an empty one
set multiplot layout 1,2
set title 'Gradients of the outputs, without norm'
plot for [i=0:last] left index i using ($1*1000):($2/1000) with lines lt i+1 lw 2 \
     title columnheader(1)
set title 'Gradients of the outputs, with norm'
plot for [i=0:last] right index i using ($1*1000):($2/1000) with lines lt i+1 lw 2 \
     title columnheader(1)
unset multiplot
