/* Tests of process.h and sandbox.h: what process_run() reports about a program, and
 * that nothing of it is left. The program is child.c, compiled here. */
#define _GNU_SOURCE
#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fail.h"
#include "grader/capture.h"
#include "grader/process.h"
#include "grader/sandbox.h"
#include "grader/stream.h"

enum { NONCE = 7 };

/* ---- the program under watch ----------------------------------------------------- */

/* Compiles child.c once for all tests, which run at the same time in processes of
 * their own: the finished file is moved into place. */
static char *child_program(int sanitized)
{
    static char path[2][64] = {"build/test/child", "build/test/child-sanitized"};
    char *place = path[sanitized], made[80]; /* never written: threads share it */
    struct stat source, program;
    if (stat("common/tests/child.c", &source) == 0 && stat(place, &program) == 0 &&
        source.st_mtime <= program.st_mtime)
        return place;
    snprintf(made, sizeof made, "%s.%d", place, (int)getpid());
    char *cc = getenv("CC");
    char *argv[] = {cc && *cc ? cc : "cc",
                    "-g",
                    "-O1",
                    "-Icommon",
                    "-Icommon/grader/runner",
                    "common/tests/child.c",
                    "common/grader/runner/wire.c",
                    "-o",
                    made,
                    "-pthread",
                    sanitized ? "-fsanitize=address,undefined" : NULL,
                    "-fno-omit-frame-pointer",
                    NULL};
    char *output;
    int status = process_tool(argv, &output);
    cr_assert_eq(status, 0, "child.c does not compile: %s", output);
    free(output);
    cr_assert_eq(rename(made, place), 0);
    return place;
}

static RunResult run_request(const char *mode, RunRequest request)
{
    char *argv[] = {child_program(request.sanitized), (char *)mode, NULL};
    RunResult result;
    request.argv = argv;
    request.nonce = NONCE;
    if (request.seconds <= 0) request.seconds = 20;
    process_run(&request, &result);
    return result;
}

static RunResult run(const char *mode)
{
    return run_request(mode, (RunRequest){0});
}

static int has_filter(void)
{
    return strstr(sandbox_describe(), "system-call filter") != NULL;
}

static int has_landlock(void)
{
    return strstr(sandbox_describe(), "Landlock") != NULL;
}

TestSuite(process, .init = process_protect_self, .timeout = 60);
TestSuite(sandbox, .init = process_protect_self, .timeout = 60);

/* ---- how it ended ---------------------------------------------------------------- */

Test(process, exit_status_and_both_outputs_come_back)
{
    RunResult result = run("say");
    cr_expect_eq(result.end, END_EXIT);
    cr_expect_eq(result.code, 5);
    cr_expect_str_eq(result.output, "out\nerr\n");
    cr_expect_eq(result.output_bytes, 8);
    cr_expect_not(result.complete, "no end frame was sent");
    run_result_free(&result);
}

Test(process, a_missing_program_is_not_started)
{
    char *argv[] = {"build/no-such-program", NULL};
    RunRequest request = {.argv = argv, .seconds = 5};
    RunResult result;
    process_run(&request, &result);
    cr_expect_eq(result.end, END_NOT_STARTED);
    cr_expect_eq(result.code, ENOENT);
    cr_expect_str_eq(result.output, "");
    run_result_free(&result);
}

static void expect_timeout(const char *mode, RunRequest request)
{
    request.seconds = 0.4;
    RunResult result = run_request(mode, request);
    cr_expect_eq(result.end, END_TIMEOUT, "%s: end %d", mode, result.end);
    cr_expect_lt(result.seconds, 2.5, "%s: %g s", mode, result.seconds);
    cr_expect_geq(result.seconds, 0.4);
    run_result_free(&result);
}

Test(process, a_program_that_does_not_end_is_ended_in_time)
{
    const char *modes[] = {"hang", "loop", "hang-silently", "hang-deaf", "stop-self"};
    for (int i = 0; i < 5; i++) expect_timeout(modes[i], (RunRequest){0});
    for (int i = 0; i < 5; i++) expect_timeout(modes[i], (RunRequest){.sanitized = 1});
}

Test(process, a_sanitized_program_says_where_it_hangs)
{
    RunResult result = run_request("loop", (RunRequest){.sanitized = 1, .seconds = 0.3});
    cr_expect_eq(result.end, END_TIMEOUT);
    cr_expect(strstr(result.output, " in spin "), "%s", result.output);
    cr_expect(strstr(result.output, "child.c:"), "%s", result.output);
    run_result_free(&result);
}

