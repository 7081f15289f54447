/* doctor: what this machine has, what is missing, and what to type to get it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "build.h"
#include "commands.h"
#include "process.h"
#include "sandbox.h"
#include "text.h"

static void line(const char *what, int there, const char *detail)
{
    printf("  %-12s %-8s %s\n", what, there ? "yes" : "MISSING", detail);
}

/* Does the tool run? Its first line of output goes to `detail` (malloc'ed). */
static int tool(const char *name, const char *flag, char **detail)
{
    char *argv[] = {(char *)name, (char *)flag, NULL}, *said;
    int status = process_tool(argv, &said);
    *detail = text_format(
        "%.*s", (int)(strcspn(said, "\n") < 60 ? strcspn(said, "\n") : 60), said);
    free(said);
    return status == 0;
}

/* A tool that has to be there (1) or helps (0). Returns 1 when all is well. */
static int check_tool(const char *what, const char *name, const char *flag, int needed,
                      const char *without)
{
    char *detail;
    int there = tool(name, flag, &detail);
    line(what, there, there ? detail : without);
    free(detail);
    return there || !needed;
}

/* The value of a variable of build/config.mk, where configure.sh noted what the
 * compiler can do. */
static char *configured(const char *name)
{
    char *text = file_read("build/config.mk"), *key = text_format("%s := ", name);
    const char *at = text ? strstr(text, key) : NULL;
    char *value =
        at ? text_format("%.*s", (int)strcspn(at + strlen(key), "\n"), at + strlen(key))
           : text_copy("");
    free(text);
    free(key);
    return value;
}

static void check_compiler_features(void)
{
    char *sanitize = configured("SANITIZE");
    int address = strstr(sanitize, "address") != NULL;
    int undefined = strstr(sanitize, "undefined") != NULL;
    line("sanitizers", address && undefined,
         address && undefined
             ? "a step outside a buffer is found and named"
             : "wrong indices may go unnoticed: try CC=clang, or install libasan");
    free(sanitize);
}

static void check_data(void)
{
    static const char *const sets[][2] = {{"mnist", "digits"},
                                          {"names", "names-builtin"},
                                          {"surnames", "surnames-builtin"}};
    const char *root = getenv("GRADUS_DATA");
    for (int k = 0; k < 3; k++) {
        char *paths[2];
        for (int i = 0; i < 2; i++)
            paths[i] =
                text_format("%s/%s/SET", root && *root ? root : "data", sets[k][i]);
        int real = access(paths[0], R_OK) == 0, builtin = access(paths[1], R_OK) == 0;
        line(sets[k][0], real || builtin,
             real      ? "the real set"
             : builtin ? "only the built-in set; for the real one type: make data"
                       : "type: make data   (or the grader makes a built-in set)");
        free(paths[0]);
        free(paths[1]);
    }
}

int command_doctor(const Arguments *a)
{
    (void)a;
    const char *cc = getenv("CC");
    printf("\nWhat Gradus needs\n\n");
    int well = check_tool("compiler", cc && *cc ? cc : "cc", "--version", 1,
                          "apt install build-essential, or your system's compiler");
    well &= check_tool("make", "make", "--version", 1, "apt install make");
    well &= check_tool("python3", "python3", "--version", 1, "apt install python3");
    int writable = access("build", W_OK) == 0;
    line("build/", writable,
         writable ? "can be written" : "this folder cannot be written");
    printf("\nWhat makes it better\n\n");
    check_compiler_features();
    printf("  %-12s %-8s %s\n", "sandbox", "", sandbox_describe());
    check_tool("gnuplot", "gnuplot", "--version", 0, "no plots; type: make deps");
    check_tool("graphviz", "dot", "-V", 0, "no drawn graphs (01); apt install graphviz");
    printf("\nData\n\n");
    check_data();
    printf("\n%s\n", well && writable ? "All that is needed is here. Type: ./grader"
                                      : "Install what is MISSING in the first part.");
    return well && writable ? EXIT_ALL_PASSED : EXIT_USAGE;
}
