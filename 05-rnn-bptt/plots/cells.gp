# The gradient of the last state, at each state before, for the three cells. Columns of
# cells.dat: t, rnn, lstm (state), lstm (memory), gru.
# canvas 800 450
set logscale y
set format y '%.0e'
set xlabel 't (the gradient enters at 50 and runs to the left)'
set ylabel 'length of the gradient'
set grid
set key bottom right
set title 'As training starts: RNN, LSTM and GRU'
file = data.'/cells.dat'
plot file using 1:2 with lines lw 2 title 'RNN, dL/dh', \
     file using 1:3 with lines lw 2 title 'LSTM, dL/dh', \
     file using 1:4 with lines lw 2 title 'LSTM, dL/dc: the memory', \
     file using 1:5 with lines lw 2 title 'GRU, dL/dh'
