/* recipe: how make compiles an exercise file of a chapter and links a runner, as
 * words. Whoever builds hundreds of runners asks make once and then runs the
 * compiler itself; everything else that is linked has been built by then. */
#ifndef GRADUS_RECIPE_H
#define GRADUS_RECIPE_H

typedef struct {
    char *chapter, *flavour;   /* "ch03", "check" or "fast" */
    char *problem;             /* what make said when it failed, or NULL */
    char **files;              /* names without .c, as all the others ends with NULL */
    char **compile;            /* compiler and flags; then -c X.c -o X.o */
    char **link;               /* linker and given objects; then the exercises' */
    char **libraries;          /* after them; then -o RUNNER */
} Recipe;

/* Asked of make once for each chapter and flavour. Never NULL, not to be freed. Safe
 * in threads. */
const Recipe *recipe_get(const char *chapter, const char *flavour);

#endif
