/* pictures: what the program writes and draws. Given. */
#ifndef GRADUS_MICROGRAD_PICTURES_H
#define GRADUS_MICROGRAD_PICTURES_H

#include "model.h"

#define PLOT_FOLDER "build/plots/ch01"

/* Draws 01-micrograd/plots/SCRIPT when `plot` is 1. */
void draw_script(const char *script, int plot);

/* Writes every Value of g, with data, grad and what it was computed from, in the
 * language of Graphviz to NAME.dot; with `plot`, and if `dot` can be run, draws
 * NAME.svg and NAME.png. */
void draw_graph(const Graph *g, const char *name, int plot);

/* The sign of the network's score over the plane, in the terminal. */
void print_boundary(Moons *m);
/* The same as numbers, boundary.dat, with the points, moons.dat. */
void write_boundary(Moons *m);

#endif
