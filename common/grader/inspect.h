/* inspect: what an exercise's object file holds that an exercise may not have.
 *
 * A function that runs before main, or one that takes the place of a function of
 * the C library, changes every exercise of the chapter, and the blame would fall
 * on the others. So the file that has one is refused as a whole, like a file that
 * does not compile, and the others are graded. */
#ifndef GRADUS_INSPECT_H
#define GRADUS_INSPECT_H

/* NULL, or a sentence for the learner, malloc'ed. Reads ELF files of 64 bits; of
 * others nothing is said. */
char *inspect_object(const char *path);

#endif
