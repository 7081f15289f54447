/* check: draws the tensors of one check, keeps them by name, sends them.
 * The contract is in check.h; numeric differentiation is in numeric.c. */
#include "runner.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "fail.h"

/* ---- the list of tensors ------------------------------------------------------- */

Item *item_find(const Check *c, const char *name)
{
    for (int i = 0; i < c->n_items; i++)
        if (strcmp(c->items[i].name, name) == 0) return (Item *)&c->items[i];
    return NULL;
}

static Item *item_need(const Check *c, const char *name)
{
    Item *item = item_find(c, name);
    if (item == NULL) die("checks.c asks for the tensor \"%s\" before it is drawn", name);
    return item;
}

static Item *item_new(Check *c, const char *name, Role role, Shape shape)
{
    if (c->n_items == MAX_ITEMS) die("a check has more than %d tensors", MAX_ITEMS);
    if (strlen(name) >= WIRE_NAME) die("the name \"%s\" is too long", name);
    if (role != ROLE_SCRATCH && role != ROLE_SAME_RIGHT && item_find(c, name) != NULL)
        die("checks.c draws two tensors called \"%s\"", name);
    Item *item = &c->items[c->n_items++];
    memset(item, 0, sizeof *item);
    snprintf(item->name, sizeof item->name, "%s", name);
    item->role = role;
    item->shape = shape;
    item->n = shape_size(shape);
    return item;
}

/* An allocation of its own and of just the right size: the sanitizer sees one
 * step outside it. */
static real *item_reals(Check *c, Item *item)
{
    item->reals = xmalloc((size_t)item->n * sizeof(real));
    for (int i = 0; i < item->n; i++) item->reals[i] = (real)random_normal(&c->rng);
    return item->reals;
}

static int *item_ints(Item *item)
{
    item->ints = xmalloc((size_t)item->n * sizeof(int));
    for (int i = 0; i < item->n; i++) item->ints[i] = -12345 - i;
    return item->ints;
}

double item_value(const Item *item, int i)
{
    return item->ints ? (double)item->ints[i] : (double)item->reals[i];
}

static void item_remember(Item *item)
{
    item->before = xmalloc((size_t)item->n * sizeof(double));
    for (int i = 0; i < item->n; i++) item->before[i] = item_value(item, i);
}

void check_clear(Check *c)
{
    for (int i = 0; i < c->n_items; i++) {
        free(c->items[i].reals);
        free(c->items[i].ints);
        free(c->items[i].before);
        free(c->items[i].numeric);
    }
    c->n_items = 0;
    c->n_sizes = 0;
}

/* ---- sizes -------------------------------------------------------------------- */

Random *check_rng(Check *c)
{
    return &c->rng;
}

int fix(Check *c, const char *name, int value)
{
    if (c->replaying) return c->sizes[c->at_size++ % MAX_SIZES].value;
    if (c->n_sizes == MAX_SIZES) die("a check has more than %d sizes", MAX_SIZES);
    snprintf(c->sizes[c->n_sizes].name, WIRE_NAME, "%s", name);
    c->sizes[c->n_sizes++].value = value;
    return value;
}

static int size_is_taken(const Check *c, int value)
{
    for (int i = 0; i < c->n_sizes; i++)
        if (c->sizes[i].value == value) return 1;
    return 0;
}

int pick(Check *c, const char *name, int low, int high)
{
    if (c->replaying) return fix(c, name, low);
    int value = low;
    for (int attempt = 0; attempt < 50; attempt++) {
        value = low + random_int(&c->rng, high - low + 1);
        if (!size_is_taken(c, value)) break;
    }
    return fix(c, name, timing_size(c, name, value));
}

int dim(const Check *c, const char *name)
{
    for (int i = 0; i < c->n_sizes; i++)
        if (strcmp(c->sizes[i].name, name) == 0) return c->sizes[i].value;
    die("checks.c asks for the size \"%s\" before it is drawn", name);
}

/* ---- inputs --------------------------------------------------------------------- */

real *input(Check *c, const char *name, Shape shape)
{
    Item *again = timing_replayed(c);
    if (again) return again->reals;
    return item_reals(c, item_new(c, name, ROLE_INPUT, shape));
}

real *input_between(Check *c, const char *name, Shape shape, double low, double high)
{
    Item *again = timing_replayed(c);
    if (again) return again->reals;
    Item *item = item_new(c, name, ROLE_INPUT, shape);
    real *x = item_reals(c, item);
    for (int i = 0; i < item->n; i++) x[i] = (real)random_between(&c->rng, low, high);
    return x;
}

