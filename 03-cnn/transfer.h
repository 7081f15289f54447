/* transfer.h: features learned on the digits 0-4 serve to read the digits 5-9.
 *
 *     Transfer t = transfer_run(&data, transfer_recipe());
 *     digits_predict(predicted, NULL, t.moved, &data, &data.test);
 *     transfer_free(&t);
 *
 * Three trainings: `base` on all training images of 0-4; `moved`, whose features are
 * those of base, frozen, and whose new head learns from a few images of each of 5-9;
 * `scratch`, the same network on the same few images in the same number of steps, with
 * nothing to start from. In moved and scratch, class k is the digit 5+k. */
#ifndef GRADUS_CH03_TRANSFER_H
#define GRADUS_CH03_TRANSFER_H

#include "train.h"

enum { FIRST_NEW = 5, NEW_CLASSES = 5 }; /* the digits 5..9 */

typedef struct {
    int base_steps;      /* on the digits 0-4: as many epochs as come closest */
    int examples;        /* of each new digit */
    int epochs, batch;   /* of the head, and from scratch */
    double rate, momentum, decay;
    uint64_t seed;
} TransferRecipe;

TransferRecipe transfer_recipe(void);

typedef struct {
    Network *base, *moved, *scratch;
    int trainable, total; /* numbers that learn in moved, and all of them */
} Transfer;

/* bar, unless NULL, makes a step at each batch of base; it has transfer_steps. */
Transfer transfer_run(const DigitsData *data, TransferRecipe recipe, Progress *bar);
long transfer_steps(const DigitsData *data, TransferRecipe recipe);
void transfer_free(Transfer *transfer);

/* Among the images whose label is 5..9, the share that is read rightly. */
double transfer_accuracy(const int *predicted, const int *labels, int N);

#endif
