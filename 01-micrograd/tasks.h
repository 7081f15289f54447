/* tasks: the parts of the program, in the order of the exercises. Given. */
#ifndef GRADUS_MICROGRAD_TASKS_H
#define GRADUS_MICROGRAD_TASKS_H

#include <stdint.h>

typedef struct {
    int steps, samples;
    double noise, rate, alpha;
    uint64_t seed;
    int plot; /* --plot: draw the pictures */
} TaskOptions;

void task_derivative(const TaskOptions *o); /* 1.1 */
void task_hand(const TaskOptions *o);       /* 1.2 1.3 */
void task_engine(const TaskOptions *o);     /* 1.4 to 1.7 */
void task_moons(const TaskOptions *o);      /* 1.8 to 1.10 */
void task_softmax(const TaskOptions *o);    /* 1.11 */
void task_gates(const TaskOptions *o);      /* 1.12 */

#endif
