/* Tests of data.h and digits_data.h: the loaders read what is there, and refuse what is
 * damaged with its path, its place and the reason. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

#include "data.h"
#include "digits_data.h"
#include "fail.h"
#include "stops.h"
#include "test_folder.h"

TestSuite(data, .init = folder_make, .fini = folder_remove);

/* ---- IDX files ------------------------------------------------------------*/

static const char *read_path;
static int read_ndim;

static void read_it(void)
{
    Idx idx = idx_read(read_path, read_ndim);
    idx_free(&idx);
}

/* The file of these bytes is refused with a message that has its path, `message`
 * and the command that mends it. */
static void expect_refused(const void *bytes, size_t size, int ndim, const char *message)
{
    read_path = folder_file("x", bytes, size);
    read_ndim = ndim;
    char text[2048];
    cr_expect_eq(stop_of(read_it, text, sizeof text), DIE_EXIT_STATUS, "%s", message);
    cr_expect(strstr(text, read_path) && strstr(text, message) &&
                  strstr(text, "type: make data"),
              "stderr is \"%s\", expected \"%s\" in it", text, message);
}

Test(data, idx_read_gives_sizes_and_bytes)
{
    const uint8_t file[] = {0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 10, 20, 30, 40, 50, 255};
    Idx idx = idx_read(folder_file("x", file, sizeof file), 2);
    cr_expect_eq(idx.ndim, 2);
    cr_expect_eq(idx.dim[0], 2);
    cr_expect_eq(idx.dim[1], 3);
    cr_expect_eq(idx.size, 6);
    cr_expect_arr_eq(idx.bytes, file + 12, 6);
    idx_free(&idx);
    cr_expect_null(idx.bytes);
}

Test(data, idx_read_refuses_an_empty_file)
{
    expect_refused("", 0, 1, "byte 0: the file ends within its header of 8 bytes");
}

Test(data, idx_read_refuses_a_header_that_ends_early)
{
    const uint8_t file[] = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0};
    expect_refused(file, sizeof file, 3,
                   "byte 10: the file ends within its header of 16 bytes");
}

Test(data, idx_read_refuses_a_bad_magic)
{
    const uint8_t file[] = {'P', 'N', 8, 1, 0, 0, 0, 1, 7};
    expect_refused(file, sizeof file, 1, "byte 0: not an IDX file: it starts with 50 4e");
}

Test(data, idx_read_says_when_a_file_is_still_packed)
{
    const uint8_t file[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0};
    expect_refused(file, sizeof file, 1, "byte 0: this is a gzip file");
}

Test(data, idx_read_refuses_other_element_types)
{
    const uint8_t file[] = {0, 0, 0x0d, 1, 0, 0, 0, 1, 7};
    expect_refused(file, sizeof file, 1, "byte 2: element type 0d");
}

