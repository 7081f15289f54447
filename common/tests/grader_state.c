/* Tests of state.c: what is remembered between two runs. A run is a child process
 * here, since a process reads the file once. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "grader/build.h"
#include "grader/state.h"

static char folder[] = "/tmp/gradus-state-XXXXXX";

static void enter_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
}

static void leave_folder(void)
{
    remove(".gradus/progress");
    rmdir(".gradus");
    rmdir(folder);
}

TestSuite(state, .init = enter_folder, .fini = leave_folder);

static void in_another_run(void (*run)(void))
{
    int status;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        run();
        _exit(0);
    }
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert_eq(status, 0);
}

static void write_progress(const char *text)
{
    mkdir(".gradus", 0700);
    FILE *file = fopen(".gradus/progress", "w");
    cr_assert(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

static void expect_progress(const char *text)
{
    char *have = file_read(".gradus/progress");
    cr_assert_not_null(have);
    cr_expect_str_eq(have, text);
    free(have);
}

Test(state, nothing_is_known_at_first)
{
    cr_expect_eq(state_status("2.7"), STATUS_NONE);
    cr_expect_eq(state_hints("2.7"), 0);
    cr_expect_eq(state_opened("2.7"), 0);
    cr_expect_null(state_mistake("2.7"));
    state_save(); /* nothing changed: nothing is written */
    cr_expect_neq(access(".gradus", F_OK), 0);
}

static void run_one(void)
{
    state_set_status("2.7", STATUS_FAILED);
    state_set_hints("2.7", 2);
    state_set_opened("2.7");
    state_set_mistake("2.7", "The sign of dW is flipped.\nLook twice | thrice.");
    state_set_status("2.6", STATUS_PASSED);
    state_save();
}

Test(state, what_one_run_records_the_next_one_knows)
{
    in_another_run(run_one);
    expect_progress("2.7 failed hints=2 opened | The sign of dW is flipped. Look twice | "
                    "thrice.\n2.6 passed\n");
    cr_expect_eq(state_status("2.7"), STATUS_FAILED);
    cr_expect_eq(state_hints("2.7"), 2);
    cr_expect_eq(state_opened("2.7"), 1);
    cr_expect_str_eq(state_mistake("2.7"),
                     "The sign of dW is flipped. Look twice | thrice.");
    cr_expect_eq(state_status("2.6"), STATUS_PASSED);
}

static void pass_it(void)
{
    state_set_status("2.7", STATUS_PASSED);
    state_set_mistake("2.7", NULL);
    state_save();
}

Test(state, a_mistake_is_forgotten_and_the_rest_is_not)
{
    write_progress("2.7 failed hints=1 opened | The sign is flipped.\n");
    in_another_run(pass_it);
    expect_progress("2.7 passed hints=1 opened\n");
}

Test(state, lines_and_words_of_other_versions_are_kept)
{
    write_progress(
        "# my notes\nformat 9\n2.7 failed hints=1 stars=3 late\n9.99 passed\n");
    in_another_run(pass_it);
    expect_progress(
        "# my notes\nformat 9\n2.7 passed hints=1 stars=3 late\n9.99 passed\n");
}

Test(state, a_damaged_file_is_read_as_far_as_it_makes_sense)
{
    write_progress(
        "2.7\n\n  \n2.6 passed hints=banana\r\n2.5 failed hints=-3 |\n2.4 what");
    cr_expect_eq(state_status("2.7"), STATUS_NONE);
    cr_expect_eq(state_status("2.6"), STATUS_PASSED);
    cr_expect_eq(state_hints("2.6"), 0);
    cr_expect_eq(state_hints("2.5"), 0);
    cr_expect_null(state_mistake("2.5"));
    cr_expect_eq(state_status("2.4"), STATUS_NONE);
}

Test(state, every_status_is_read_as_it_is_written)
{
    for (Status s = STATUS_PASSED; s <= STATUS_ERROR; s++) {
        char id[16];
        snprintf(id, sizeof id, "1.%d", (int)s);
        state_set_status(id, s);
    }
    state_save();
    expect_progress("1.1 passed\n1.2 failed\n1.3 todo\n1.4 blocked\n1.5 crashed\n"
                    "1.6 timeout\n1.7 error\n");
}

static void save_where_nothing_can_be_written(void)
{
    FILE *file = fopen(".gradus", "w"); /* a file where the folder should be */
    if (file) fclose(file);
    if (freopen("said", "w", stderr) == NULL) _exit(1);
    state_set_status("2.7", STATUS_PASSED);
    state_save();
    fflush(stderr);
}

Test(state, a_file_that_cannot_be_written_is_told_and_does_not_stop_anything)
{
    in_another_run(save_where_nothing_can_be_written);
    char *said = file_read("said");
    cr_assert_not_null(said);
    cr_expect_str_eq(said, "Your progress could not be saved in .gradus/progress: "
                           "Not a directory.\n");
    remove("said");
    remove(".gradus");
}
