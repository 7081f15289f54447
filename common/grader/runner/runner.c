/* runner: the main program around a chapter's checks.c.
 *
 *     runner describe
 *     runner check ID   --seed S --nonce X [--from K] [--draws A,B,..] [--reference]
 *     runner time ID    as check, but sends how long each check takes, in seconds
 *     runner train NAME --seed S --nonce X --dataset D --folder F
 *     runner judge NAME --seed S --nonce X --dataset D --folder F
 *
 * Only the grader calls it. Results go to descriptor 3 as frames (wire.h);
 * `describe` prints the chapter's tables to standard output, one line each,
 * fields separated by tabs. Exit status 0 alone proves nothing: the grader waits
 * for the end frame. */
#include "runner.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "fail.h"
#include "todo.h"

enum { MAX_DRAWS = 200 };

typedef struct {
    const char *mode, *target, *dataset, *folder;
    uint64_t seed, nonce;
    int from, reference, enlarged;
    int draws[MAX_CASES]; /* the draw that the reference settled on, by case */
} Arguments;

static Check check; /* one at a time; static because jumps come back to it */

void runner_send(FrameHeader head, const double *values)
{
    if (wire_write(WIRE_FD, &head, values) != 0) {
        fprintf(stderr, "The grader does not listen on descriptor %d.\n"
                        "Runners are started by ./grader.\n", WIRE_FD);
        _exit(3);
    }
}

/* ---- one case -------------------------------------------------------------------- */

static void send_todo(const char *id, int line)
{
    FrameHeader head = frame_header(FRAME_TODO, check.nonce, id, 0);
    head.dim[0] = line;
    runner_send(head, NULL);
}

/* An unwritten function ends its case only: the next one is still run. */
static void todo_in_case(const char *id, const char *file, int line)
{
    (void)file;
    send_todo(id, line);
    longjmp(check.leave, LEAVE_TODO);
}

static void todo_in_training(const char *id, const char *file, int line)
{
    (void)file;
    send_todo(id, line);
    exit(TODO_EXIT_STATUS);
}

/* The same numbers on both sides: a stream of its own for every exercise, case
 * and draw. */
static uint64_t stream_of(const char *id, int number, int draw)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (; *id; id++) hash = (hash ^ (unsigned char)*id) * 1099511628211u;
    return hash ^ ((uint64_t)number << 32) ^ (uint64_t)draw;
}

/* Runs a case with one draw; LEAVE_REDRAW when the draw does not serve. */
static int case_attempt(const Exercise *e, const Arguments *a, int number, int draw)
{
    check.rng = random_stream(a->seed, stream_of(e->id, number, draw));
    check.reference = a->reference;
    check.nonce = a->nonce;
    check.timing = strcmp(a->mode, "time") == 0;
    check.enlarged = a->enlarged;
    check.replaying = 0;
    int left = setjmp(check.leave);
    if (left == 0) e->cases[number].run(&check);
    if (left == 0 && check.timing && !check.reference) {
        double time = timing_measure(&check, &e->cases[number]);
        runner_send(frame_header(FRAME_VALUES, a->nonce, "seconds", 1), &time);
    }
    return left;
}

static void send_case(FrameKind kind, const Arguments *a, int number, int draw)
{
    FrameHeader head = frame_header(kind, a->nonce, "", 0);
    head.dim[0] = number;
    head.dim[1] = draw;
    runner_send(head, NULL);
}

static void case_run(const Exercise *e, const Arguments *a, int number)
{
    int draw = a->draws[number], left;
    if (!a->reference) send_case(FRAME_CASE, a, number, draw);
    left = case_attempt(e, a, number, draw);
    while (left == LEAVE_REDRAW && a->reference && draw < MAX_DRAWS) {
        check_clear(&check);
        left = case_attempt(e, a, number, ++draw);
    }
    if (left == LEAVE_REDRAW && !check.timing)
        die("%s, \"%s\": no draw of the inputs satisfies the check", e->id,
            e->cases[number].claim);
    if (a->reference) send_case(FRAME_CASE, a, number, draw);
    if (left == 0 && (!check.timing || check.reference)) check_send(&check);
    check_clear(&check);
    send_case(FRAME_CASE_END, a, number, draw);
}

static int run_exercise(const Exercise *e, const Arguments *a)
{
    todo_hook = todo_in_case;
    int ran = 0;
    for (int k = a->from; k < MAX_CASES && e->cases[k].run; k++, ran++) case_run(e, a, k);
    FrameHeader end = frame_header(FRAME_END, a->nonce, "", 0);
    end.dim[0] = ran;
    runner_send(end, NULL);
    return 0;
}

