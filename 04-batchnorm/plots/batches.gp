# Test accuracy after the same number of images, in batches of many sizes. Columns of
# batches.dat: size, then one for each norm; the first line names them.
# canvas 800 450
set title '784-128-128-10: the same images in batches of many sizes'
set xlabel 'images in a batch'
set ylabel 'test accuracy %'
set logscale x 2
set key bottom right
file = data.'/batches.dat'
plot for [i=2:5] file using 1:i with linespoints lt i-1 lw 2 title columnheader(i)
