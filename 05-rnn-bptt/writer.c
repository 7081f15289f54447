/* writer.c: see writer.h. */
#include "writer.h"

#include <stdlib.h>
#include <string.h>
#include "fail.h"
#include "names.h"
#include "optim.h"

WriterRecipe writer_recipe(CellKind cell)
{
    return (WriterRecipe){.cell = cell, .hidden = 128, .epochs = 8, .batch = 64,
                          .rate = 3e-3, .clip = 1, .seed = 1};
}

/* ---- the network --------------------------------------------------------- */

static Writer *writer_new(const WriterRecipe *o, int K)
{
    Random rng = random_stream(o->seed, 1);
    Writer *net = xcalloc(1, sizeof *net);
    net->params = params_new();
    net->first = param_new(net->params, "first.W", SHAPE(K, o->hidden));
    net->first_b = param_new(net->params, "first.b", SHAPE(o->hidden));
    param_normal(net->first, &rng, 0, 0.5);
    net->layer = recurrent_new(net->params, cell_names[o->cell], o->cell, WRITER_LETTERS,
                               o->hidden, &rng);
    net->head = nn_linear_new(net->params, "head", o->hidden, WRITER_LETTERS, &rng);
    return net;
}

void writer_free(Writer *net)
{
    if (!net) return;
    params_free(net->params);
    free(net);
}

/* A name as inputs (start, a, b, c) and targets (a, b, c, end): (T+1,N). */
static NameBatch shifted(Tape *tape, const NameBatch *b, int **target)
{
    int T = b->T + 1, N = b->N;
    size_t bytes = (size_t)(T * N) * sizeof(int);
    NameBatch in = {.T = T, .N = N, .letter = arena_alloc(tape->arena, bytes),
                    .length = arena_alloc(tape->arena, (size_t)N * sizeof(int))};
    *target = arena_alloc(tape->arena, bytes);
    memcpy(in.letter + N, b->letter, bytes - (size_t)N * sizeof(int));
    memcpy(*target, b->letter, bytes - (size_t)N * sizeof(int));
    for (int n = 0; n < N; n++) {
        in.length[n] = b->length[n] + 1;
        in.letter[n] = END_LETTER;
        (*target)[b->T * N + n] = -1;
        (*target)[b->length[n] * N + n] = END_LETTER;
    }
    return in;
}

/* The mean loss for a letter of the names in `rows`, on the tape. */
static Tensor *batch_loss(Tape *tape, const Writer *net, char *const *name,
                          const int *label, const int *rows, int n, int *letters)
{
    NameBatch plain = name_batch(tape, name, rows, n);
    int *target, *language = arena_alloc(tape->arena, (size_t)n * sizeof *language);
    NameBatch in = shifted(tape, &plain, &target);
    *letters = 0;
    for (int i = 0; i < n; i++) {
        language[i] = label[rows[i]];
        *letters += in.length[i];
    }
    Tensor *h0 = letters_lookup(tape, net->first, net->first_b, language, n);
    Tensor *a = recurrent_letters(tape, &net->layer, in.letter, in.T, n);
    Tensor *hs = recurrent_states(tape, &net->layer, a, h0, in.length, 0);
    Tensor *logits = nn_linear_forward(tape, &net->head, states_after(tape, hs));
    return rnn_nll(tape, rnn_log_softmax(tape, logits), target);
}

/* ---- training ------------------------------------------------------------ */

Writer *writer_train(const Surnames *train, const WriterRecipe *o, WriterWatch watch)
{
    Random rng = random_stream(o->seed, 2);
    Writer *net = writer_new(o, train->K);
    Tape *tape = tape_new();
    NameBatches batches = name_batches_new(train->name, NULL, train->N, o->batch);
    Optimizer *optimizer = optimizer_adam(net->params, o->rate, 0.9, 0.999, 1e-8, 0);
    long step = 0, steps = (long)o->epochs * batches.batches;
    for (int epoch = 1; epoch <= o->epochs; epoch++) {
        double sum = 0, all = 0;
        name_batches_shuffle(&batches, &rng);
        for (int n, letters; (n = name_batches_next(&batches)) > 0;) {
            Tensor *loss = batch_loss(tape, net, train->name, train->label, batches.rows,
                                      n, &letters);
            double value = (double)tensor_item(loss);
            params_zero_grad(net->params);
            tape_backward(tape, loss);
            if (o->clip > 0) clip_params(net->params, o->clip);
            optimizer->learning_rate = o->rate * (1 - (double)step++ / (double)steps);
            optimizer_step(optimizer);
            sum += value * letters, all += letters;
            if (watch.bar) progress_step(watch.bar, "loss %.3f", value);
            tape_reset(tape);
        }
        if (watch.epoch) watch.epoch(watch.context, epoch, sum / all);
    }
    name_batches_free(&batches);
    tape_free(tape);
    return net;
}

double writer_loss(const Writer *net, char *const *name, const int *label, int N)
{
    Tape *tape = tape_new();
    NameBatches batches = name_batches_new(name, NULL, N, 256);
    double sum = 0, all = 0;
    tape_no_grad(tape, 1);
    for (int n, letters; (n = name_batches_next(&batches)) > 0;) {
        Tensor *loss = batch_loss(tape, net, name, label, batches.rows, n, &letters);
        sum += (double)tensor_item(loss) * letters, all += letters;
        tape_reset(tape);
    }
    name_batches_free(&batches);
    tape_free(tape);
    return sum / all;
}

/* ---- writing ------------------------------------------------------------- */

/* The network between two letters. */
typedef struct {
    const Writer *net;
    real *h, *c, *work;
} Pen;

static void next_letter(void *model, real *logits, int letter)
{
    Pen *pen = model;
    const Writer *net = pen->net;
    recurrent_step(&net->layer, pen->h, pen->c, pen->work, letter);
    input_forward(logits, pen->h, net->head.W->data, net->head.b->data, 1,
                  net->layer.H, WRITER_LETTERS);
}

int writer_name(char name[LONGEST_NAME + 1], const Writer *net, int language,
                double temperature, Random *rng)
{
    int H = net->layer.H, letters[LONGEST_NAME];
    real u[LONGEST_NAME], p[WRITER_LETTERS];
    real *memory = xcalloc((size_t)(2 * H + recurrent_work(&net->layer)), sizeof *memory);
    Pen pen = {.net = net, .h = memory, .c = memory + H, .work = memory + 2 * H};
    for (int k = 0; k < LONGEST_NAME; k++) u[k] = (real)random_uniform(rng);
    lookup_forward(pen.h, &language, net->first->data, net->first_b->data, 1, H);
    int length = sample_sequence(letters, p, next_letter, &pen, u, (real)temperature,
                                 END_LETTER, END_LETTER, LONGEST_NAME, WRITER_LETTERS);
    for (int k = 0; k < length; k++) name[k] = SURNAME_ALPHABET[letters[k]];
    name[length] = 0;
    free(memory);
    return length;
}
