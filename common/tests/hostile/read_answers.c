/* Reads the reference and the labels from the disk.
 * expect-status: failed */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include "real.h"

static void attack(real *out)
{
    static const char *const paths[] = {
        "02-mlp-numpy-style/solutions/linear.c", "build/reference/ch02",
        "data/mnist/t10k-labels-idx1-ubyte", "data/digits/t10k-labels-idx1-ubyte",
        "Makefile", "/etc/passwd"};
    (void)out;
    for (int i = 0; i < 6; i++)
        if (fopen(paths[i], "r")) abort();
    if (opendir(".") || opendir("/")) abort();
}
