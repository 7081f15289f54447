/* blame: see blame.h. Reads the sanitizers' reports, which name the kind of mistake,
 * the line and the buffer, and turns them into a sentence. */
#include "blame.h"

#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "text.h"

static const char *signal_words(int number)
{
    switch (number) {
    case SIGSEGV:
        return "segmentation fault: it used memory that is not its own";
    case SIGBUS:
        return "bus error: it used memory that does not exist";
    case SIGFPE:
        return "arithmetic error: a whole number divided by zero";
    case SIGABRT:
        return "it called abort()";
    case SIGILL:
        return "illegal instruction";
    case SIGKILL:
        return "it was killed";
    case SIGXFSZ:
        return "it wrote a file that is too large";
    case SIGSYS:
        return "it made a system call that exercises may not make";
    default:
        return "it was stopped by a signal";
    }
}

/* The sanitizers' finding in one line, or NULL. */
static char *sanitizer_finding(const char *output)
{
    const char *mark = strstr(output, "ERROR: AddressSanitizer: ");
    if (mark) mark += strlen("ERROR: AddressSanitizer: ");
    const char *undefined = strstr(output, "runtime error: ");
    if (!mark && undefined) mark = undefined + strlen("runtime error: ");
    if (!mark) return NULL;
    size_t length = strcspn(mark, "\n");
    const char *address = strstr(mark, " on address");
    if (!address || address > mark + length)
        address = strstr(mark, " on unknown address");
    if (address && address < mark + length) length = (size_t)(address - mark);
    return text_format("%.*s", (int)length, mark);
}

/* "at conv.c:88", the first line of the learner's file in a stack trace. */
static char *sanitizer_place(const char *output, const ExerciseResult *e)
{
    for (const char *at = strstr(output, e->file); at; at = strstr(at + 1, e->file)) {
        const char *colon = at + strlen(e->file);
        if (*colon == ':' && isdigit((unsigned char)colon[1]))
            return text_format("%s:%d", e->path, atoi(colon + 1));
    }
    return NULL;
}

/* What a finding means, for who has not met it before. */
static const char *finding_words(const char *finding)
{
    static const struct {
        const char *mark, *words;
    } known[] = {
        {"heap-buffer-overflow", "an index went outside the buffer"},
        {"stack-buffer-overflow", "an index went outside a local array"},
        {"stack-overflow", "the stack is full: endless recursion, or a huge local array"},
        {"ABRT", "it called abort(), as a failed assert() does"},
        {"SEGV", "it used memory that is not its own (a wild or NULL pointer)"},
        {"heap-use-after-free", "it used memory after free()"},
        {"double-free", "it freed the same memory twice"},
        {"attempting free", "it freed memory that malloc() never gave"},
        {"out of bounds", "an index is outside its array"},
        {"overflow", "a number does not fit its type"},
        {"division by zero", "a whole number was divided by zero"},
        {"ABRT", "it called abort(), or an assertion failed"},
        {"null pointer", "it used a NULL pointer"},
    };
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (strstr(finding, known[k].mark)) return known[k].words;
    return "memory was used wrongly";
}

/* "8 byte(s) past the end of a buffer of 6 numbers", from the report's line "ADDRESS
 * is located 8 bytes to the right of 48-byte region" (newer ones say "after"). */
static char *sanitizer_buffer(const char *output)
{
    const char *at = strstr(output, " is located ");
    const char *region = at ? strstr(at, "-byte region") : NULL;
    if (region == NULL || region - at > 60) return NULL;
    long away = atol(at + strlen(" is located "));
    const char *after = strstr(at, "right of"), *later = strstr(at, "after");
    const char *before = strstr(at, "left of"), *sooner = strstr(at, "before");
    const char *number = region;
    while (number > at && isdigit((unsigned char)number[-1])) number--;
    int past = (after && after < region) || (later && later < region);
    int short_of = (before && before < region) || (sooner && sooner < region);
    if (!past && !short_of) return NULL;
    if (past && away == 0)
        return text_format("just past the end of a buffer of %ld numbers",
                           atol(number) / (long)sizeof(double));
    return text_format("%ld byte(s) %s a buffer of %ld numbers", away,
                       past ? "past the end of" : "before the start of",
                       atol(number) / (long)sizeof(double));
}

static void blame_crash(CheckResult *check, const ExerciseResult *e, const RunResult *run)
{
    char *finding = sanitizer_finding(run->output);
    char *place = sanitizer_place(run->output, e);
    char *buffer = sanitizer_buffer(run->output);
    check->status = STATUS_CRASHED;
    if (finding && buffer)
        check->message = text_format("It crashed: %s, %s (%s).", finding_words(finding),
                                     buffer, finding);
    else if (finding)
        check->message =
            text_format("It crashed: %s (%s).", finding_words(finding), finding);
    else
        check->message = text_format("It crashed: %s.", signal_words(run->code));
    check->at = place;
    free(buffer);
    free(finding);
}

void blame(CheckResult *check, const ExerciseResult *e, const RunResult *run)
{
    int sanitizer = strstr(run->output, "AddressSanitizer") != NULL ||
                    strstr(run->output, "runtime error: ") != NULL;
    if (run->end == END_TIMEOUT) {
        check->status = STATUS_TIMEOUT;
        check->message = text_format("It did not end within %.0f s: is there a loop that "
                                     "never ends?",
                                     run->seconds);
    } else if (run->end == END_MEMORY) {
        check->status = STATUS_CRASHED;
        check->message =
            text_format("It used too much memory (%ld MB).", run->peak_kb / 1024);
    } else if (run->end == END_FLOOD) {
        check->status = STATUS_CRASHED;
        check->message =
            text_format("It printed too much (%.0f MB): is there a printf in "
                        "a loop that never ends?",
                        (double)run->output_bytes / 1e6);
    } else if (run->end == END_SIGNAL || sanitizer) {
        blame_crash(check, e, run);
    } else if (run->damaged) {
        check->status = STATUS_ERROR;
        check->message = text_copy("It wrote to a descriptor that is not its own; its "
                                   "results cannot be read.");
    } else {
        check->status = STATUS_ERROR;
        check->message = text_format("It left the process with exit status %d before the "
                                     "check ended. Exercises return; they do not exit.",
                                     run->code);
    }
}

char *own_output(const char *output)
{
    const char *report = strstr(output, "=====");
    const char *signal = strstr(output, "AddressSanitizer:DEADLYSIGNAL");
    if (signal && (report == NULL || signal < report)) report = signal;
    const char *undefined = strstr(output, "runtime error: ");
    size_t length = report ? (size_t)(report - output) : strlen(output);
    if (undefined && (size_t)(undefined - output) < length) {
        length = (size_t)(undefined - output);
        while (length > 0 && output[length - 1] != '\n') length--;
    }
    return length > 0 ? text_format("%.*s", (int)length, output) : NULL;
}
