/* race_map.c: a surface and the paths on it, drawn with characters. */
#include <string.h>
#include "tasks.h"

enum { ROWS = 22, COLUMNS = 72 };

/* The rules of the map and their letters. */
static const char LETTERS[MUON + 1] = "gmNdrAWL";

static int cell(double at, const double range[2], int cells)
{
    int k = (int)((at - range[0]) / (range[1] - range[0]) * cells);
    return at < range[0] || k >= cells ? -1 : k;
}

static void put(char map[ROWS][COLUMNS + 1], const Surface *s, const double *point,
                char letter)
{
    int column = cell(point[0], s->x_range, COLUMNS);
    int row = cell(point[1], s->y_range, ROWS);
    if (row >= 0 && column >= 0) map[ROWS - 1 - row][column] = letter;
}

/* Every second contour is dotted: 0.003, 0.03, 0.3, 3, 30... above the lowest. */
static char ground(const Surface *s, double x, double y)
{
    double level = log10(s->value(x, y) - s->lowest + 1e-6);
    return (int)floor(2 * level) % 2 == 0 ? ' ' : '.';
}

void print_map(const Surface *s, const Run *runs)
{
    static const RuleKind shown[] = {LION, ADAM, RMSPROP, MOMENTUM, GD}; // gd on top
    char map[ROWS][COLUMNS + 1];
    for (int row = 0; row < ROWS; row++) {
        for (int column = 0; column < COLUMNS; column++) {
            double x = (column + 0.5) / COLUMNS, y = (ROWS - 1 - row + 0.5) / ROWS;
            map[row][column] =
                ground(s, s->x_range[0] + x * (s->x_range[1] - s->x_range[0]),
                       s->y_range[0] + y * (s->y_range[1] - s->y_range[0]));
        }
        map[row][COLUMNS] = '\0';
    }
    for (int k = 0; k < 5; k++)
        for (int t = 0; t <= runs[shown[k]].steps; t++)
            put(map, s, runs[shown[k]].path + 2 * t, LETTERS[shown[k]]);
    put(map, s, runs[GD].path, 'S');
    put(map, s, s->goal, 'X');
    printf("\nFrom S to X: g gd, m momentum, r rmsprop, A adam, L lion; dots: heights\n");
    for (int row = 0; row < ROWS; row++) printf("  %s\n", map[row]);
}
