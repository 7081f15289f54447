/* autograd: the tape, and the reverse loop over it; see autograd.h. */
#include "autograd.h"

#include <stdlib.h>
#include <string.h>

#include "fail.h"

Tape *tape_new(void)
{
    Tape *tape = xcalloc(1, sizeof *tape);
    tape->arena = arena_new("step");
    return tape;
}

void tape_free(Tape *tape)
{
    if (!tape) return;
    arena_free(tape->arena);
    free(tape);
}

void tape_reset(Tape *tape)
{
    arena_reset(tape->arena);
    tape->last = NULL;
    tape->nodes = 0;
}

int tape_no_grad(Tape *tape, int on)
{
    int before = tape->no_grad;
    tape->no_grad = on;
    return before;
}

/* ---- tensors and memory of the step -------------------------------------- */

real *tape_reals(Tape *tape, int count)
{
    return arena_reals(tape->arena, (size_t)count);
}

int *tape_ints_copy(Tape *tape, const int *from, int count)
{
    size_t bytes = (size_t)count * sizeof *from;
    return memcpy(arena_alloc(tape->arena, bytes), from, bytes);
}

Tensor *tape_tensor(Tape *tape, const char *op, Shape shape)
{
    return tensor_wrap(tape->arena, op, shape, tape_reals(tape, shape_size(shape)));
}

Tensor *tape_input(Tape *tape, const char *name, Shape shape, const real *data)
{
    Tensor *x = tape_tensor(tape, name, shape);
    memcpy(x->data, data, (size_t)x->size * sizeof(real));
    return x;
}

Tensor *tape_view(Tape *tape, Tensor *x, Shape shape, int offset)
{
    Tensor *view = tensor_wrap(tape->arena, x->name, shape, x->data + offset);
    view->grad = x->grad ? x->grad + offset : NULL;
    view->node = x->node;
    return view;
}

/* ---- recording ----------------------------------------------------------- */

static int any_grad(Tensor *const *parents, int count)
{
    for (int i = 0; i < count; i++)
        if (parents[i] && parents[i]->grad) return 1;
    return 0;
}

Node *tape_record(Tape *tape, Tensor *output, void (*backward)(Node *),
                  Tensor *const *parents, int count)
{
    if (tape->no_grad || !any_grad(parents, count)) return NULL;
    Node *node = arena_zeros(tape->arena, sizeof *node);
    node->output = output;
    node->parent = arena_alloc(tape->arena, (size_t)count * sizeof(Tensor *));
    memcpy(node->parent, parents, (size_t)count * sizeof(Tensor *));
    node->parents = count;
    node->backward = backward;
    node->tape = tape;
    node->previous = tape->last;
    tape->last = node;
    tape->nodes++;
    output->node = node;
    output->grad = tape_reals(tape, output->size);
    return node;
}

/* ---- the reverse loop ---------------------------------------------------- */

/* Zeros in the gradient of what `maker` made, unless there is something already. Not
 * sooner than somebody adds to it: zeros written long before have left the cache. */
static void clear_grad(Node *maker)
{
    if (!maker || maker->has_grad) return;
    memset(maker->output->grad, 0, (size_t)maker->output->size * sizeof(real));
    maker->has_grad = 1;
}

real *tape_grad(Node *node, int i)
{
    Tensor *parent = node->parent[i];
    if (parent && parent->grad) return parent->grad;
    size_t size = parent ? (size_t)parent->size : 1;
    return arena_zeros(node->tape->arena, size * sizeof(real));
}

int tape_adds(Node *node)
{
    const Tensor *parent = node->parent[0];
    Node *maker = parent->node;
    int fresh = maker && !maker->has_grad && parent->size == maker->output->size;
    if (fresh) maker->has_grad = 1;
    else clear_grad(maker); /* there already, a leaf, or a view of a part */
    return !fresh;
}

static void clear_parents(Node *node)
{
    for (int i = node->asks; i < node->parents; i++)
        if (node->parent[i]) clear_grad(node->parent[i]->node);
}

/* Marks the nodes that `output` depends on, newest first, so that a node is known to be
 * needed before its parents are looked at. None has a gradient yet: a second backward
 * counts nothing twice. */
static void mark_needed(Tape *tape, Tensor *output)
{
    for (Node *node = tape->last; node; node = node->previous)
        node->needed = node->has_grad = 0;
    output->node->needed = 1;
    for (Node *node = tape->last; node; node = node->previous)
        for (int i = 0; node->needed && i < node->parents; i++)
            if (node->parent[i] && node->parent[i]->node)
                node->parent[i]->node->needed = 1;
}

void tape_backward_from(Tape *tape, Tensor *output, const real *seed)
{
    if (!output->node)
        op_error("tape_backward: %s %s was made of no tensor with a gradient; "
                 "is tape_no_grad on, or is every parameter frozen?",
                 output->name, shape_text(output->shape).text);
    mark_needed(tape, output);
    clear_grad(output->node);
    for (int i = 0; i < output->size; i++) output->grad[i] += seed[i];
    for (Node *node = tape->last; node; node = node->previous) {
        if (!node->needed) continue;
        ArenaMark before = arena_mark(tape->arena);
        clear_parents(node);
        node->backward(node);
        arena_release(tape->arena, before); /* scratch of tape_grad */
    }
}

void tape_backward(Tape *tape, Tensor *loss)
{
    const real one = 1;
    if (loss->size != 1)
        op_error("tape_backward: %s %s has %d elements; the loss must have exactly 1 "
                 "(take tensor_mean or tensor_sum of it)",
                 loss->name, shape_text(loss->shape).text, loss->size);
    tape_backward_from(tape, loss, &one);
}
