/* recipe: see recipe.h; the Makefile's targets recipe-check-chNN and recipe-fast-chNN
 * print one line for each member. */
#include "recipe.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "build.h"
#include "process.h"
#include "text.h"

enum { MOST_RECIPES = 32 };

static char **split(const char *text)
{
    size_t n = 0;
    char **words = xcalloc(strlen(text) / 2 + 2, sizeof *words);
    while (*(text += strspn(text, " ")) != 0) {
        size_t length = strcspn(text, " ");
        words[n++] = text_format("%.*s", (int)length, text);
        text += length;
    }
    return words;
}

/* The words of the line that begins with `name`. */
static char **find(const char *said, const char *name)
{
    size_t n = strlen(name);
    while (*said) {
        size_t length = strcspn(said, "\n");
        if (length > n && strncmp(said, name, n) == 0 && said[n] == ' ') {
            char *line = text_format("%.*s", (int)(length - n), said + n);
            char **words = split(line);
            free(line);
            return words;
        }
        said += length + (said[length] == '\n');
    }
    return split("");
}

static void ask_make(Recipe *recipe, const char *chapter, const char *flavour)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    char *target = text_format("recipe-%s-%s", flavour, chapter), *said;
    char *jobs = text_format("-j%ld", cores > 0 ? cores : 1);
    char *argv[] = {"make", "-s", "--no-print-directory", jobs, target, NULL};
    *recipe = (Recipe){.chapter = text_copy(chapter), .flavour = text_copy(flavour)};
    int lock = build_lock(), status = process_tool(argv, &said);
    build_unlock(lock);
    recipe->files = find(said, "files");
    recipe->compile = find(said, "compile");
    recipe->link = find(said, "link");
    recipe->libraries = find(said, "libraries");
    if (status != 0 || recipe->compile[0] == NULL || recipe->link[0] == NULL)
        recipe->problem = text_format("make %s: %s", target, said);
    free(said);
    free(jobs);
    free(target);
}

const Recipe *recipe_get(const char *chapter, const char *flavour)
{
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    static Recipe recipes[MOST_RECIPES];
    static int n;
    pthread_mutex_lock(&mutex);
    int i = 0;
    while (i < n && (strcmp(recipes[i].chapter, chapter) != 0 ||
                     strcmp(recipes[i].flavour, flavour) != 0))
        i++;
    if (i == n && n < MOST_RECIPES) ask_make(&recipes[n++], chapter, flavour);
    pthread_mutex_unlock(&mutex);
    if (i == MOST_RECIPES) die("there are more than %d recipes", MOST_RECIPES);
    return &recipes[i];
}
