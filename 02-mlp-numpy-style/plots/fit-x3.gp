# A curve, three fits of it, and what they say where there were no points.
# Columns of fit-x3.dat: x, the curve, degree 3, degree 5, network.
# canvas 900 500
set title 'y = x^3: fitted between the grey lines, guessed outside'
set xlabel 'x'
set ylabel 'y'
set xrange [-6:6]
set yrange [-120:120]
set key top center
set arrow from first -3, graph 0 to first -3, graph 1 nohead lc rgb '#999999' lw 2
set arrow from first 3, graph 0 to first 3, graph 1 nohead lc rgb '#999999' lw 2
file = data.'/fit-x3.dat'
plot file using 1:2 with lines lw 5 lc rgb '#cccccc' title 'x^3', \
     file using 1:3 with lines lt 1 lw 2 title 'degree 3', \
     file using 1:4 with lines lt 2 lw 2 dt 2 title 'degree 5', \
     file using 1:5 with lines lt 3 lw 2 title 'network 1-64-1'