real *input_values(Check *c, const char *name, Shape shape, const double *values)
{
    Item *again = timing_replayed(c);
    if (again) return again->reals;
    Item *item = item_new(c, name, ROLE_INPUT, shape);
    real *x = item_reals(c, item);
    for (int i = 0; i < item->n; i++) x[i] = (real)values[i];
    return x;
}

int *input_ints(Check *c, const char *name, Shape shape, int K)
{
    Item *again = timing_replayed(c);
    if (again) return again->ints;
    Item *item = item_new(c, name, ROLE_INPUT, shape);
    int *x = item_ints(item);
    for (int i = 0; i < item->n; i++) x[i] = random_int(&c->rng, K);
    return x;
}

int *input_ints_values(Check *c, const char *name, Shape shape, const int *values)
{
    Item *again = timing_replayed(c);
    if (again) return again->ints;
    Item *item = item_new(c, name, ROLE_INPUT, shape);
    int *x = item_ints(item);
    if (item->n > 0) memcpy(x, values, (size_t)item->n * sizeof *x);
    return x;
}

real *upstream(Check *c, const char *name, const char *of, Shape shape)
{
    if (timing_replayed(c)) return timing_replayed(c)->reals;
    item_reals(c, item_new(c, of, ROLE_UPSTREAM_OUTPUT, shape));
    real *dy = input(c, name, shape);
    snprintf(item_need(c, name)->of, WIRE_NAME, "%s", of);
    return dy;
}

real *loss(Check *c, const char *name)
{
    Item *again = timing_replayed(c);
    if (again) return again->reals;
    Item *item = item_new(c, name, ROLE_UPSTREAM_OUTPUT, SHAPE(1));
    snprintf(item->of, WIRE_NAME, "%s", name); /* it is its own: upstream 1 */
    return item_reals(c, item);
}

/* ---- what the exercise writes ----------------------------------------------------- */

static real *written(Check *c, const char *name, Role role, Shape shape)
{
    Item *again = timing_replayed(c);
    if (again) return again->reals;
    Item *item = item_new(c, name, role, shape);
    real *x = item_reals(c, item);
    item_remember(item);
    return x;
}

real *output(Check *c, const char *name, Shape shape)
{
    return written(c, name, ROLE_OUTPUT, shape);
}

int *output_ints(Check *c, const char *name, Shape shape)
{
    Item *again = timing_replayed(c);
    if (again) return again->ints;
    Item *item = item_new(c, name, ROLE_OUTPUT, shape);
    int *x = item_ints(item);
    item_remember(item);
    return x;
}

real *accumulated(Check *c, const char *name, Shape shape)
{
    return written(c, name, ROLE_ACCUMULATED, shape);
}

real *updated(Check *c, const char *name, Shape shape)
{
    return written(c, name, ROLE_UPDATED, shape);
}

real *updated_values(Check *c, const char *name, Shape shape, const double *values)
{
    real *x = updated(c, name, shape);
    if (c->replaying) return x;
    Item *item = item_need(c, name);
    for (int i = 0; i < item->n; i++) {
        x[i] = (real)values[i];
        item->before[i] = (double)x[i];
    }
    return x;
}

static real *gradient_of(Check *c, const char *name, const char *of, Role role)
{
    real *dx = written(c, name, role, item_need(c, of)->shape);
    if (c->replaying) return dx;
    snprintf(item_need(c, name)->of, WIRE_NAME, "%s", of);
    return dx;
}

real *gradient(Check *c, const char *name, const char *of)
{
    return gradient_of(c, name, of, ROLE_GRADIENT);
}

real *gradient_overwritten(Check *c, const char *name, const char *of)
{
    return gradient_of(c, name, of, ROLE_GRADIENT_SET);
}

real *scratch(Check *c, Shape shape)
{
    Item *again = timing_replayed(c);
    if (again) return again->reals;
    return item_reals(c, item_new(c, "scratch", ROLE_SCRATCH, shape));
}

int *scratch_ints(Check *c, Shape shape)
{
    Item *again = timing_replayed(c);
    if (again) return again->ints;
    return item_ints(item_new(c, "scratch", ROLE_SCRATCH, shape));
}

void returned(Check *c, const char *name, double value)
{
    Item *again = timing_replayed(c);
    if (again) return;
    Item *item = item_new(c, name, ROLE_OUTPUT, SHAPE(1));
    item_reals(c, item)[0] = (real)value;
}

void returned_known(Check *c, const char *name, double value, double expected,
                    double tolerance)
{
    Item *again = timing_replayed(c);
    if (again) return;
    Item *item = item_new(c, name, ROLE_KNOWN, SHAPE(c->reference ? 3 : 1));
    real *x = item_reals(c, item);
    x[0] = (real)value;
    if (!c->reference) return;
    x[1] = (real)expected;
    x[2] = (real)tolerance;
}