Test(data, idx_read_refuses_a_wrong_number_of_axes)
{
    const uint8_t file[] = {0, 0, 8, 1, 0, 0, 0, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    expect_refused(file, sizeof file, 3, "byte 3: the data has 1 axes; 3 expected");
}

Test(data, idx_read_refuses_truncated_data)
{
    const uint8_t file[] = {0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5};
    expect_refused(file, sizeof file, 2,
                   "byte 8: axis 1 is said to have size 3, but only 5 bytes");
}

Test(data, idx_read_refuses_trailing_bytes)
{
    const uint8_t file[] = {0, 0, 8, 1, 0, 0, 0, 2, 1, 2, 3};
    expect_refused(file, sizeof file, 1, "byte 10: 1 bytes follow the end of the data");
}

Test(data, idx_read_refuses_a_size_of_zero)
{
    const uint8_t file[] = {0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0, 3};
    expect_refused(file, sizeof file, 2, "byte 4: the size of axis 0 is 0");
}

/* 65536^4 is 2^64, which is 0 in 64 bits: a product that wraps would fit. */
Test(data, idx_read_refuses_sizes_whose_product_overflows)
{
    const uint8_t wraps[] = {0, 0, 8, 4, 0, 1, 0, 0, 0, 1, 0, 0,
                             0, 1, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4};
    expect_refused(wraps, sizeof wraps, 4, "axis 0 is said to have size 65536");
    const uint8_t huge[] = {0, 0, 8, 1, 0xff, 0xff, 0xff, 0xff, 1};
    expect_refused(huge, sizeof huge, 1, "axis 0 is said to have size 4294967295");
}

Test(data, idx_read_refuses_a_folder_a_pipe_and_nothing)
{
    read_path = test_folder;
    read_ndim = 1;
    expect_stop(read_it, DIE_EXIT_STATUS, "this is a folder, not a file");
    read_path = folder_path("pipe");
    cr_assert_eq(mkfifo(read_path, 0644), 0);
    expect_stop(read_it, DIE_EXIT_STATUS, "this is not a regular file");
    read_path = folder_path("nothing");
    expect_stop(read_it, DIE_EXIT_STATUS, "No such file or directory\n  type: make data");
}

/* The superuser may read everything, so the test gives that up first. */
static void read_as_nobody(void)
{
    if (geteuid() == 0 && seteuid(65534) != 0) die("cannot become another user");
    read_it();
}

Test(data, idx_read_refuses_an_unreadable_file)
{
    read_path = folder_file("secret", "x", 1);
    read_ndim = 1;
    cr_assert_eq(chmod(read_path, 0), 0);
    expect_stop(read_as_nobody, DIE_EXIT_STATUS, "Permission denied");
}

static void ask_for_no_axes(void)
{
    idx_read("x", 0);
}

Test(data, idx_read_with_an_impossible_ndim_is_an_error_of_the_programmer)
{
    expect_stop(ask_for_no_axes, PROGRAMMER_ERROR_EXIT_STATUS, "ndim is 0; need 1..4");
}

/* ---- text -----------------------------------------------------------------*/

static void read_lines(void)
{
    Lines lines = lines_read(read_path);
    lines_free(&lines);
}

static void expect_text_refused(const void *bytes, size_t size, const char *message)
{
    read_path = folder_file("x.txt", bytes, size);
    expect_stop(read_lines, DIE_EXIT_STATUS, message);
}

Test(data, lines_read_drops_line_ends_and_empty_lines)
{
    Lines lines = lines_read(folder_text("x.txt", "one\r\n\n two\t2\n\r\nthree"));
    cr_assert_eq(lines.N, 3);
    cr_expect_str_eq(lines.line[0], "one");
    cr_expect_str_eq(lines.line[1], " two\t2");
    cr_expect_str_eq(lines.line[2], "three");
    cr_expect_eq(lines.number[1], 3);
    cr_expect_eq(lines.number[2], 5);
    cr_expect_null(lines.set);
    lines_free(&lines);
}

Test(data, lines_read_refuses_what_is_not_plain_text)
{
    expect_text_refused("", 0, "byte 0: the file is empty");
    expect_text_refused("\n\r\n", 3, "every line is empty");
    expect_text_refused("a\nb\303\251\n", 6, "line 2, byte 3: c3 is not a printable");
    expect_text_refused("a\nb\0c\n", 6, "line 2, byte 3: 00 is not a printable");
    expect_text_refused("a\rb\n", 4, "line 1, byte 1: 0d is not a printable");
}

/* ---- which set ------------------------------------------------------------*/

static void put_names(const char *set, const char *names)
{
    char name[64], first[64];
    snprintf(name, sizeof name, "%s/names.txt", set);
    folder_text(name, names);
    snprintf(name, sizeof name, "%s/SET", set);
    snprintf(first, sizeof first, "%s\nabout it\n", set);
    folder_text(name, first);
}

static void load_names(void)
{
    Lines names = names_load();
    lines_free(&names);
}

Test(data, the_real_set_is_preferred_and_the_built_in_one_serves_without_it)
{
    put_names("names-builtin", "zoe\n");
    Lines names = names_load();
    cr_expect_str_eq(names.set, "names-builtin");
    cr_expect_str_eq(names.line[0], "zoe");
    lines_free(&names);
    put_names("names", "anna\nbob\n");
    names = names_load();
    cr_expect_str_eq(names.set, "names");
    cr_expect_eq(names.N, 2);
    lines_free(&names);
}

Test(data, a_set_without_SET_counts_as_absent)
{
    folder_text("names/names.txt", "anna\n");
    put_names("names-builtin", "zoe\n");
    Lines names = names_load();
    cr_expect_str_eq(names.set, "names-builtin");
    lines_free(&names);
}

Test(data, no_set_at_all_names_the_folder_and_the_command)
{
    expect_stop(load_names, DIE_EXIT_STATUS, test_folder);
    expect_stop(load_names, DIE_EXIT_STATUS, "neither the set \"names\" nor");
    expect_stop(load_names, DIE_EXIT_STATUS, "type: make data");
}

Test(data, a_SET_of_another_name_is_refused)
{
    put_names("names", "anna\n");
    folder_text("names/SET", "surnames\n");
    expect_stop(load_names, DIE_EXIT_STATUS,
                "line 1: this is the set \"surnames\"; \"names\" expected");
}

Test(data, a_present_set_with_a_missing_file_is_refused_not_replaced)
{
    put_names("names-builtin", "zoe\n");
    folder_text("names/SET", "names\n");
    expect_stop(load_names, DIE_EXIT_STATUS, "names/names.txt: No such file");
}

Test(data, names_are_of_a_to_z)
{
    put_names("names", "anna\nBob\n");
    expect_stop(load_names, DIE_EXIT_STATUS, "line 2: \"Bob\" has other characters");
    put_names("names", "anna\n\nbo b\n");
    expect_stop(load_names, DIE_EXIT_STATUS, "line 3: \"bo b\" has other characters");
}

Test(data, the_folder_is_data_unless_the_environment_names_one)
{
    cr_expect_str_eq(data_folder(), test_folder);
    setenv("GRADUS_DATA", "", 1);
    cr_expect_str_eq(data_folder(), "data");
    unsetenv("GRADUS_DATA");
    cr_expect_str_eq(data_folder(), "data");
    setenv("GRADUS_DATA", test_folder, 1);
}

/* ---- digits ---------------------------------------------------------------*/

/* N images of 28 x `width`: pixel p of image n is (n + p) % 256. */
static void put_images(const char *name, int N, int width)
{
    int size = 28 * width;
    uint8_t *file = xcalloc(16 + (size_t)(N * size), 1);
    memcpy(file, (uint8_t[]){0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 28, 0, 0, 0, 0}, 16);
    file[7] = (uint8_t)N;
    file[15] = (uint8_t)width;
    for (int n = 0; n < N; n++)
        for (int p = 0; p < size; p++) file[16 + n * size + p] = (uint8_t)(n + p);
    folder_file(name, file, 16 + (size_t)(N * size));
    free(file);
}

static void put_labels(const char *name, int N, const uint8_t *labels)
{
    uint8_t file[64] = {0, 0, 8, 1, 0, 0, 0, (uint8_t)N};
    memcpy(file + 8, labels, (size_t)N);
    folder_file(name, file, 8 + (size_t)N);
}

static void put_digits(void)
{
    folder_text("mnist/SET", "mnist\n");
    put_images("mnist/train-images-idx3-ubyte", 3, 28);
    put_labels("mnist/train-labels-idx1-ubyte", 3, (uint8_t[]){7, 0, 9});
    put_images("mnist/t10k-images-idx3-ubyte", 2, 28);
    put_labels("mnist/t10k-labels-idx1-ubyte", 2, (uint8_t[]){4, 5});
}

static void load_digits(void)
{
    Digits digits = digits_train();
    digits_free(&digits);
}

static void load_test_labels(void)
{
    Digits digits = digits_test();
    digits_add_test_labels(&digits);
    digits_free(&digits);
}

Test(data, digits_come_with_labels_and_the_name_of_their_set)
{
    put_digits();
    Digits train = digits_train();
    cr_expect_eq(train.N, 3);
    cr_expect_eq(train.H, 28);
    cr_expect_eq(train.W, 28);
    cr_expect_eq(train.pixels[784 + 5], 6);
    cr_expect_arr_eq(train.labels, ((int[]){7, 0, 9}), 3 * sizeof(int));
    cr_expect_str_eq(train.set, "mnist");
    digits_free(&train);
}

Test(data, test_images_load_while_their_labels_are_hidden)
{
    put_digits();
    cr_assert_eq(remove(folder_path("mnist/t10k-labels-idx1-ubyte")), 0);
    Digits test = digits_test();
    cr_expect_eq(test.N, 2);
    cr_expect_null(test.labels);
    digits_free(&test);
    expect_stop(load_test_labels, DIE_EXIT_STATUS,
                "t10k-labels-idx1-ubyte: No such file");
}

Test(data, test_labels_are_added_on_request)
{
    put_digits();
    Digits test = digits_test();
    digits_add_test_labels(&test);
    digits_add_test_labels(&test); /* again: nothing leaks, nothing changes */
    cr_expect_arr_eq(test.labels, ((int[]){4, 5}), 2 * sizeof(int));
    digits_free(&test);
}

Test(data, digits_of_another_size_or_with_other_labels_are_refused)
{
    put_digits();
    put_images("mnist/train-images-idx3-ubyte", 3, 27);
    expect_stop(load_digits, DIE_EXIT_STATUS, "byte 8: images are 28 x 27; 28 x 28");
    put_images("mnist/train-images-idx3-ubyte", 4, 28);
    expect_stop(load_digits, DIE_EXIT_STATUS, "byte 4: there are 3 labels for 4 images");
    put_images("mnist/train-images-idx3-ubyte", 3, 28);
    put_labels("mnist/train-labels-idx1-ubyte", 3, (uint8_t[]){7, 0, 10});
    expect_stop(load_digits, DIE_EXIT_STATUS, "byte 10: label 10; 0..9 expected");
}

Test(data, a_batch_holds_the_chosen_rows_scaled_to_one)
{
    put_digits();
    Digits train = digits_train();
    real x[2 * 784];
    int y[2];
    digits_batch(x, y, &train, (int[]){2, 0}, 2);
    cr_expect_eq(y[0], 9);
    cr_expect_eq(y[1], 7);
    for (int p = 0; p < 784; p++) {
        cr_assert_eq(x[p], (real)((2 + p) % 256) / (real)255);
        cr_assert_eq(x[784 + p], (real)(p % 256) / (real)255);
    }
    digits_batch(x, NULL, &train, NULL, 2);
    cr_expect_eq(x[784], (real)1 / (real)255);
    digits_free(&train);
}

static void batch_of_a_missing_row(void)
{
    Digits train = digits_train();
    real x[784];
    digits_batch(x, NULL, &train, (int[]){3}, 1);
}

static void batch_of_missing_labels(void)
{
    Digits test = digits_test();
    real x[784];
    int y[1];
    digits_batch(x, y, &test, NULL, 1);
}

Test(data, a_batch_of_what_is_not_there_is_an_error_of_the_programmer)
{
    put_digits();
    expect_stop(batch_of_a_missing_row, PROGRAMMER_ERROR_EXIT_STATUS,
                "rows[0] is 3; need 0..2");
    expect_stop(batch_of_missing_labels, PROGRAMMER_ERROR_EXIT_STATUS,
                "these digits have none");
}

Test(data, statistics_are_those_of_the_definition)
{
    put_digits();
    Digits train = digits_train();
    double sum = 0, squares = 0, mean, deviation;
    for (int p = 0; p < 3 * 784; p++) sum += train.pixels[p] / 255.0;
    for (int p = 0; p < 3 * 784; p++)
        squares += pow(train.pixels[p] / 255.0 - sum / (3 * 784), 2);
    digits_statistics(&mean, &deviation, &train);
    cr_expect_float_eq(mean, sum / (3 * 784), 1e-12);
    cr_expect_float_eq(deviation, sqrt(squares / (3 * 784)), 1e-12);
    digits_free(&train);
}

/* ---- digits to train on ---------------------------------------------------*/

/* x (784) must be an image whose pixel p has the grey level (n + p) % 256. */
static void expect_standardised(const real *x, const DigitsData *data, int n)
{
    for (int p = 0; p < 784; p++) {
        double level = (n + p) % 256 / 255.0;
        cr_assert_float_eq(x[p], (level - data->mean) / data->deviation, 1e-5,
                           "image %d, pixel %d", n, p);
    }
}

Test(data, digits_to_train_on_have_a_split_and_the_statistics_of_the_training_images)
{
    put_digits();
    double mean, deviation;
    DigitsData data = digits_data_load(5);
    Split split = split_rows(3, 1.0 / 6, 0, 5);
    digits_statistics(&mean, &deviation, &data.train);
    cr_expect(data.train.N == 3 && data.test.N == 2);
    cr_expect(data.train.labels && !data.test.labels);
    cr_expect(data.split.n_train == 2 && data.split.n_valid == 1);
    cr_expect_arr_eq(data.split.train, split.train, 3 * sizeof(int));
    cr_expect(data.mean == mean && data.deviation == deviation);
    split_free(&split);
    digits_data_free(&data);
    cr_expect(!data.train.pixels && !data.test.pixels && !data.split.train);
}

Test(data, a_batch_to_train_on_is_standardised)
{
    put_digits();
    real x[2 * 784];
    int y[2];
    DigitsData data = digits_data_load(1);
    digits_data_batch(x, y, &data, &data.train, (int[]){2, 0}, 1, 2); // 1 has no say
    cr_expect(y[0] == 9 && y[1] == 7);
    expect_standardised(x, &data, 2);
    expect_standardised(x + 784, &data, 0);
    digits_data_batch(x, y, &data, &data.train, NULL, 1, 2);
    cr_expect(y[0] == 0 && y[1] == 9);
    expect_standardised(x, &data, 1);
    expect_standardised(x + 784, &data, 2);
    digits_data_batch(x, NULL, &data, &data.test, NULL, 1, 1); // by the mean of train
    expect_standardised(x, &data, 1);
    digits_data_free(&data);
}

Test(data, training_images_as_a_whole_have_mean_0_and_deviation_1)
{
    put_digits();
    real x[3 * 784];
    double sum = 0, squares = 0;
    DigitsData data = digits_data_load(1);
    digits_data_batch(x, NULL, &data, &data.train, NULL, 0, 3);
    for (int i = 0; i < 3 * 784; i++) {
        sum += (double)x[i];
        squares += (double)x[i] * (double)x[i];
    }
    cr_expect_float_eq(sum / (3 * 784), 0, 1e-5);
    cr_expect_float_eq(squares / (3 * 784), 1, 1e-5);
    digits_data_free(&data);
}

static void train_on_a_missing_image(void)
{
    DigitsData data = digits_data_load(1);
    real x[2 * 784];
    digits_data_batch(x, NULL, &data, &data.test, NULL, 1, 2);
}

static void train_on_missing_labels(void)
{
    DigitsData data = digits_data_load(1);
    real x[784];
    int y[1];
    digits_data_batch(x, y, &data, &data.test, NULL, 0, 1);
}

Test(data, a_batch_to_train_on_of_what_is_not_there_is_an_error_of_the_programmer)
{
    put_digits();
    expect_stop(train_on_a_missing_image, PROGRAMMER_ERROR_EXIT_STATUS,
                "is 2; need 0..1");
    expect_stop(train_on_missing_labels, PROGRAMMER_ERROR_EXIT_STATUS,
                "these digits have none");
}

/* ---- surnames -------------------------------------------------------------*/

static void put_surnames(void)
{
    folder_text("surnames/SET", "surnames\n");
    folder_text("surnames/languages.txt", "Dutch\nIrish\n");
    folder_text("surnames/train.tsv", "Dutch\tde Vries\nIrish\tO'Brien\nDutch\tSmit\n");
    folder_text("surnames/test-names.txt", "Kelly\nBakker\n");
    folder_text("surnames/test-labels.txt", "Irish\nDutch\n");
}

static void load_surnames(void)
{
    Surnames surnames = surnames_train();
    surnames_free(&surnames);
}

static void load_test_surnames(void)
{
    Surnames surnames = surnames_test();
    surnames_add_test_labels(&surnames);
    surnames_free(&surnames);
}

Test(data, surnames_come_with_their_languages)
{
    put_surnames();
    Surnames train = surnames_train();
    cr_assert_eq(train.N, 3);
    cr_expect_eq(train.K, 2);
    cr_expect_str_eq(train.name[0], "de Vries");
    cr_expect_str_eq(train.name[1], "O'Brien");
    cr_expect_arr_eq(train.label, ((int[]){0, 1, 0}), 3 * sizeof(int));
    cr_expect_str_eq(train.language[1], "Irish");
    cr_expect_str_eq(train.set, "surnames");
    surnames_free(&train);
}

Test(data, test_surnames_load_while_their_labels_are_hidden)
{
    put_surnames();
    Surnames test = surnames_test();
    cr_expect_null(test.label);
    cr_expect_str_eq(test.name[1], "Bakker");
    surnames_add_test_labels(&test);
    cr_expect_arr_eq(test.label, ((int[]){1, 0}), 2 * sizeof(int));
    surnames_free(&test);
    cr_assert_eq(remove(folder_path("surnames/test-labels.txt")), 0);
    test = surnames_test();
    cr_expect_eq(test.N, 2);
    surnames_free(&test);
}

static void expect_surnames_refused(const char *name, const char *text,
                                    const char *message)
{
    put_surnames();
    folder_text(name, text);
    expect_stop(strstr(name, "test-") ? load_test_surnames : load_surnames,
                DIE_EXIT_STATUS, message);
}

Test(data, malformed_surnames_are_refused_with_their_line)
{
    expect_surnames_refused("surnames/train.tsv", "Dutch\tSmit\nDutch Smit\n",
                            "line 2: a language, a TAB and a name are expected");
    expect_surnames_refused("surnames/train.tsv", "Dutch\tSmit\n\nKlingon\tWorf\n",
                            "line 3: \"Klingon\" is not in languages.txt");
    expect_surnames_refused("surnames/train.tsv", "Dutch\t\n",
                            "line 1: the name is missing");
    expect_surnames_refused("surnames/train.tsv", "Dutch\tSm1t\n",
                            "line 1: \"Sm1t\" has a character outside the alphabet");
    expect_surnames_refused("surnames/languages.txt", "Irish\nDutch\n",
                            "line 2: languages are not in alphabetical order");
    expect_surnames_refused("surnames/test-names.txt", "Kelly\nBak_ker\n",
                            "line 2: \"Bak_ker\" has a character outside");
    expect_surnames_refused("surnames/test-labels.txt", "Irish\n",
                            "line 1: there are 1 labels for 2 names");
    expect_surnames_refused("surnames/test-labels.txt", "Irish\nGerman\n",
                            "line 2: \"German\" is not in languages.txt");
}

Test(data, each_letter_of_the_alphabet_has_its_own_position)
{
    cr_expect_eq(SURNAME_LETTERS, 58);
    cr_expect_eq(surname_letter('a'), 0);
    cr_expect_eq(surname_letter('Z'), 51);
    cr_expect_eq(surname_letter('-'), 57);
    cr_expect_eq(surname_letter('1'), -1);
    cr_expect_eq(surname_letter('\0'), -1);
    cr_expect_eq(surname_letter('\n'), -1);
}

static void put_both(const char *real_set, const char *builtin)
{
    char command[512];
    snprintf(command, sizeof command, "cd %s && cp -r %s %s && echo %s > %s/SET",
             test_folder, real_set, builtin, builtin, builtin);
    cr_assert_eq(system(command), 0);
}

Test(data, training_and_test_come_from_the_real_set_where_both_are_there)
{
    put_digits();
    put_surnames();
    put_both("mnist", "digits");
    put_both("surnames", "surnames-builtin");
    Digits train = digits_train(), test = digits_test();
    cr_expect_str_eq(train.set, "mnist");
    cr_expect_str_eq(test.set, "mnist");
    digits_free(&train);
    digits_free(&test);
    Surnames seen = surnames_train(), unseen = surnames_test();
    cr_expect_str_eq(seen.set, "surnames");
    cr_expect_str_eq(unseen.set, "surnames");
    surnames_free(&seen);
    surnames_free(&unseen);
}

/* ---- splits and batches ---------------------------------------------------*/

Test(data, a_split_holds_each_row_once_and_repeats_with_its_seed)
{
    Split split = split_rows(103, 0.1, 0.2, 7);
    cr_expect_eq(split.n_valid, 10);
    cr_expect_eq(split.n_test, 21);
    cr_expect_eq(split.n_train, 72);
    int seen[103] = {0};
    for (int n = 0; n < split.n_train; n++) seen[split.train[n]]++;
    for (int n = 0; n < split.n_valid; n++) seen[split.valid[n]]++;
    for (int n = 0; n < split.n_test; n++) seen[split.test[n]]++;
    for (int n = 0; n < 103; n++) cr_expect_eq(seen[n], 1);
    Split again = split_rows(103, 0.1, 0.2, 7), other = split_rows(103, 0.1, 0.2, 8);
    cr_expect_arr_eq(again.train, split.train, 103 * sizeof(int));
    cr_expect_neq(memcmp(other.train, split.train, 103 * sizeof(int)), 0);
    split_free(&split);
    split_free(&again);
    split_free(&other);
}

Test(data, a_split_may_be_all_training)
{
    Split split = split_rows(1, 0, 0, 1);
    cr_expect_eq(split.n_train, 1);
    cr_expect_eq(split.train[0], 0);
    split_free(&split);
}

static void split_of_nothing(void)
{
    split_rows(0, 0.1, 0.1, 1);
}

static void split_without_training(void)
{
    split_rows(10, 0.5, 0.5, 1);
}

static void split_rounded_to_nothing(void)
{
    split_rows(1, 0.6, 0, 1);
}

static void split_by_nan(void)
{
    split_rows(10, NAN, 0, 1);
}

Test(data, impossible_splits_are_errors_of_the_programmer)
{
    expect_stop(split_of_nothing, PROGRAMMER_ERROR_EXIT_STATUS, "N is 0");
    expect_stop(split_without_training, PROGRAMMER_ERROR_EXIT_STATUS, "a sum < 1");
    expect_stop(split_rounded_to_nothing, PROGRAMMER_ERROR_EXIT_STATUS,
                "none is left for training");
    expect_stop(split_by_nan, PROGRAMMER_ERROR_EXIT_STATUS, "fractions are nan");
}

Test(data, an_epoch_gives_each_row_once_in_batches)
{
    const int rows[7] = {10, 11, 12, 13, 14, 15, 16};
    Batches batches = batches_over(rows, 7, 3);
    Random rng = random_seeded(5);
    cr_expect_eq(batches_count(&batches), 3);
    for (int epoch = 0; epoch < 3; epoch++) {
        int seen[17] = {0}, sizes[4], calls = 0;
        batches_shuffle(&batches, &rng);
        for (int n; (n = batches_next(&batches)) > 0;) {
            for (int i = 0; i < n; i++) seen[batches.rows[i]]++;
            sizes[calls++] = n;
        }
        cr_assert_eq(calls, 3);
        cr_expect_arr_eq(sizes, ((int[]){3, 3, 1}), 3 * sizeof(int));
        for (int row = 10; row < 17; row++) cr_expect_eq(seen[row], 1);
        cr_expect_eq(batches_next(&batches), 0);
    }
    batches_free(&batches);
}

Test(data, batches_without_rows_walk_from_zero_and_rewind)
{
    Batches batches = batches_over(NULL, 4, 4);
    cr_expect_eq(batches_next(&batches), 4);
    cr_expect_arr_eq(batches.rows, ((int[]){0, 1, 2, 3}), 4 * sizeof(int));
    cr_expect_eq(batches_next(&batches), 0);
    batches_rewind(&batches);
    cr_expect_eq(batches_next(&batches), 4);
    cr_expect_eq(batches_count(&batches), 1);
    batches_free(&batches);
}

Test(data, each_shuffle_is_a_new_order_of_its_seed)
{
    Batches batches = batches_over(NULL, 50, 50);
    Random rng = random_seeded(3), same = random_seeded(3);
    int first[50];
    batches_shuffle(&batches, &rng);
    memcpy(first, batches.order, sizeof first);
    batches_shuffle(&batches, &rng);
    cr_expect_neq(memcmp(first, batches.order, sizeof first), 0);
    Batches again = batches_over(NULL, 50, 50);
    batches_shuffle(&again, &same);
    cr_expect_arr_eq(again.order, first, sizeof first);
    batches_free(&batches);
    batches_free(&again);
}

static void batches_of_nothing(void)
{
    batches_over(NULL, 0, 4);
}

static void batches_of_size_zero(void)
{
    batches_over(NULL, 4, 0);
}

Test(data, impossible_batches_are_errors_of_the_programmer)
{
    expect_stop(batches_of_nothing, PROGRAMMER_ERROR_EXIT_STATUS, "N is 0");
    expect_stop(batches_of_size_zero, PROGRAMMER_ERROR_EXIT_STATUS, "size is 0");
}