Test(process, a_crash_under_the_sanitizers_names_function_and_line)
{
    RunResult result = run_request("wild", (RunRequest){.sanitized = 1});
    cr_expect_eq(result.end, END_EXIT);
    cr_expect_eq(result.code, SANITIZER_EXIT_STATUS);
    cr_expect(strstr(result.output, "SEGV on unknown address"), "%s", result.output);
    cr_expect(strstr(result.output, " in wild "), "%s", result.output);
    cr_expect(strstr(result.output, "child.c:"), "%s", result.output);
    run_result_free(&result);
}

Test(process, a_crash_of_a_plain_program_is_a_signal)
{
    RunResult result = run("wild");
    cr_expect_eq(result.end, END_SIGNAL);
    cr_expect_eq(result.code, SIGSEGV);
    run_result_free(&result);
}

Test(process, too_much_memory_ends_it)
{
    for (int sanitized = 0; sanitized < 2; sanitized++) {
        RunRequest request = {.sanitized = sanitized, .memory_mb = 200};
        RunResult result = run_request("memory", request);
        cr_expect_eq(result.end, END_MEMORY, "sanitized %d: end %d", sanitized,
                     result.end);
        cr_expect_geq(result.peak_kb, 200 * 1024);
        cr_expect_lt(result.seconds, 5);
        run_result_free(&result);
    }
}

/* ---- frames ---------------------------------------------------------------------- */

Test(process, frames_come_back_in_order)
{
    RunResult result = run("frames");
    cr_assert_eq(result.n_frames, 3);
    cr_expect(result.complete && !result.damaged);
    cr_expect_str_eq(result.frames[0].head.name, "y");
    cr_expect_eq(result.frames[0].head.count, 3);
    cr_expect_eq(result.frames[0].values[1], -2);
    cr_expect_str_eq(result.frames[1].head.name, "N");
    cr_expect_eq(result.frames[2].head.kind, FRAME_END);
    run_result_free(&result);
}

enum { BIG = 1 << 19 }; /* doubles: 4 MB, far more than pipes hold */

static double *big_values(void)
{
    double *values = xmalloc(BIG * sizeof *values);
    for (int i = 0; i < BIG; i++) values[i] = i;
    return values;
}

Test(process, input_frames_arrive_while_frames_come_back)
{
    double *values = big_values();
    Frame input[2] = {{frame_header(FRAME_GIVEN, NONCE, "a", BIG), values},
                      {frame_header(FRAME_GIVEN, NONCE, "b", 0), NULL}};
    RunResult result = run_request("echo", (RunRequest){.input = input, .n_input = 2});
    cr_assert_eq(result.n_frames, 3, "%d frames: %s", result.n_frames, result.output);
    cr_expect(result.complete);
    cr_expect_eq(memcmp(result.frames[0].values, values, BIG * sizeof *values), 0);
    cr_expect_str_eq(result.frames[1].head.name, "b");
    run_result_free(&result);
    free(values);
}

Test(process, a_program_that_does_not_read_its_input_is_not_waited_for)
{
    double *values = big_values();
    Frame input = {frame_header(FRAME_GIVEN, NONCE, "a", BIG), values};
    RunResult result = run_request("say", (RunRequest){.input = &input, .n_input = 1});
    cr_expect_eq(result.end, END_EXIT);
    cr_expect_eq(result.code, 5);
    run_result_free(&result);
    expect_timeout("hang", (RunRequest){.input = &input, .n_input = 1});
    free(values);
}

Test(process, what_is_not_a_frame_is_a_damage)
{
    const char *modes[] = {"garbage", "wrong-nonce", "half-frame"};
    const int whole[] = {3, 0, 0};
    for (int i = 0; i < 3; i++) {
        RunResult result = run(modes[i]);
        cr_expect_eq(result.end, END_EXIT);
        cr_expect(result.damaged, "%s", modes[i]);
        cr_expect_not(result.complete, "%s", modes[i]);
        cr_expect_eq(result.n_frames, whole[i]);
        run_result_free(&result);
    }
}

