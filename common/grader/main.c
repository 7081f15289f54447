/* The grader. `./grader -h` lists what it does; the launcher of that name at the
 * top of the project builds this program and runs it in the project's folder.
 *
 *     arguments.c  the command line        commands.c   what each word does
 *     catalogue.c  what a chapter asks     build.c      its runners, by make
 *     grade.c      one exercise            training.c   one training
 *     process.c    running, limits         sandbox.c    what a learner's code may do
 *     judge.c      comparing tensors       diagnose.c   naming the mistake
 *     print.c      for people              json.c       for programs
 *     watch.c      again at each save      learner.c    hint, diff, reset
 *     compare.c    against the reference   report.c     a page of it all */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "commands.h"
#include "confine.h"
#include "formats.h"
#include "print.h"
#include "process.h"

static const struct {
    const char *word;
    int (*run)(const Arguments *a);
} commands[] = {
    {"next", command_next},     {"list", command_list},
    {"hint", command_hint},     {"watch", command_watch},
    {"diff", command_diff},     {"compare", command_compare},
    {"reset", command_reset},   {"report", command_report},
    {"class", command_class},   {"autograder", command_autograder},
    {"doctor", command_doctor}, {"verdicts", command_verdicts},
};

static int run(const Arguments *a)
{
    if (a->n_words == 0) return command_status(a);
    for (size_t k = 0; k < sizeof commands / sizeof *commands; k++)
        if (strcmp(a->words[0], commands[k].word) == 0) return commands[k].run(a);
    return command_grade(a);
}

int main(int argc, char **argv)
{
    Arguments a;
    if (argc > 1 && strcmp(argv[1], "confined") == 0) return confine_main(argc, argv);
    setenv("LC_ALL", "C", 1); /* tools speak plain ASCII */
    process_protect_self();
    char *problem = arguments_read(&a, argc, argv);
    if (problem) {
        int status = usage_error("%s", problem);
        free(problem);
        return status;
    }
    if (a.help) {
        arguments_help();
        return EXIT_ALL_PASSED;
    }
    if (formats_use_stdout(&a)) print_reserve_stdout();
    print_setup(!a.no_color && !a.plain, a.quiet);
    int status = run(&a);
    if (fflush(stdout) == 0 && !ferror(stdout)) return status;
    fprintf(stderr, "grader: not everything could be printed: is the disk full?\n");
    return EXIT_USAGE;
}
