# canvas 800 700
# Embeddings of the 27 tokens: the first two numbers of each, as letters. Vowels, other
# letters and the end of a name differ in colour.
set title 'Embeddings that the network has learned'
set xlabel 'first number'
set ylabel 'second number'
set grid
unset key
file = data.'/embedding.dat'
plot file using 1:($4 == 0 ? $2 : NaN):3 with labels font ',16' textcolor lt 1, \
     file using 1:($4 == 1 ? $2 : NaN):3 with labels font ',20' textcolor lt 2, \
     file using 1:($4 == 2 ? $2 : NaN):3 with labels font ',24' textcolor lt 3
