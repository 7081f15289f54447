# The score of the network over the plane, its zero line, and the points.
# canvas 900 600
set title 'What the network says between the two moons'
set xlabel 'x'
set ylabel 'y'
set cblabel 'score'
set cbrange [-4:4]
set style fill solid 1 # the colour box is a fill too
set palette defined (-4 '#e69f00', 0 '#ffffff', 4 '#56b4e9')
set xrange [-2.1:2.1]
set yrange [-1.3:1.3]
set key outside bottom center horizontal
grid = data.'/boundary.dat'
points = data.'/moons.dat'
set table $zero
set contour base
set cntrparam levels discrete 0
unset surface
splot grid using 1:2:3
unset table
unset contour
plot grid using 1:2:3 with image notitle, \
     $zero using 1:2 with lines lc rgb '#000000' lw 2 title 'score 0', \
     points using ($3 < 0 ? $1 : NaN):2 with points pt 7 ps 1 lc rgb '#d55e00' title 'upper moon', \
     points using ($3 > 0 ? $1 : NaN):2 with points pt 5 ps 1 lc rgb '#0072b2' title 'lower moon'
