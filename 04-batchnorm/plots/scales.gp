# Validation accuracy after one epoch against the scale of the first weights. Columns of
# scales.dat: scale, accuracy without norm, with norm; the first line names them.
# canvas 800 450
set title 'A deep net of tanh after one epoch, from weights of many sizes'
set xlabel 'scale of the first weights (1: Kaiming)'
set ylabel 'validation accuracy %'
set logscale x
set yrange [0:100]
set key bottom center
file = data.'/scales.dat'
plot for [i=2:3] file using 1:i with linespoints lt i-1 lw 2 title columnheader(i)
