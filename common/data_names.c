/* data_names: the loaders of given names and of surnames by language. */
#include "data.h"

#include <stdlib.h>
#include <string.h>
#include "data_file.h"
#include "data_set.h"

/* ---- given names ----------------------------------------------------------*/

Lines names_load(void)
{
    const char *set = set_choose("names", "names-builtin");
    char *path = set_file(set, "names.txt");
    Lines lines = lines_read(path);
    for (int n = 0; n < lines.N; n++)
        if (lines.line[n][strspn(lines.line[n], "abcdefghijklmnopqrstuvwxyz")] != 0)
            data_error(path, "line %d: \"%.40s\" has other characters than a-z",
                       lines.number[n], lines.line[n]);
    lines.set = set;
    free(path);
    return lines;
}

/* ---- surnames -------------------------------------------------------------*/

int surname_letter(char c)
{
    const char *at = c ? strchr(SURNAME_ALPHABET, c) : NULL;
    return at ? (int)(at - SURNAME_ALPHABET) : -1;
}

static void check_surname(const char *path, int number, const char *name)
{
    if (*name == 0) data_error(path, "line %d: the name is missing", number);
    for (const char *c = name; *c; c++)
        if (surname_letter(*c) < 0)
            data_error(path,
                       "line %d: \"%.40s\" has a character outside the alphabet \"%s\"",
                       number, name, SURNAME_ALPHABET);
}

static void read_languages(Surnames *surnames)
{
    char *path = set_file(surnames->set, "languages.txt");
    surnames->languages_text = lines_read(path);
    surnames->K = surnames->languages_text.N;
    surnames->language = surnames->languages_text.line;
    for (int k = 1; k < surnames->K; k++)
        if (strcmp(surnames->language[k - 1], surnames->language[k]) >= 0)
            data_error(path, "line %d: languages are not in alphabetical order",
                       surnames->languages_text.number[k]);
    free(path);
}

/* The position of a language in languages.txt. */
static int language_label(const Surnames *surnames, const char *path, int number,
                          const char *language)
{
    for (int k = 0; k < surnames->K; k++)
        if (strcmp(surnames->language[k], language) == 0) return k;
    data_error(path, "line %d: \"%.40s\" is not in languages.txt", number, language);
}

Surnames surnames_train(void)
{
    Surnames train = {.set = set_choose("surnames", "surnames-builtin")};
    read_languages(&train);
    char *path = set_file(train.set, "train.tsv");
    train.names_text = lines_read(path);
    train.N = train.names_text.N;
    train.name = train.names_text.line;
    train.label = xmalloc((size_t)train.N * sizeof *train.label);
    for (int n = 0; n < train.N; n++) {
        char *line = train.name[n], *tab = strchr(line, '\t');
        int number = train.names_text.number[n];
        if (!tab)
            data_error(path, "line %d: a language, a TAB and a name are expected",
                       number);
        *tab = 0;
        train.label[n] = language_label(&train, path, number, line);
        train.name[n] = tab + 1;
        check_surname(path, number, train.name[n]);
    }
    free(path);
    return train;
}

Surnames surnames_test(void)
{
    Surnames test = {.set = set_choose("surnames", "surnames-builtin")};
    read_languages(&test);
    char *path = set_file(test.set, "test-names.txt");
    test.names_text = lines_read(path);
    test.N = test.names_text.N;
    test.name = test.names_text.line;
    for (int n = 0; n < test.N; n++)
        check_surname(path, test.names_text.number[n], test.name[n]);
    free(path);
    return test;
}

void surnames_add_test_labels(Surnames *test)
{
    char *path = set_file(test->set, "test-labels.txt");
    Lines lines = lines_read(path);
    if (lines.N != test->N)
        data_error(path, "line %d: there are %d labels for %d names",
                   lines.number[lines.N - 1], lines.N, test->N);
    free(test->label);
    test->label = xmalloc((size_t)test->N * sizeof *test->label);
    for (int n = 0; n < test->N; n++)
        test->label[n] = language_label(test, path, lines.number[n], lines.line[n]);
    lines_free(&lines);
    free(path);
}

void surnames_free(Surnames *surnames)
{
    lines_free(&surnames->names_text);
    lines_free(&surnames->languages_text);
    free(surnames->label);
    *surnames = (Surnames){0};
}
