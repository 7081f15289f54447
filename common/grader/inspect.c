/* inspect: see inspect.h. */
#define _GNU_SOURCE
#include "inspect.h"

#ifdef __linux__

#include <dlfcn.h>
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "fail.h"
#include "text.h"

/* The whole file. Numbers inside it are checked before they are used: a learner's
 * assembly may have written them. */
typedef struct {
    unsigned char *bytes;
    size_t size;
    const Elf64_Shdr *sections; /* n of them */
    size_t n;
} Object;

/* The bytes at `offset`, or NULL when not all of them are in the file, or when they
 * are not aligned as their type wants. */
static const void *part(const Object *object, uint64_t offset, uint64_t size,
                        size_t align)
{
    if (offset > object->size || size > object->size - offset || offset % align != 0)
        return NULL;
    return object->bytes + offset;
}

static int object_read(Object *object, const char *path)
{
    FILE *file = fopen(path, "rb");
    *object = (Object){0};
    if (file == NULL) return 0;
    long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    if (size > 0 && fseek(file, 0, SEEK_SET) == 0) {
        object->bytes = xmalloc((size_t)size);
        object->size = fread(object->bytes, 1, (size_t)size, file);
    }
    fclose(file);
    const Elf64_Ehdr *head = part(object, 0, sizeof *head, 1);
    if (head == NULL || memcmp(head->e_ident, ELFMAG, SELFMAG) != 0 ||
        head->e_ident[EI_CLASS] != ELFCLASS64 || head->e_shentsize != sizeof(Elf64_Shdr))
        return 0;
    object->n = head->e_shnum;
    object->sections = part(object, head->e_shoff, object->n * sizeof(Elf64_Shdr), 8);
    return object->sections != NULL;
}

/* A name from a table of strings, "" when it is not in the file. */
static const char *name_of(const Object *object, size_t table, uint64_t at)
{
    if (table >= object->n) return "";
    const Elf64_Shdr *section = &object->sections[table];
    const char *names = part(object, section->sh_offset, section->sh_size, 1);
    if (names == NULL || at >= section->sh_size) return "";
    return memchr(names + at, 0, section->sh_size - at) ? names + at : "";
}

/* ---- functions that run by themselves -------------------------------------------- */

/* The address sanitizer has one entry of its own in each object, in a section whose
 * name ends with the priority that compilers keep for themselves. */
static int is_sanitizers(const Elf64_Shdr *section, const char *name)
{
    const char *priority = strchr(name + 1, '.');
    return priority && section->sh_size <= sizeof(Elf64_Addr) &&
           (strcmp(priority, ".00099") == 0 || strcmp(priority, ".1") == 0);
}

static int runs_by_itself(const Object *object, const Elf64_Shdr *section)
{
    const Elf64_Ehdr *head = (const void *)object->bytes;
    const char *name = name_of(object, head->e_shstrndx, section->sh_name);
    switch (section->sh_type) {
    case SHT_PREINIT_ARRAY:
        return 1;
    case SHT_INIT_ARRAY:
    case SHT_FINI_ARRAY:
        return !is_sanitizers(section, name);
    default:
        return strncmp(name, ".ctors", 6) == 0 || strncmp(name, ".dtors", 6) == 0 ||
               strcmp(name, ".init") == 0 || strcmp(name, ".fini") == 0;
    }
}

/* ---- functions that are somebody else's ------------------------------------------ */

static int defines_for_all(const Elf64_Sym *symbol)
{
    int type = ELF64_ST_TYPE(symbol->st_info);
    return symbol->st_shndx != SHN_UNDEF && ELF64_ST_BIND(symbol->st_info) != STB_LOCAL &&
           (type == STT_FUNC || type == STT_OBJECT || type == STT_NOTYPE ||
            type == STT_GNU_IFUNC || type == STT_COMMON);
}

/* The grader is linked with the same libraries as a runner: what it finds there by
 * name, a runner would have found too. */
static char *taken_name(const Object *object, const Elf64_Shdr *table)
{
    const Elf64_Sym *symbols = part(object, table->sh_offset, table->sh_size, 8);
    size_t n = symbols ? table->sh_size / sizeof *symbols : 0;
    for (size_t i = 0; i < n; i++) {
        const char *name = name_of(object, table->sh_link, symbols[i].st_name);
        if (!defines_for_all(&symbols[i])) continue;
        if (strcmp(name, "main") == 0)
            return text_copy(
                "It has a main() of its own. The grader calls your functions "
                "itself:\nremove main(), or rename it.\n");
        if (*name && dlsym(RTLD_DEFAULT, name) != NULL)
            return text_format("It defines %s, which is the name of a function of the C "
                               "library: yours\nwould take its place everywhere. Rename "
                               "it, or make it static.\n",
                               name);
    }
    return NULL;
}

static char *object_problem(const Object *object)
{
    char *problem = NULL;
    for (size_t i = 0; i < object->n && problem == NULL; i++) {
        const Elf64_Shdr *section = &object->sections[i];
        if (runs_by_itself(object, section))
            problem =
                text_copy("It has a constructor or destructor, a function that runs "
                          "before or after\nmain(). An exercise runs only when it is "
                          "called: remove it.\n");
        else if (section->sh_type == SHT_SYMTAB)
            problem = taken_name(object, section);
    }
    return problem;
}

char *inspect_object(const char *path)
{
    Object object;
    char *problem = object_read(&object, path) ? object_problem(&object) : NULL;
    free(object.bytes);
    return problem;
}

#else

#include <stddef.h>

char *inspect_object(const char *path)
{
    (void)path;
    return NULL;
}

#endif
