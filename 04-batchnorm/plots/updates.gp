# Picture 4 of K4: log10 of update:data over time. Columns: step, one for each layer.
# canvas 1100 460
set xlabel 'step'
set ylabel 'log10 of update : data'
set bmargin 6
set key below maxrows 1 samplen 2 font ',10'
left = data.'/updates-without.dat'
right = data.'/updates-with.dat'
stats left nooutput
last = STATS_columns
set yrange [-5:0]
set multiplot layout 1,2
set title 'Size of the updates, without norm'
plot for [i=2:last] left using 1:i with lines lt i-1 lw 2 title sprintf('W%d', i-1), \
     -3 with lines lc rgb '#000000' dt 2 lw 2 notitle
set title 'Size of the updates, with norm'
plot for [i=2:last] right using 1:i with lines lt i-1 lw 2 title sprintf('W%d', i-1), \
     -3 with lines lc rgb '#000000' dt 2 lw 2 notitle
unset multiplot