/* ---- describe --------------------------------------------------------------------- */

static void describe_exercise(const Exercise *e)
{
    printf("exercise\t%s\t%s\t%s\t%d\t%d\t%s\t%s\n", e->id, e->name, e->file, e->points,
           e->bonus, e->needs ? e->needs : "", e->source ? e->source : "");
    for (int k = 0; k < MAX_CASES && e->cases[k].run; k++)
        printf("case\t%s\t%s\n", e->cases[k].claim,
               e->cases[k].help ? e->cases[k].help : "");
}

static void describe_training(const Training *t)
{
    printf("training\t%s\t%s\t%s\t%d\t%s\t%s\n", t->name, t->title, t->metric,
           t->lower_is_better, t->needs ? t->needs : "", t->kind ? t->kind : "");
    for (int i = 0; i < 4 && t->thresholds[i].dataset; i++)
        printf("threshold\t%s\t%.17g\n", t->thresholds[i].dataset,
               t->thresholds[i].threshold);
}

static int describe(void)
{
    printf("chapter\t%s\t%s\n", chapter_id, chapter_title);
    for (const Exercise *e = exercises; e->id; e++) describe_exercise(e);
    for (const Training *t = trainings; t->name; t++) describe_training(t);
    return fflush(stdout) == 0 ? 0 : 3;
}

/* ---- the command line ------------------------------------------------------------- */

static void parse_draws(const char *text, int *draws)
{
    for (int k = 0; k < MAX_CASES && *text; k++) {
        char *end;
        draws[k] = (int)strtol(text, &end, 10);
        text = *end == ',' ? end + 1 : end;
    }
}

static Arguments parse(int argc, char **argv)
{
    Arguments a = {.mode = argc > 1 ? argv[1] : "", .target = argc > 2 ? argv[2] : "",
                   .dataset = "", .folder = ""};
    for (int i = 3; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--reference") == 0) a.reference = 1;
        else if (strcmp(argv[i], "--enlarged") == 0) a.enlarged = 1;
        else if (strcmp(argv[i], "--seed") == 0) a.seed = strtoull(value, NULL, 10), i++;
        else if (strcmp(argv[i], "--nonce") == 0)
            a.nonce = strtoull(value, NULL, 10), i++;
        else if (strcmp(argv[i], "--from") == 0) a.from = atoi(value), i++;
        else if (strcmp(argv[i], "--draws") == 0) parse_draws(value, a.draws), i++;
        else if (strcmp(argv[i], "--dataset") == 0) a.dataset = value, i++;
        else if (strcmp(argv[i], "--folder") == 0) a.folder = value, i++;
        else die("the runner does not know %s; use ./grader", argv[i]);
    }
    return a;
}

static const Training *training_find(const char *name)
{
    for (const Training *training = trainings; training->name; training++)
        if (strcmp(training->name, name) == 0) return training;
    die("%s has no training called \"%s\"", chapter_id, name);
}

/* The loaders (data.h) look for sets in GRADUS_DATA; the grader names the folder of
 * one set inside it. */
static void use_folder(const char *folder)
{
    char *root = xmalloc(strlen(folder) + 1);
    char *slash = strrchr(strcpy(root, folder), '/');
    if (slash) *slash = '\0';
    if (slash && slash != root) setenv("GRADUS_DATA", root, 1);
    free(root);
}

static int run_training(const Arguments *a)
{
    const Training *training = training_find(a->target);
    use_folder(a->folder);
    Train t = {.seed = a->seed, .nonce = a->nonce, .dataset = a->dataset,
               .folder = a->folder};
    if (strcmp(a->mode, "judge") == 0) return runner_judge(training, &t);
    check.nonce = a->nonce;
    todo_hook = todo_in_training;
    return runner_train(training, &t);
}

int main(int argc, char **argv)
{
    Arguments a = parse(argc, argv);
    if (strcmp(a.mode, "describe") == 0) return describe();
    if (strcmp(a.mode, "train") == 0 || strcmp(a.mode, "judge") == 0)
        return run_training(&a);
    if (strcmp(a.mode, "check") != 0 && strcmp(a.mode, "time") != 0)
        die("this is a part of ./grader; run that instead");
    for (const Exercise *e = exercises; e->id; e++)
        if (strcmp(e->id, a.target) == 0) return run_exercise(e, &a);
    die("%s has no exercise %s", chapter_id, a.target);
}
