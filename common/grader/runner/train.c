/* train: the two halves of a training check. The learner's process trains and
 * sends predictions; the reference's process holds the labels and judges. */
#include "runner.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "fail.h"

uint64_t train_seed(const Train *t)
{
    return t->seed;
}

const char *train_dataset(const Train *t)
{
    return t->dataset;
}

const char *train_folder(const Train *t)
{
    return t->folder;
}

void send_values(Train *t, const char *name, const real *values, int n)
{
    double *copy = xmalloc((size_t)n * sizeof *copy);
    for (int i = 0; i < n; i++) copy[i] = (double)values[i];
    runner_send(frame_header(FRAME_VALUES, t->nonce, name, n), copy);
    free(copy);
}

void send_ints(Train *t, const char *name, const int *values, int n)
{
    double *copy = xmalloc((size_t)n * sizeof *copy);
    for (int i = 0; i < n; i++) copy[i] = values[i];
    runner_send(frame_header(FRAME_VALUES, t->nonce, name, n), copy);
    free(copy);
}

void send_point(Train *t, const char *curve, double x, double y)
{
    double point[2] = {x, y};
    runner_send(frame_header(FRAME_POINT, t->nonce, curve, 2), point);
}

int runner_train(const Training *training, Train *t)
{
    training->run(t);
    FrameHeader end = frame_header(FRAME_END, t->nonce, "", 0);
    end.dim[0] = 1;
    runner_send(end, NULL);
    return 0;
}

/* ---- the judge -------------------------------------------------------------------- */

const double *received(Train *t, const char *name, int *n)
{
    for (int i = 0; i < t->n_frames; i++) {
        if (strcmp(t->frames[i].head.name, name) != 0) continue;
        *n = t->frames[i].head.count;
        return t->frames[i].values;
    }
    die("the training sent no \"%s\"", name);
}

void metric(Train *t, const char *name, double value)
{
    runner_send(frame_header(FRAME_METRIC, t->nonce, name, 1), &value);
}

int runner_judge(const Training *training, Train *t)
{
    Frame frame;
    int got;
    while ((got = wire_read(STDIN_FILENO, t->nonce, &frame)) == 1) {
        t->frames = xrealloc(t->frames, (size_t)(t->n_frames + 1) * sizeof frame);
        t->frames[t->n_frames++] = frame;
    }
    if (got < 0) die("the predictions arrived damaged");
    training->judge(t);
    FrameHeader end = frame_header(FRAME_END, t->nonce, "", 0);
    end.dim[0] = 1;
    runner_send(end, NULL);
    for (int i = 0; i < t->n_frames; i++) frame_free(&t->frames[i]);
    free(t->frames);
    return 0;
}
