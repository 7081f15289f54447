# The error of a numeric derivative against its step: the U curve.
# canvas 800 500
set title 'Error of the numeric slope of sin at x = 1'
set xlabel 'step h'
set ylabel 'error'
set logscale xy
set format x '1e%T'
set format y '1e%T'
set xrange [1e-16:1]
set yrange [1e-16:1]
set key top center
eps = 1.1e-16
file = data.'/derivative.dat'
plot file using 1:2 with linespoints lt 1 lw 2 pt 7 ps 0.6 title '(f(x+h) - f(x)) / h', \
     file using 1:3 with linespoints lt 2 lw 2 pt 7 ps 0.6 title '(f(x+h) - f(x-h)) / 2h', \
     0.42 * x with lines lt 1 dt 2 title 'truncation ~ h', \
     0.09 * x * x with lines lt 2 dt 2 title 'truncation ~ h^2', \
     eps / x with lines lt 8 dt 3 title 'round-off ~ 1e-16 / h'
