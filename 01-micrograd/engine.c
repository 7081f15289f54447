/* engine: where Values live. See engine.h. */
#include "engine.h"

#include <math.h>
#include <stdlib.h>
#include "fail.h"

enum { BLOCK = 4096 }; /* Values in one allocation */

Graph *graph_new(void)
{
    return xcalloc(1, sizeof(Graph));
}

void graph_free(Graph *g)
{
    if (g == NULL) return;
    for (int i = 0; i < g->n_blocks; i++) free(g->blocks[i]);
    free(g->blocks);
    free(g->order);
    free(g->stack);
    free(g);
}

int graph_size(const Graph *g)
{
    return g->size;
}

Value *graph_value(const Graph *g, int i)
{
    return &g->blocks[i / BLOCK][i % BLOCK];
}

/* One more block, and room in the lists for every Value that it holds. */
static void graph_grow(Graph *g)
{
    size_t room = (size_t)(g->n_blocks + 1) * BLOCK;
    g->blocks = xrealloc(g->blocks, (size_t)(g->n_blocks + 1) * sizeof *g->blocks);
    g->blocks[g->n_blocks++] = xmalloc(BLOCK * sizeof(Value));
    g->order = xrealloc(g->order, room * sizeof *g->order);
    g->stack = xrealloc(g->stack, (2 * room + 1) * sizeof *g->stack);
}

void graph_rewind(Graph *g, int size)
{
    if (size < 0 || size > g->size)
        programmer_error(__FILE__, __LINE__,
                         "graph_rewind: the graph holds %d values, fewer than %d",
                         g->size, size);
#ifdef GRADUS_CHECKING
    for (int i = size; i < g->size; i++) {
        Value *v = graph_value(g, i);
        v->data = v->grad = NAN;
        v->parent[0] = v->parent[1] = NULL;
        v->backward = NULL;
    }
#endif
    g->size = size;
}

Value *value_result(Graph *g, double data, const char *label, Value *a, Value *b,
                    void (*backward)(Value *out))
{
    if (g->size == g->n_blocks * BLOCK) graph_grow(g);
    Value *v = graph_value(g, g->size++);
    *v = (Value){.data = data, .parent = {a, b}, .backward = backward, .label = label};
    return v;
}

Value *value_named(Graph *g, double data, const char *name)
{
    return value_result(g, data, name, NULL, NULL, NULL);
}

Value *value_new(Graph *g, double data)
{
    return value_named(g, data, "");
}
