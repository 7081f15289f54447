/* data: which set is there, and the loaders of digits. Names and surnames are
 * in data_names.c. */
#include "data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "data_file.h"
#include "data_set.h"

const char *data_folder(void)
{
    const char *folder = getenv("GRADUS_DATA");
    return folder && *folder ? folder : "data";
}

/* A set is there when its SET file is, because that is written last. Its first
 * line must be the name of the folder. */
static bool set_present(const char *set)
{
    char *path = set_file(set, "SET");
    bool present = data_exists(path);
    if (present) {
        Lines lines = lines_read(path);
        if (strcmp(lines.line[0], set) != 0)
            data_error(path, "line %d: this is the set \"%.40s\"; \"%s\" expected",
                       lines.number[0], lines.line[0], set);
        lines_free(&lines);
    }
    free(path);
    return present;
}

char *set_file(const char *set, const char *name)
{
    char *folder = data_path(data_folder(), set);
    char *path = data_path(folder, name);
    free(folder);
    return path;
}

const char *set_choose(const char *real_set, const char *builtin)
{
    if (set_present(real_set)) return real_set;
    if (set_present(builtin)) return builtin;
    die("%s: holds neither the set \"%s\" nor the set \"%s\"\n"
        "  type: make data     (in the top folder of the course; GRADUS_DATA=DIR\n"
        "                      names another folder than data)",
        data_folder(), real_set, builtin);
}

/* ---- digits ---------------------------------------------------------------*/

static void read_images(Digits *digits, const char *name)
{
    char *path = set_file(digits->set, name);
    Idx idx = idx_read(path, 3);
    if (idx.dim[1] != DIGIT_SIZE || idx.dim[2] != DIGIT_SIZE)
        data_error(path, "byte 8: images are %d x %d; %d x %d expected", idx.dim[1],
                   idx.dim[2], DIGIT_SIZE, DIGIT_SIZE);
    digits->N = idx.dim[0];
    digits->H = digits->W = DIGIT_SIZE;
    digits->pixels = idx.bytes;
    free(path);
}

static void read_labels(Digits *digits, const char *name)
{
    char *path = set_file(digits->set, name);
    Idx idx = idx_read(path, 1);
    if (idx.dim[0] != digits->N)
        data_error(path, "byte 4: there are %d labels for %d images", idx.dim[0],
                   digits->N);
    digits->labels = xmalloc(idx.size * sizeof *digits->labels);
    for (int n = 0; n < digits->N; n++) {
        if (idx.bytes[n] >= DIGIT_CLASSES)
            data_error(path, "byte %d: label %d; 0..%d expected", 8 + n, idx.bytes[n],
                       DIGIT_CLASSES - 1);
        digits->labels[n] = idx.bytes[n];
    }
    idx_free(&idx);
    free(path);
}

Digits digits_train(void)
{
    Digits digits = {.set = set_choose("mnist", "digits")};
    read_images(&digits, "train-images-idx3-ubyte");
    read_labels(&digits, "train-labels-idx1-ubyte");
    return digits;
}

Digits digits_test(void)
{
    Digits digits = {.set = set_choose("mnist", "digits")};
    read_images(&digits, "t10k-images-idx3-ubyte");
    return digits;
}

void digits_add_test_labels(Digits *test)
{
    free(test->labels);
    read_labels(test, "t10k-labels-idx1-ubyte");
}

void digits_free(Digits *digits)
{
    free(digits->pixels);
    free(digits->labels);
    *digits = (Digits){0};
}

void digits_batch(real *x, int *y, const Digits *digits, const int *rows, int n)
{
    int size = digits->H * digits->W;
    if (y && !digits->labels)
        programmer_error(__FILE__, __LINE__,
                         "digits_batch: labels asked for, but these digits have none");
    for (int i = 0; i < n; i++) {
        int row = rows ? rows[i] : i;
        if (row < 0 || row >= digits->N)
            programmer_error(__FILE__, __LINE__,
                             "digits_batch: rows[%d] is %d; need 0..%d", i, row,
                             digits->N - 1);
        const uint8_t *from = digits->pixels + (size_t)row * (size_t)size;
        real *x_i = x + (size_t)i * (size_t)size;
        for (int p = 0; p < size; p++) x_i[p] = (real)from[p] / (real)255;
        if (y) y[i] = digits->labels[row];
    }
}

/* Grey levels are integers, so both sums are exact: there is no rounding to
 * worry about, however many pixels there are. */
void digits_statistics(double *mean, double *deviation, const Digits *digits)
{
    size_t size = (size_t)digits->N * (size_t)(digits->H * digits->W);
    uint64_t sum = 0, squares = 0;
    for (size_t p = 0; p < size; p++) {
        uint64_t level = digits->pixels[p];
        sum += level;
        squares += level * level;
    }
    double count = (double)size, m = (double)sum / count;
    *mean = m / 255;
    *deviation = sqrt((double)squares / count - m * m) / 255;
}
