/* test_folder: a folder of its own for a test, with files of given bytes.
 *
 *     folder_make();                                  // and GRADUS_DATA names it
 *     folder_file("names/SET", "names\n", 6);
 *     ... folder_path("names/SET") ...
 *     folder_remove();
 */
#ifndef GRADUS_TEST_FOLDER_H
#define GRADUS_TEST_FOLDER_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char test_folder[64];

static inline void folder_make(void)
{
    strcpy(test_folder, "/tmp/gradus-test-XXXXXX");
    cr_assert_not_null(mkdtemp(test_folder));
    cr_assert_eq(chmod(test_folder, 0755), 0);
    setenv("GRADUS_DATA", test_folder, 1);
}

/* The path of a name in the folder; good until the fourth call after. */
static inline const char *folder_path(const char *name)
{
    static char paths[4][256];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", test_folder, name);
    return path;
}

/* Writes a file, and the folder it is in. Returns its path. */
static inline const char *folder_file(const char *name, const void *bytes, size_t size)
{
    const char *path = folder_path(name);
    char parent[256];
    snprintf(parent, sizeof parent, "%s", path);
    *strrchr(parent, '/') = 0;
    mkdir(parent, 0755);
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file, "%s", path);
    cr_assert_eq(fwrite(bytes, 1, size, file), size);
    cr_assert_eq(fclose(file), 0);
    return path;
}

static inline const char *folder_text(const char *name, const char *text)
{
    return folder_file(name, text, strlen(text));
}

static inline void folder_remove(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", test_folder);
    cr_expect_eq(system(command), 0);
}

#endif
