# Speed of one product by the order of its three loops. matmul.dat: name, GFLOP/s.
# canvas 900 400
set title 'One product of 512 x 512 matrices: the way through memory decides'
set xlabel '10^9 operations a second'
set xrange [0.1:1000]
set logscale x
set yrange [7.6:-0.6]
set grid x
unset key
file = data.'/matmul.dat'
plot file using (0.1):0:(0.1):2:($0-0.35):($0+0.35):ytic(1) with boxxyerror \
         lt 1 fill solid 0.6, \
     file using ($2*1.15):0:(sprintf('%.1f', $2)) with labels left
