# How many times faster than the seven loops? One row of speed.dat for each layer: its
# name, im2col with plain loops, im2col with gemm, the same on all threads, the library's
# own convolution.
# canvas 900 450
set title 'One forward of a convolution: how many times faster than seven loops'
set ylabel 'times faster'
set yrange [0:*]
set style data histograms
set style histogram clustered gap 1
set style fill solid 0.7
set grid y
set key top left
file = data.'/speed.dat'
plot file using 2:xtic(1) lt 1 title 'im2col, plain loops', \
     file using 3 lt 2 title 'im2col and gemm', \
     file using 4 lt 3 title 'all threads', \
     file using 5 lt 4 title 'the library'
