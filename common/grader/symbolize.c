/* symbolize: see symbolize.h. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include "symbolize.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "process.h"
#include "text.h"

enum { MAX_FRAMES = 100, OFFSET_CHARS = 24 };

/* A line "    #0 0x55 (PROGRAM+0x16) ...": where its parts are. */
typedef struct {
    const char *line, *place, *end; /* place: the blank before the bracket */
    char offset[OFFSET_CHARS];      /* "0x16" */
} BareFrame;

/* 1 when the line that begins here is a frame of `program` without a name. */
static int frame_parse(BareFrame *frame, const char *line, const char *program)
{
    int number, used = 0;
    unsigned long long address, offset;
    size_t length = strlen(program);
    if (sscanf(line, " #%d 0x%llx%n", &number, &address, &used) != 2) return 0;
    const char *bracket = line + used + strspn(line + used, " ");
    if (bracket[0] != '(' || strncmp(bracket + 1, program, length) != 0) return 0;
    if (sscanf(bracket + 1 + length, "+0x%llx)", &offset) != 1) return 0;
    frame->line = line;
    frame->place = line + used;
    frame->end = line + strcspn(line, "\n");
    snprintf(frame->offset, sizeof frame->offset, "0x%llx", offset);
    return 1;
}

static int frames_find(BareFrame *frames, const char *report, const char *program)
{
    int n = 0;
    for (const char *line = report; line && n < MAX_FRAMES;) {
        n += frame_parse(&frames[n], line, program);
        line = strchr(line, '\n');
        if (line) line++;
    }
    return n;
}

/* The path of a program of the system, malloc'ed, or NULL. */
static char *program_find(const char *name)
{
    const char *folders = getenv("PATH");
    char *copy = text_copy(folders ? folders : "/usr/bin:/bin"), *found = NULL, *rest;
    for (char *folder = strtok_r(copy, ":", &rest); folder && !found;
         folder = strtok_r(NULL, ":", &rest)) {
        found = text_format("%s/%s", folder, name);
        if (access(found, X_OK) == 0) continue;
        free(found);
        found = NULL;
    }
    free(copy);
    return found;
}

/* Two lines for each frame: the function, and FILE:LINE. */
static char *addresses_look_up(const char *tool, const char *program, BareFrame *frames,
                               int n)
{
    char *argv[MAX_FRAMES + 5] = {(char *)tool, "-f", "-e", (char *)program};
    for (int i = 0; i < n; i++) argv[4 + i] = frames[i].offset;
    RunRequest request = {.argv = argv, .seconds = 10, .readable = {program}};
    RunResult result;
    process_run(&request, &result);
    char *answer =
        result.end == END_EXIT && result.code == 0 ? text_copy(result.output) : NULL;
    run_result_free(&result);
    return answer;
}

/* The report with the answers in the place of the brackets. */
static char *answers_put_in(const char *report, const BareFrame *frames, int n,
                            char *answer)
{
    Text text = {0};
    char *rest = answer;
    for (int i = 0; i < n; i++) {
        const char *function = strsep(&rest, "\n"),
                   *place = rest ? strsep(&rest, "\n") : 0;
        if (place == NULL) break;
        if (place[0] == '?') continue;
        text_add_bytes(&text, report, (size_t)(frames[i].place - report));
        text_add(&text, " in %s %.*s", function, (int)strcspn(place, " "), place);
        report = frames[i].end;
    }
    text_add(&text, "%s", report);
    return text_take(&text);
}

static char *with_tool(char *report, const char *tool, const char *program)
{
    BareFrame *frames = malloc(MAX_FRAMES * sizeof *frames);
    int n = frames ? frames_find(frames, report, program) : 0;
    char *answer = n > 0 ? addresses_look_up(tool, program, frames, n) : NULL;
    if (answer) {
        char *better = answers_put_in(report, frames, n, answer);
        free(report);
        report = better;
    }
    free(answer);
    free(frames);
    return report;
}

char *symbolize(char *report, const char *program)
{
    static const char *const tools[] = {"addr2line", "llvm-addr2line", NULL};
    char *path = strstr(report, "+0x") ? realpath(program, NULL) : NULL;
    char *tool = NULL;
    for (int i = 0; path && !tool && tools[i]; i++) tool = program_find(tools[i]);
    if (tool) report = with_tool(report, tool, path);
    free(tool);
    free(path);
    return report;
}