Test(stream, cuts_do_not_matter)
{
    double values[2] = {3, 4};
    FrameHeader head = frame_header(FRAME_OUTPUT, NONCE, "y", 2);
    unsigned char bytes[2 * (sizeof head + sizeof values)];
    size_t half = sizeof bytes / 2;
    memcpy(bytes, &head, sizeof head);
    memcpy(bytes + sizeof head, values, sizeof values);
    memcpy(bytes + half, bytes, half);
    for (size_t cut = 1; cut <= sizeof bytes; cut++) {
        FrameStream stream = {.nonce = NONCE};
        for (size_t at = 0; at < sizeof bytes; at += cut)
            stream_add(&stream, bytes + at,
                       at + cut <= sizeof bytes ? cut : sizeof bytes - at);
        stream_close(&stream);
        cr_assert_eq(stream.n_frames, 2, "cuts of %zu", cut);
        cr_assert_not(stream.damaged);
        cr_assert_eq(stream.frames[1].values[1], 4);
        for (int i = 0; i < 2; i++) frame_free(&stream.frames[i]);
        free(stream.frames);
    }
}

static int frames_seen, waits_seen;

static void count_frame(const Frame *frame, void *user)
{
    frames_seen += frame->head.magic == WIRE_MAGIC && user == &frames_seen;
}

static void count_wait(double elapsed, void *user)
{
    waits_seen += elapsed >= 0.1 && user == &frames_seen;
}

Test(process, callbacks_follow_the_run)
{
    RunRequest request = {.on_frame = count_frame,
                          .on_wait = count_wait,
                          .quiet_after = 0.1,
                          .user = &frames_seen,
                          .seconds = 1.5};
    RunResult result = run_request("frames", request);
    cr_expect_eq(frames_seen, 3);
    run_result_free(&result);
    result = run_request("hang", request);
    cr_expect_eq(waits_seen, 2, "%d calls in 1.5 s", waits_seen);
    run_result_free(&result);
}

/* ---- output ---------------------------------------------------------------------- */

Test(process, both_ends_of_a_long_output_are_kept)
{
    RunResult result = run("long");
    cr_expect_eq(result.output_bytes, 1100000);
    cr_expect_lt(strlen(result.output), 2 * CAPTURE_BYTES + 100);
    cr_expect_eq(strncmp(result.output, "line 00000\nline 00001\n", 22), 0);
    cr_expect(strstr(result.output, "[... 1067232 bytes left out ...]"));
    cr_expect_str_eq(result.output + strlen(result.output) - 22,
                     "line 99998\nline 99999\n");
    run_result_free(&result);
}

Test(process, a_flood_ends_it)
{
    const char *modes[] = {"flood", "flood-frames"};
    for (int i = 0; i < 2; i++) {
        RunResult result = run(modes[i]);
        cr_expect_eq(result.end, END_FLOOD, "%s: end %d", modes[i], result.end);
        cr_expect_lt(result.seconds, 10);
        run_result_free(&result);
    }
}

Test(capture, text_is_made_plain)
{
    const struct {
        const char *from, *to;
    } cases[] = {{"a\tb\n", "a\tb\n"},
                 {"\033[31mred\033[0m", "?[31mred?[0m"},
                 {"one\r\ntwo\rthree", "one\ntwo?three"},
                 {"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80",
                  "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"},
                 {"\xff\xc3 \xc0\xaf \xed\xa0\x80 \xc2\x9b", "?? ?? ??? ??"},
                 {"\x7f cut \xe2\x82", "? cut ??"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[64];
        strcpy(text, cases[i].from);
        text[text_make_plain(text, strlen(text))] = 0;
        cr_expect_str_eq(text, cases[i].to);
    }
}

Test(capture, both_ends_are_whole_at_every_length)
{
    const size_t lengths[] = {0,
                              1,
                              CAPTURE_BYTES - 1,
                              CAPTURE_BYTES,
                              CAPTURE_BYTES + 1,
                              2 * CAPTURE_BYTES,
                              2 * CAPTURE_BYTES + 1,
                              5 * CAPTURE_BYTES - 3};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        Capture *capture = xcalloc(1, sizeof *capture);
        for (size_t k = 0; k < lengths[i]; k++) {
            char byte = (char)('a' + k % 23);
            capture_add(capture, &byte, 1);
        }
        char *text = capture_text(capture);
        size_t n = strlen(text);
        if (lengths[i] <= 2 * CAPTURE_BYTES) cr_expect_eq(n, lengths[i]);
        for (size_t k = 0; k < CAPTURE_BYTES && k < lengths[i]; k++) {
            cr_assert_eq(text[k], (char)('a' + k % 23));
            cr_assert_eq(text[n - 1 - k], (char)('a' + (lengths[i] - 1 - k) % 23));
        }
        free(text);
        free(capture);
    }
}

/* ---- nothing is left ------------------------------------------------------------- */

