/* Starts threads without end.
 * expect-status: failed */
#include <pthread.h>
#include <unistd.h>
#include "real.h"

static void *idle(void *argument)
{
    pause();
    return argument;
}

static void attack(real *out)
{
    pthread_t thread;
    (void)out;
    for (int i = 0; i < 5000; i++)
        if (pthread_create(&thread, NULL, idle, NULL) != 0) return;
}
