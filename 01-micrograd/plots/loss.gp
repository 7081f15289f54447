# Loss and accuracy on the two moons, step by step.
# canvas 800 450
set title 'Two moons: 100 steps of gradient descent'
set xlabel 'step'
set ylabel 'loss'
set y2label 'accuracy'
set logscale y
set ytics nomirror
set y2tics
set y2range [0:1.02]
set key right center
file = data.'/loss.dat'
plot file using 1:2 with lines lt 1 lw 2 title 'loss (max-margin + L2)', \
     file using 1:3 axes x1y2 with lines lt 2 lw 2 title 'accuracy'