static int open_descriptors(void)
{
    int n = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (folder && readdir(folder)) n++;
    closedir(folder);
    return n;
}

Test(process, no_descriptor_is_left)
{
    const char *modes[] = {"say", "frames", "garbage", "hang-silently", "no-such-mode"};
    child_program(0);
    int before = open_descriptors();
    for (int i = 0; i < 5; i++) {
        RunResult result = run_request(modes[i], (RunRequest){.seconds = 0.3});
        run_result_free(&result);
    }
    char *argv[] = {"build/no-such-program", NULL}, *output;
    cr_expect_eq(process_tool(argv, &output), 127);
    free(output);
    cr_expect_eq(open_descriptors(), before);
}

/* A trusted program may start others: those that flee are found all the same. */
Test(process, a_grandchild_in_its_own_session_is_ended)
{
    RunResult result = run_request("flee", (RunRequest){.trusted = 1});
    cr_expect_eq(result.end, END_EXIT);
    cr_expect_geq(result.strays, 1, "the one that hangs; its parent may be a zombie");
    run_result_free(&result);
    cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1, "a child is left");
    cr_expect_eq(errno, ECHILD);
}

enum { THREADS = 6, RUNS = 12 };

static void *run_many(void *wrong)
{
    for (int i = 0; i < RUNS; i++) {
        RunRequest trusted = {.trusted = 1};
        RunResult fled = run_request("flee", trusted), frames = run("frames"),
                  said = run("say");
        if (fled.end != END_EXIT || !frames.complete || said.end != END_EXIT ||
            said.code != 5 || strcmp(said.output, "out\nerr\n") != 0)
            ++*(int *)wrong;
        run_result_free(&fled);
        run_result_free(&frames);
        run_result_free(&said);
    }
    return NULL;
}

Test(process, runs_at_the_same_time_do_not_touch_each_other)
{
    pthread_t threads[THREADS];
    int wrong[THREADS] = {0};
    child_program(0);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, run_many, &wrong[i]);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        cr_expect_eq(wrong[i], 0);
    }
    cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1, "a child is left");
}

static pid_t start_pausing(void)
{
    pid_t pid = fork();
    if (pid == 0)
        for (;;) pause();
    return pid;
}

Test(process_family, only_children_from_before_are_left_alone)
{
    pid_t before = start_pausing();
    process_protect_self();
    pid_t later = start_pausing();
    RunResult result = run("say");
    cr_expect_eq(result.strays, 1);
    cr_expect_eq(waitpid(before, NULL, WNOHANG), 0, "it must be running");
    cr_expect_eq(waitpid(later, NULL, WNOHANG), -1, "it must be reaped");
    run_result_free(&result);
    kill(before, SIGKILL);
}

/* ---- tools ----------------------------------------------------------------------- */

static int tool(const char *script, char **output)
{
    char *argv[] = {"sh", "-c", (char *)script, NULL};
    return process_tool(argv, output);
}

Test(process, a_tool_returns_its_status_and_its_output)
{
    char *output, *missing[] = {"no-such-tool-anywhere", NULL};
    cr_expect_eq(tool("echo one; echo two >&2; exit 7", &output), 7);
    cr_expect_str_eq(output, "one\ntwo\n");
    free(output);
    cr_expect_eq(tool("kill -TERM $$", &output), 128 + SIGTERM);
    free(output);
    cr_expect_eq(process_tool(missing, &output), 127);
    cr_expect_str_eq(output, "");
    free(output);
    cr_expect_eq(tool("cat; head -c 100000 /dev/zero | tr '\\0' x", &output), 0);
    cr_expect_eq(strlen(output), 100000);
    free(output);
}

/* ---- the sandbox ----------------------------------------------------------------- */

Test(sandbox, the_program_has_four_descriptors_and_a_small_environment)
{
    setenv("SECRET", "1", 1);
    int leak = open("Makefile", O_RDONLY);
    cr_assert_geq(leak, 0);
    RunResult result = run("descriptors");
    cr_expect_str_eq(result.output, "0 1 2 3 ");
    run_result_free(&result);
    result = run("environment");
    cr_expect_eq(strncmp(result.output, "PATH LC_ALL ", 12), 0, "%s", result.output);
    cr_expect_eq(strstr(result.output, "SECRET"), NULL, "%s", result.output);
    cr_expect_eq(strstr(result.output, "HOME"), NULL, "%s", result.output);
    run_result_free(&result);
    close(leak);
}

