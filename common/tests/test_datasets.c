/* Tests of common/datasets: what make data does from a local folder, without any
 * network, and with a server on loopback that misbehaves (hostile_server.py).
 *
 * The scripts do not depend on the number type, so these tests run in one of the
 * builds only. They start from the top folder of the project, as make test does. */
#include <criterion/criterion.h>

#include "data.h"
#include "stops.h"
#include "test_folder.h"

#ifdef REAL_DOUBLE

/* Builds of the sets take seconds; a valgrind or a busy machine takes longer. */
TestSuite(datasets, .init = folder_make, .fini = folder_remove, .timeout = 300);

#define PYTHON              "${PYTHON:-python3} "
#define FETCH               PYTHON "common/datasets/fetch.py "
#define BUILTIN             PYTHON "common/datasets/builtin.py "
#define MIRRORED_BY(folder) "GRADUS_MIRROR=" folder " "
#define HOSTILE_OR_MIRROR   PYTHON "common/tests/hostile_server.py "
#define HOSTILE             MIRRORED_BY("") HOSTILE_OR_MIRROR

static char output[1 << 16]; /* of the last command: stdout and stderr */

/* Runs a shell command, keeps what it prints, returns its exit status. GRADUS_DATA
 * is the test's folder. */
static int run(const char *format, const char *argument)
{
    char command[1024], line[1200];
    snprintf(command, sizeof command, format, argument);
    snprintf(line, sizeof line, "{ %s ; } 2>&1", command);
    FILE *pipe = popen(line, "r");
    cr_assert_not_null(pipe);
    size_t length = fread(output, 1, sizeof output - 1, pipe);
    output[length] = 0;
    int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool exists(const char *name)
{
    return access(folder_path(name), F_OK) == 0;
}

static int count(const char *part)
{
    int n = 0;
    for (const char *at = output; (at = strstr(at, part)); at++) n++;
    return n;
}

static void expect_output(const char *part)
{
    cr_expect(strstr(output, part) != NULL, "printed \"%s\", expected \"%s\" in it",
              output, part);
}

static bool same_file(const char *a, const char *b)
{
    char command[600];
    snprintf(command, sizeof command, "cmp -s '%s' '%s'", folder_path(a), folder_path(b));
    return system(command) == 0;
}

/* ---- the built-in sets ----------------------------------------------------*/

/* Half of the pixels of a drawn digit must not be ink, and some must be. */
static void expect_drawn(const Digits *digits, int per_class)
{
    int counts[DIGIT_CLASSES] = {0};
    for (int n = 0; n < digits->N; n++) {
        int ink = 0;
        for (int p = 0; p < 784; p++) ink += digits->pixels[n * 784 + p] > 100;
        cr_expect(ink > 10 && ink < 392, "digit %d has %d dark pixels", n, ink);
        counts[digits->labels[n]]++;
    }
    for (int k = 0; k < DIGIT_CLASSES; k++) cr_expect_eq(counts[k], per_class);
}

Test(datasets, builtin_makes_all_three_sets_and_the_loaders_read_them)
{
    cr_assert_eq(run(BUILTIN "%s", ""), 0);
    Digits train = digits_train(), test = digits_test();
    digits_add_test_labels(&test);
    cr_expect_str_eq(train.set, "digits");
    cr_expect_eq(train.N, 10000);
    cr_expect_eq(test.N, 2000);
    expect_drawn(&train, 1000);
    expect_drawn(&test, 200);
    cr_expect_neq(memcmp(train.pixels, test.pixels, 784), 0);
    digits_free(&train);
    digits_free(&test);

    Lines names = names_load(); /* refuses other letters than a-z */
    cr_expect_str_eq(names.set, "names-builtin");
    cr_expect_geq(names.N, 2000);
    cr_expect_eq(run("sort %s/names-builtin/names.txt | uniq -d", test_folder), 0);
    cr_expect_str_eq(output, "", "names that come twice: %s", output);
    lines_free(&names);

    cr_expect_eq(run(BUILTIN "--if-missing -q %s", ""), 0);
    cr_expect_str_eq(output, "");
    cr_expect_eq(run(BUILTIN "%s", ""), 0);
    cr_expect_eq(count("the built-in set is there and whole"), 3);
}

/* Every language has 60 names or more, and gives the test 15 % of them. */
static void expect_stratified(const Surnames *train, const Surnames *test)
{
    for (int k = 0; k < train->K; k++) {
        int n_train = 0, n_test = 0;
        for (int n = 0; n < train->N; n++) n_train += train->label[n] == k;
        for (int n = 0; n < test->N; n++) n_test += test->label[n] == k;
        double share = (double)n_test / (n_train + n_test);
        cr_expect_geq(n_train + n_test, 60, "%s", train->language[k]);
        cr_expect(share > 0.13 && share < 0.17, "%s: %g", train->language[k], share);
    }
}

/* No name of the test is among the names for training, in any language. */
static void expect_unseen(const Surnames *train, const Surnames *test)
{
    for (int n = 0; n < test->N; n++)
        for (int m = 0; m < train->N; m++)
            cr_assert_str_neq(test->name[n], train->name[m]);
}

Test(datasets, builtin_surnames_are_split_by_name_within_each_language)
{
    folder_text("digits/SET", "digits\n"); /* so that no digits are drawn */
    cr_assert_eq(run(BUILTIN "--if-missing %s", ""), 0);
    cr_expect(!exists("digits/train-images-idx3-ubyte"));
    Surnames train = surnames_train(), test = surnames_test();
    surnames_add_test_labels(&test);
    cr_expect_str_eq(train.set, "surnames-builtin");
    cr_expect_geq(train.K, 15);
    expect_stratified(&train, &test);
    expect_unseen(&train, &test);
    surnames_free(&train);
    surnames_free(&test);
}

#define DRAW                                                                             \
    "cd common/datasets && " PYTHON "-c 'import digits, sys, hashlib; "                  \
    "f = digits.files(600, 20, %s); [print(n, hashlib.sha256(d).hexdigest()) "           \
    "for n, d in sorted(f.items())]'"

Test(datasets, digits_depend_on_the_seed_and_not_on_the_processes)
{
    char first[4096];
    cr_assert_eq(run(DRAW, "seed=3, processes=1"), 0);
    strcpy(first, output);
    cr_expect_eq(count("ubyte"), 4);
    cr_assert_eq(run(DRAW, "seed=3, processes=3"), 0);
    cr_expect_str_eq(output, first);
    cr_assert_eq(run(DRAW, "seed=4, processes=1"), 0);
    cr_expect_str_neq(output, first);
}

Test(datasets, folding_drops_accents_and_spells_out_letters)
{
    cr_assert_eq(
        run("cd common/datasets && " PYTHON "-c 'import surname_set as s; "
            "print(\"|\".join(map(s.fold, [\" \\u0141\\u00f3d\\u017a \", "
            "\"Gro\\u00df\", \"S\\u00f8rensen\", \"\\u00d3 N\\u00e9ill\", "
            "\"O\\u2019Hara\", \"Maxa/B\", \"\\u4e2d\", \"I\\u015f\\u0131k\"])))'%s",
            ""),
        0);
    cr_expect_str_eq(output, "Lodz|Gross|Sorensen|O Neill|O'Hara|MaxaB||Isik\n");
}

Test(datasets, the_surnames_of_the_test_depend_on_the_seed_alone)
{
    cr_assert_eq(
        run("cd common/datasets && " PYTHON "-c 'import surname_set as s; "
            "l = {\"A\": [chr(97 + i // 9) + chr(97 + i %% 9) for i in range(200)]}; "
            "t = lambda seed: sorted(s.files(l, seed)[\"test-names.txt\"].split()); "
            "print(t(1) == t(1), t(1) == t(2), len(t(1)))'%s",
            ""),
        0);
    cr_expect_str_eq(output, "True False 30\n");
}

Test(datasets, two_at_once_leave_one_whole_set)
{
    folder_text("digits/SET", "digits\n");
    cr_assert_eq(run(BUILTIN "--if-missing & " BUILTIN "--if-missing && wait $! %s", ""),
                 0);
    Surnames train = surnames_train();
    Lines names = names_load();
    cr_expect_eq(run("ls %s/names-builtin | grep -c tmp", test_folder), 1);
    cr_expect_str_eq(output, "0\n");
    surnames_free(&train);
    lines_free(&names);
}

Test(datasets, a_full_disk_is_a_sentence_and_leaves_no_broken_file)
{
    folder_text("digits/SET", "digits\n");
    cr_expect_eq(run("ulimit -f 8; " BUILTIN "--if-missing %s", ""), 2);
    expect_output("names.txt: File too large");
    cr_expect_eq(count("Traceback"), 0);
    cr_expect(!exists("names-builtin/names.txt"));
    cr_expect(!exists("names-builtin/SET"));
    cr_expect_eq(run("ls %s/names-builtin | grep -c tmp", test_folder), 1);
}

Test(datasets, a_file_in_the_place_of_a_folder_is_a_sentence)
{
    folder_text("digits/SET", "digits\n");
    folder_text("names-builtin", "mine\n");
    cr_expect_eq(run(BUILTIN "%s", ""), 2);
    expect_output("a file is where a folder should be");
    cr_expect_eq(count("Traceback"), 0);
}

/* ---- from a local folder --------------------------------------------------*/

/* The folder with the real sets, where this machine has one. */
static const char *real_mirror(void)
{
    const char *mirror = getenv("GRADUS_MIRROR");
    if (!mirror || !*mirror) mirror = "../shared/data";
    return access(mirror, R_OK) == 0 ? mirror : NULL;
}

Test(datasets, a_local_folder_gives_the_real_sets)
{
    const char *mirror = real_mirror();
    if (!mirror) cr_skip_test("no folder with the real sets: set GRADUS_MIRROR");
    cr_assert_eq(run(FETCH "--from '%s'", mirror), 0, "%s", output);
    Digits train = digits_train(), test = digits_test();
    digits_add_test_labels(&test);
    double mean, deviation;
    digits_statistics(&mean, &deviation, &train);
    cr_expect_str_eq(train.set, "mnist");
    cr_expect_eq(train.N, 60000);
    cr_expect_eq(test.N, 10000);
    cr_expect_float_eq(mean, 0.1307, 0.0001);
    cr_expect_float_eq(deviation, 0.3081, 0.0001);
    digits_free(&train);
    digits_free(&test);
    Lines names = names_load();
    cr_expect_str_eq(names.set, "names");
    cr_expect_eq(names.N, 32033);
    lines_free(&names);
    Surnames surnames = surnames_train(), unseen = surnames_test();
    surnames_add_test_labels(&unseen);
    cr_expect_eq(surnames.K, 18);
    cr_expect_eq(surnames.N + unseen.N, 17986);
    expect_stratified(&surnames, &unseen);
    expect_unseen(&surnames, &unseen);
    surnames_free(&surnames);
    surnames_free(&unseen);
    cr_expect_eq(run("ls -A '%s' | grep -c partial", test_folder), 1);

    cr_expect_eq(run(FETCH "--from '%s'", mirror), 0);
    cr_expect_eq(count("the set is there and whole"), 3);
}

/* A mirror of the tiny sets that hostile_server.py puts in place of the real ones. */
#define MIRROR_OF_TINY_SETS                                                              \
    "D=$GRADUS_DATA; mkdir -p $D/m; printf 'anna\\nbob\\n' > $D/m/names.txt; "

Test(datasets, the_mirror_is_used_without_asking_the_network)
{
    cr_expect_eq(
        run(MIRROR_OF_TINY_SETS HOSTILE "honest $D --only names --from $D/m%s", ""), 0);
    expect_output("status 0");
    cr_expect_eq(count("asked"), 0);
    Lines names = names_load();
    cr_expect_str_eq(names.set, "names");
    lines_free(&names);
}

Test(datasets, a_mirror_may_be_named_by_the_environment)
{
    run(MIRROR_OF_TINY_SETS MIRRORED_BY("$D/m") HOSTILE_OR_MIRROR
        "honest $D --only names%s",
        "");
    expect_output("status 0");
    cr_expect_eq(count("asked"), 0);
}

Test(datasets, a_mirror_with_wrong_or_missing_files_is_said_and_fails)
{
    run(MIRROR_OF_TINY_SETS "echo eve >> $D/m/names.txt; " HOSTILE
                            "honest $D --only names --from $D/m%s",
        "");
    expect_output("names.txt: wrong checksum");
    expect_output("status 1");
    cr_expect(!exists("names/names.txt"));
    Lines names = names_load();
    cr_expect_str_eq(names.set, "names-builtin");
    lines_free(&names);
    run(HOSTILE "honest %s --from $GRADUS_DATA/m", test_folder);
    expect_output("x.gz: No such file or directory");
    expect_output("status 1");
}

Test(datasets, a_mirror_that_is_no_folder_is_a_usage_error)
{
    cr_expect_eq(run(FETCH "--from %s/nowhere", test_folder), 2);
    expect_output("nowhere: no such folder");
    cr_expect_eq(run(FETCH "--only moons%s", ""), 2);
}

/* ---- without a network ----------------------------------------------------*/

/* A proxy on a closed port stands for no network: nothing leaves this machine. */
Test(datasets, with_no_network_the_built_in_sets_serve)
{
    cr_expect_eq(run("https_proxy=http://127.0.0.1:9 GRADUS_MIRROR= " FETCH "%s", ""), 0);
    expect_output("mnist: could not be had: no connection");
    expect_output("the built-in set \"digits\" serves instead");
    expect_output("Everything works with the built-in sets.");
    expect_output("GRADUS_MIRROR=DIR make data");
    cr_expect(exists("digits/SET") && exists("names-builtin/SET") &&
              exists("surnames-builtin/SET"));
    cr_expect(!exists("mnist/SET") && !exists("names/SET") && !exists("surnames/SET"));
}

/* ---- with a hostile server ------------------------------------------------*/

/* Runs a scenario; the set arrives, and after it nothing unfinished is left. */
static void expect_arrives(const char *scenario, int requests)
{
    run(HOSTILE "%s $GRADUS_DATA", scenario);
    cr_expect(strstr(output, "status 0") && exists("mnist/SET"), "%s", output);
    cr_expect(!exists("digits/SET") && !exists(".partial"), "%s", output);
    cr_expect_eq(count("asked"), requests, "%s", output);
}

/* Runs a scenario; the built-in set serves, and no file of the real set is there. */
static void expect_built_in(const char *scenario, int status)
{
    char line[32];
    snprintf(line, sizeof line, "status %d\n", status);
    run(HOSTILE "%s $GRADUS_DATA", scenario);
    cr_expect(strstr(output, line) && exists("digits/SET"), "%s", output);
    cr_expect(!exists("mnist"), "%s", output);
}

Test(datasets, an_honest_server_is_asked_once)
{
    expect_arrives("honest", 1);
    run(HOSTILE "honest %s", test_folder);
    expect_output("the set is there and whole");
    cr_expect_eq(count("asked"), 0);
}

Test(datasets, a_broken_download_goes_on_where_it_stopped)
{
    expect_arrives("truncated", 3);
    expect_output("asked /a/x.gz bytes=70000-");
    expect_output("asked /a/x.gz bytes=140000-");
}

Test(datasets, attempts_go_on_as_long_as_they_bring_something)
{
    expect_arrives("crumbs", 6);
}

Test(datasets, a_server_that_cannot_resume_is_asked_from_the_start)
{
    expect_arrives("truncated-once-without-range", 2);
}

Test(datasets, a_server_that_resumes_elsewhere_is_asked_from_the_start)
{
    expect_arrives("resumed-elsewhere", 3);
    expect_output("the server went on at a wrong place");
}

Test(datasets, resumed_bytes_that_do_not_fit_are_fetched_anew)
{
    expect_arrives("resumed-with-other-bytes", 3);
    expect_output("a damaged one; trying again");
}

Test(datasets, a_length_that_is_too_long_does_no_harm)
{
    expect_arrives("lying-length", 2);
}

Test(datasets, a_length_that_is_no_number_does_no_harm)
{
    expect_arrives("bad-length", 1);
}

Test(datasets, a_busy_server_is_asked_again)
{
    expect_arrives("busy-twice", 3);
    expect_output("HTTP 503");
}

Test(datasets, the_second_address_serves_where_the_first_fails)
{
    expect_arrives("missing-at-a", 2);
    expect_output("HTTP 404");
}

Test(datasets, the_second_address_serves_where_the_first_is_wrong)
{
    expect_arrives("wrong-at-a", 3);
}

Test(datasets, wrong_content_is_fetched_once_more_and_never_used)
{
    expect_built_in("wrong-everywhere", 1);
    cr_expect_eq(count("asked /a/"), 2);
    cr_expect_eq(count("asked /b/"), 2);
    expect_output("wrong checksum");
}

Test(datasets, a_login_page_is_not_taken_for_data)
{
    expect_built_in("login-page", 1);
}

Test(datasets, an_endless_answer_is_cut_off)
{
    expect_built_in("endless", 1);
    expect_output("more than the 400000 bytes that were expected");
}

Test(datasets, an_absurd_length_is_refused)
{
    expect_built_in("huge-length", 1);
}

Test(datasets, a_small_file_that_unpacks_to_a_huge_one_is_refused)
{
    expect_built_in("bomb", 1);
    expect_output("more than the 200000 bytes expected");
    const char *peak = strstr(output, "peak ");
    cr_assert_not_null(peak);
    cr_expect_lt(atoi(peak + 5), 150, "%s", peak);
}

Test(datasets, a_gzip_file_that_is_cut_off_is_refused)
{
    expect_built_in("half-a-gzip", 1);
    expect_output("a gzip file that is cut off");
}

Test(datasets, servers_that_are_silent_slow_or_mad_are_given_up)
{
    expect_built_in("silent", 0);
    expect_built_in("slow", 0);
    expect_output("too slow");
    expect_built_in("garbage", 0);
    expect_built_in("round-and-round", 0);
    expect_built_in("unasked-416", 0);
}

Test(datasets, a_redirect_to_a_local_file_is_not_followed)
{
    expect_built_in("other-scheme", 0);
}

Test(datasets, a_later_run_goes_on_with_what_an_earlier_one_has)
{
    expect_built_in("always-half", 0);
    cr_expect(exists(".partial"));
    run(HOSTILE "honest %s", test_folder);
    expect_output("going on after the first 0.1 MB");
    cr_expect_eq(count("asked"), 1);
    expect_output("asked /a/x.gz bytes=100");
    cr_expect(exists("mnist/SET"));
}

/* ---- what is there already ------------------------------------------------*/

Test(datasets, a_damaged_file_is_said_and_fetched_again)
{
    expect_arrives("honest", 1);
    cr_assert_eq(run("cp -r %s/mnist $GRADUS_DATA/copy", test_folder), 0);
    cr_assert_eq(
        run("printf x | dd of=%s/mnist/x bs=1 seek=999 conv=notrunc", test_folder), 0);
    expect_arrives("honest", 1);
    expect_output("mnist/x: its content has changed");
    cr_expect(same_file("mnist/x", "copy/x"));
    cr_expect(!exists("mnist/x.kept-1") && !exists("mnist/SET.damaged"));
    cr_assert_eq(remove(folder_path("mnist/x")), 0);
    expect_arrives("honest", 1);
    expect_output("mnist/x: No such file");
}

Test(datasets, a_damaged_set_that_cannot_be_fetched_counts_as_absent)
{
    expect_arrives("honest", 1);
    cr_assert_eq(run("echo more >> %s/mnist/x", test_folder), 0);
    run(HOSTILE "missing-everywhere %s", test_folder);
    cr_expect(!exists("mnist/SET") && exists("digits/SET"));
    run(HOSTILE "honest %s", test_folder); /* and it is still known to be ours */
    cr_expect(exists("mnist/SET") && !exists("mnist/x.kept-1"));
}

Test(datasets, right_files_without_SET_are_not_fetched_again)
{
    expect_arrives("honest", 1);
    cr_assert_eq(remove(folder_path("mnist/SET")), 0);
    expect_arrives("honest", 0);
}

Test(datasets, files_of_somebody_else_are_kept)
{
    folder_text("mnist/x", "mine\n");
    folder_text("mnist/notes", "mine too\n");
    expect_arrives("honest", 1);
    folder_text("expected", "mine\n");
    expect_output("mnist/x.kept-1");
    cr_expect(same_file("mnist/x.kept-1", "expected"));
    cr_expect(exists("mnist/notes"));
}

#endif
