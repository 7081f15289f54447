# The same training with and without clipping. Columns of clipping.dat: step, mean loss
# without and with, longest gradient without and with (before it was clipped), of 10 steps.
# canvas 1200 450
set multiplot layout 1,2
set xlabel 'step'
set grid
file = data.'/clipping.dat'
set title 'Loss'
set key bottom right
set ylabel 'negative log likelihood'
set logscale y
plot file using 1:2 with lines lw 2 title 'without clipping', \
     file using 1:3 with lines lw 2 title 'with clipping'
set key top right
set title 'Longest gradient of ten steps, before clipping'
set ylabel 'global norm'
plot file using 1:4 with lines lw 2 title 'without clipping', \
     file using 1:5 with lines lw 2 title 'with clipping'
unset multiplot