void same(Check *c, const char *claim, const real *left, const real *right, int n)
{
    if (timing_replayed(c) && timing_replayed(c)) return;
    Item *a = item_new(c, claim, ROLE_SAME_LEFT, SHAPE(n));
    memcpy(item_reals(c, a), left, (size_t)n * sizeof *left);
    Item *b = item_new(c, claim, ROLE_SAME_RIGHT, SHAPE(n));
    memcpy(item_reals(c, b), right, (size_t)n * sizeof *right);
}

/* ---- values from the reference -------------------------------------------------- */

real *given(Check *c, const char *name, Shape shape)
{
    Item *again = timing_replayed(c);
    if (again) return again->reals;
    return item_reals(c, item_new(c, name, ROLE_GIVEN, shape));
}

int *given_ints(Check *c, const char *name, Shape shape)
{
    Item *again = timing_replayed(c);
    if (again) return again->ints;
    return item_ints(item_new(c, name, ROLE_GIVEN, shape));
}

int computes(const Check *c)
{
    return c->reference;
}

/* The reference sends nothing yet: check_send() does, once the draw is final. */
void deliver(Check *c, const char *name)
{
    if (c->replaying) return;
    Item *item = item_need(c, name);
    if (c->reference) return;
    Frame frame;
    if (wire_read(STDIN_FILENO, c->nonce, &frame) != 1 ||
        frame.head.kind != FRAME_GIVEN || strcmp(frame.head.name, name) != 0 ||
        frame.head.count != item->n)
        die("the reference did not deliver \"%s\"", name);
    for (int i = 0; i < item->n; i++) {
        if (item->ints) item->ints[i] = (int)frame.values[i];
        else item->reals[i] = (real)frame.values[i];
    }
    frame_free(&frame);
}

/* ---- by name --------------------------------------------------------------------- */

real *get(const Check *c, const char *name)
{
    return item_need(c, name)->reals;
}

int *get_ints(const Check *c, const char *name)
{
    return item_need(c, name)->ints;
}

void demand(Check *c, int condition)
{
    if (!condition && !c->timing) longjmp(c->leave, LEAVE_REDRAW);
}

/* ---- sending --------------------------------------------------------------------- */

static void send_doubles(const Check *c, FrameKind kind, const Item *item,
                         const double *values)
{
    FrameHeader head = frame_header(kind, c->nonce, item->name, item->n);
    head.ndim = item->shape.ndim;
    memcpy(head.dim, item->shape.dim, sizeof head.dim);
    runner_send(head, values);
}

static void send_item(const Check *c, FrameKind kind, const Item *item)
{
    double *values = xmalloc((size_t)item->n * sizeof(double));
    for (int i = 0; i < item->n; i++) values[i] = item_value(item, i);
    send_doubles(c, kind, item, values);
    free(values);
}

static FrameKind frame_of_role(Role role)
{
    switch (role) {
    case ROLE_INPUT: return FRAME_INPUT;
    case ROLE_GIVEN: return FRAME_GIVEN;
    case ROLE_OUTPUT: return FRAME_OUTPUT;
    case ROLE_ACCUMULATED: return FRAME_ACCUMULATED;
    case ROLE_UPDATED: return FRAME_UPDATED;
    case ROLE_GRADIENT: return FRAME_GRADIENT;
    case ROLE_GRADIENT_SET: return FRAME_GRADIENT_SET;
    case ROLE_KNOWN: return FRAME_KNOWN;
    case ROLE_SAME_LEFT: return FRAME_SAME_LEFT;
    case ROLE_SAME_RIGHT: return FRAME_SAME_RIGHT;
    case ROLE_SCRATCH:
    case ROLE_UPSTREAM_OUTPUT: break;
    }
    return 0;
}

void check_send(const Check *c)
{
    for (int i = 0; i < c->n_sizes; i++) {
        double value = c->sizes[i].value;
        runner_send(frame_header(FRAME_SIZE, c->nonce, c->sizes[i].name, 1), &value);
    }
    for (int i = 0; i < c->n_items; i++) {
        const Item *item = &c->items[i];
        FrameKind kind = frame_of_role(item->role);
        if (kind == 0 || (kind == FRAME_GIVEN && !c->reference)) continue;
        send_item(c, kind, item);
        if (!c->reference) continue;
        if (item->before) send_doubles(c, FRAME_BEFORE, item, item->before);
        if (item->numeric) send_doubles(c, FRAME_NUMERIC, item, item->numeric);
    }
}
