/* confine: a compiler that reads a learner's file must not read anybody else's.
 *
 * `#include "/home/ann/answers.c"` or an assembler's .incbin would put another's work,
 * the reference or a file with labels into a submission's program. The compiler
 * therefore runs as
 *
 *     build/grader confined LOG FOLDER FILE... -- cc -c conv.c -o FOLDER/conv.o
 *
 * It may read the system's folders and FILE..., write below FOLDER, and has limits on
 * time, memory and the size of files; what it prints goes to LOG. Files are kept from
 * it by Landlock (Linux 5.13 and later); elsewhere only submission.c's look at the list
 * of included files protects. */
#ifndef GRADUS_CONFINE_H
#define GRADUS_CONFINE_H

/* Runs argv[2..] of the line above in this very process; returns only on failure. */
int confine_main(int argc, char **argv);

/* Runs such a program from here: `words` is NULL-ended and holds at least the
 * program. Returns its exit status; what it printed is in the file `log`. */
int confine_run(const char *log, const char *folder, char *const *readable,
                char *const *words);

#endif