static void expect_limits(int sanitized)
{
    RunResult result = run_request("limits", (RunRequest){.sanitized = sanitized});
    long long core = -1, file = -1, stack = -1, cpu = -1;
    sscanf(result.output, "%lld %lld %lld %lld", &core, &file, &stack, &cpu);
    cr_expect_eq(core, 0);
    cr_expect_eq(file, 0);
    cr_expect_eq(stack, 8 * 1024 * 1024);
    cr_expect(cpu > 20 && cpu < 100000, "%s", result.output);
    run_result_free(&result);
}

Test(sandbox, limits_hold)
{
    expect_limits(0);
    expect_limits(1);
}

Test(sandbox, signals_are_as_usual)
{
    RunResult result = run("sigpipe");
    cr_expect_eq(result.end, END_SIGNAL);
    cr_expect_eq(result.code, SIGPIPE);
    run_result_free(&result);
}

static void expect_attempt(const RunResult *result, const char *what, const char *outcome)
{
    char line[80];
    snprintf(line, sizeof line, "%s: %s\n", what, outcome);
    cr_expect(strstr(result->output, line), "\"%s\" should be \"%s\":\n%s", what, outcome,
              result->output);
}

static void expect_refused(const RunResult *result, const char *const *attempts)
{
    for (; *attempts; attempts++) expect_attempt(result, *attempts, "no");
}

static RunResult try_all(int sanitized)
{
    FILE *victim = fopen("build/child-victim", "w");
    cr_assert(victim && fputs("here\n", victim) >= 0 && fclose(victim) == 0);
    return run_request(
        "try", (RunRequest){.readable = {"common/fail.h"}, .sanitized = sanitized});
}

Test(sandbox, a_trusted_program_may_do_what_anybody_may)
{
    RunResult result = run_request("try-harmless", (RunRequest){.trusted = 1});
    expect_attempt(&result, "read system file", "ok");
    expect_attempt(&result, "tcp", "ok");
    expect_attempt(&result, "thread", "ok");
    cr_expect(strstr(result.output, "executed\n"), "%s", result.output);
    run_result_free(&result);
}

Test(sandbox, an_untrusted_program_reads_what_is_allowed_and_no_more)
{
    static const char *const refused[] = {"read system file", "read project",
                                          "list project", "read parent's memory", NULL};
    if (!has_landlock()) cr_skip("no Landlock here");
    RunResult result = try_all(0);
    expect_refused(&result, refused);
    expect_attempt(&result, "read allowed", "ok");
    run_result_free(&result);
}

Test(sandbox, an_untrusted_program_changes_nothing_and_starts_nothing)
{
    static const char *const refused[] = {"write allowed",
                                          "create",
                                          "create in tmp",
                                          "make a folder",
                                          "remove",
                                          "move",
                                          "change mode",
                                          "truncate",
                                          "shared memory",
                                          "tcp",
                                          "udp",
                                          "unix socket",
                                          "fork",
                                          "clone",
                                          "exec",
                                          "exec itself",
                                          "setsid",
                                          "setpgid",
                                          "signal 0 to parent",
                                          "trace parent",
                                          "write parent's memory",
                                          "signal through a pipe",
                                          "parent's priority",
                                          "parent's limits",
                                          "own limits",
                                          NULL};
    if (!has_filter()) cr_skip("no system-call filter here");
    for (int sanitized = 0; sanitized < 2; sanitized++) {
        RunResult result = try_all(sanitized);
        cr_assert_eq(result.end, END_EXIT, "end %d", result.end);
        expect_refused(&result, refused);
        expect_attempt(&result, "signal 0 to itself", "ok");
        expect_attempt(&result, "thread", sanitized ? "no" : "ok");
        cr_expect_eq(strstr(result.output, "executed"), NULL);
        cr_expect_eq(result.strays, 0);
        run_result_free(&result);
    }
    cr_expect_neq(access("/tmp/left-behind", F_OK), 0);
    cr_expect_neq(access("build/left-behind", F_OK), 0);
}

Test(sandbox, root_keeps_no_power_but_to_read)
{
    if (geteuid() != 0) cr_skip("not root");
    RunResult result = run("powers");
    unsigned long long powers = ~0ull;
    sscanf(result.output, "CapEff: %llx", &powers);
    cr_expect(powers == 0 || powers == 4, "%s", result.output);
    run_result_free(&result);
}

Test(sandbox, the_grader_protects_itself)
{
    cr_expect_eq(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
    cr_expect_str_not_empty(sandbox_describe());
    cr_expect(strstr(sandbox_describe(), "limits"));
}
