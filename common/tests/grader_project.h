/* grader_project: a project of its own for each test, in which ./grader is run.
 *
 *     TestSuite(commands_x, .init = project_enter, .fini = project_leave);
 *
 *     solve();                                    the reference as the exercises
 *     edit("line.c", "a * x[n]", "-a * x[n]");    with a mistake
 *     Said said = run("./grader ch02");
 *     cr_expect_eq(said.status, 1);
 *     expect_said(said.out, "The sign of");
 *
 * run() also checks what holds for every command: no line is wider than 80 columns,
 * and nothing but text is printed where no terminal listens. */
#ifndef GRADUS_GRADER_PROJECT_H
#define GRADUS_GRADER_PROJECT_H

typedef struct {
    int status;        /* the exit status; 128 + signal when one ended it */
    char *out, *err;   /* what it printed */
} Said;

/* A copy of the template, entered; a test's working folder until project_leave(). */
void project_enter(void);
void project_leave(void);

/* Every exercise as in the reference. */
void solve(void);
/* Replaces the first `from` in 02-lines/exercises/FILE, which must hold it. */
void edit(const char *file, const char *from, const char *to);
/* The same for any file of the project. */
void edit_path(const char *path, const char *from, const char *to);
void write_file(const char *path, const char *text);

Said run(const char *format, ...);
/* run() for results that a program reads: lines may be long. */
Said run_wide(const char *format, ...);

void expect_said(const char *text, const char *part);
void expect_unsaid(const char *text, const char *part);

#endif
