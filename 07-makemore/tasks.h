/* tasks.h: what the program can do; main.c reads the flags and calls one of these. */
#ifndef GRADUS_CH07_TASKS_H
#define GRADUS_CH07_TASKS_H

#include "train.h"

typedef struct {
    Recipe recipe;         /* what --model stands for, and what the flags change */
    const char *program;   /* argv[0], for commands that are to be typed */
    const char *save, *load; /* files, or NULL */
    int steps;             /* --steps, 0 when it was not given */
    int samples;           /* how many names to make up */
    double temperature;
    int top_k;
    double smoothing;      /* bigram, trigram */
    int test;              /* 1: show the test loss too */
    int merges;            /* --bpe: how many */
    int cores;             /* --cores: the steps of cores.c */
    int plot;              /* --plot: draw the pictures */
} TaskOptions;

/* Count: the bigram and the trigram. */
void task_bigram(const TaskOptions *o);
void task_trigram(const TaskOptions *o);
/* Train a network, or go on with one; look at it; make up names. */
void task_train(const TaskOptions *o);
/* --search: the loss while the rate grows from step to step. */
void task_search(const TaskOptions *o);
/* --compare: all models, the same number of steps. */
void task_compare(const TaskOptions *o);
/* --bpe: byte pairs of the names. */
void task_bpe(const TaskOptions *o);

/* "The set ...": which names, how many. */
void print_set(const Corpus *corpus);
/* N names made up by a network, in columns. */
void print_samples(const Model *model, const TaskOptions *o);
/* The same names as text in words[i], each of at most 31 letters. */
void sample_names(char (*words)[32], int N, const Model *model, const TaskOptions *o);
void print_words(char (*words)[32], int N);

/* ---- pictures (pictures.c) ------ */

#define PLOT_FOLDER "build/plots/ch07"

void draw_counts(const int *counts);
/* The first two numbers of each letter's embedding, as letters. */
void draw_embedding(const Model *model);
/* One name through the attention of the last layer. */
void draw_attention(const Model *model, const char *name);
void print_attention(const Model *model, const char *name);

#endif
