# Validation accuracy after each epoch, from five kinds of first weights.
# canvas 800 450
set title 'The same network from five kinds of first weights'
set xlabel 'epoch'
set ylabel 'validation accuracy'
set yrange [0:1]
set xtics 1
set key right center
file = data.'/zeros.dat'
plot file using 1:2 with linespoints lt 1 lw 2 title 'all 0', \
     file using 1:3 with linespoints lt 2 lw 2 title 'all 0.01', \
     file using 1:4 with linespoints lt 3 lw 2 title 'all 0.01, dropout', \
     file using 1:5 with linespoints lt 4 lw 2 title 'Xavier', \
     file using 1:6 with linespoints lt 5 lw 2 title 'He'
