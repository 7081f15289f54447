/* arena: chunks of memory and an offset into the current one; see arena.h. */
#include "arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"

/* The address sanitizer can be told which bytes are out of bounds. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
enum { GAP = ARENA_ALIGNMENT }; /* bytes out of bounds after every piece */
#else
#define ASAN_POISON_MEMORY_REGION(memory, size)   ((void)(memory), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(memory, size) ((void)(memory), (void)(size))
enum { GAP = 0 };
#endif

#ifdef GRADUS_CHECKING
enum { CHECKING = 1 };
#else
enum { CHECKING = 0 };
#endif

enum { SMALLEST_CHUNK = 1 << 20, NAN_BYTE = 0xFF }; /* all bits set is a NaN */

struct ArenaChunk {
    ArenaChunk *next;    /* the chunk filled after this one, or NULL */
    unsigned char *base; /* its first byte, aligned */
    size_t size;         /* bytes at `base` */
    size_t filled;       /* bytes handed out */
};

static size_t round_up(size_t size)
{
    return (size + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
}

static ArenaChunk *chunk_new(Arena *arena, size_t size)
{
    if (size < SMALLEST_CHUNK) size = SMALLEST_CHUNK;
    ArenaChunk *chunk = xmalloc(sizeof *chunk + ARENA_ALIGNMENT + size);
    uintptr_t after_header = (uintptr_t)(chunk + 1);
    chunk->next = NULL;
    chunk->base = (unsigned char *)(chunk + 1) +
                  (ARENA_ALIGNMENT - after_header % ARENA_ALIGNMENT) % ARENA_ALIGNMENT;
    chunk->size = size;
    chunk->filled = 0;
    ASAN_POISON_MEMORY_REGION(chunk->base, size);
    arena->chunk_mallocs++;
    return chunk;
}

static void chunk_free(ArenaChunk *chunk)
{
    ASAN_UNPOISON_MEMORY_REGION(chunk->base, chunk->size);
    free(chunk);
}

/* Drops what lies beyond `offset`, and makes a later use of it show. */
static void chunk_drop(ArenaChunk *chunk, size_t offset)
{
    if (chunk->filled <= offset) return;
    if (CHECKING) {
        ASAN_UNPOISON_MEMORY_REGION(chunk->base + offset, chunk->filled - offset);
        memset(chunk->base + offset, NAN_BYTE, chunk->filled - offset);
    }
    ASAN_POISON_MEMORY_REGION(chunk->base + offset, chunk->filled - offset);
    chunk->filled = offset;
}

Arena *arena_new(const char *name)
{
    Arena *arena = xcalloc(1, sizeof *arena);
    arena->name = name;
    arena->first = arena->current = chunk_new(arena, SMALLEST_CHUNK);
    return arena;
}

static void chunks_free(ArenaChunk *chunk)
{
    while (chunk) {
        ArenaChunk *next = chunk->next;
        chunk_free(chunk);
        chunk = next;
    }
}

void arena_free(Arena *arena)
{
    if (!arena) return;
    chunks_free(arena->first);
    free(arena);
}

/* Moves on until `need` bytes fit; a new chunk is added at the end. Chunks
 * after the current one are empty. */
static ArenaChunk *chunk_with_room(Arena *arena, size_t need)
{
    ArenaChunk *chunk = arena->current;
    while (chunk->size - chunk->filled < need) {
        if (!chunk->next) chunk->next = chunk_new(arena, need);
        chunk = chunk->next;
    }
    return arena->current = chunk;
}

void *arena_alloc(Arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        die("arena \"%s\": a piece of %zu bytes is too large", arena->name, size);
    size_t need = round_up(size) + GAP;
    ArenaChunk *chunk = chunk_with_room(arena, need);
    unsigned char *memory = chunk->base + chunk->filled;
    chunk->filled += need;
    arena->used += need;
    if (arena->used > arena->high_water) arena->high_water = arena->used;
    ASAN_UNPOISON_MEMORY_REGION(memory, size);
    if (CHECKING) memset(memory, NAN_BYTE, size);
    return memory;
}

void *arena_zeros(Arena *arena, size_t size)
{
    return memset(arena_alloc(arena, size), 0, size);
}

real *arena_reals(Arena *arena, size_t count)
{
    if (count > SIZE_MAX / sizeof(real)) count = SIZE_MAX / sizeof(real);
    return arena_alloc(arena, count * sizeof(real));
}

ArenaMark arena_mark(const Arena *arena)
{
    return (ArenaMark){arena->current, arena->current->filled, arena->used};
}

void arena_release(Arena *arena, ArenaMark mark)
{
    chunk_drop(mark.chunk, mark.offset);
    for (ArenaChunk *chunk = mark.chunk->next; chunk; chunk = chunk->next)
        chunk_drop(chunk, 0);
    arena->current = mark.chunk;
    arena->used = mark.used;
}

void arena_reset(Arena *arena)
{
    arena_release(arena, (ArenaMark){arena->first, 0, 0});
    if (!arena->first->next) return;
    chunks_free(arena->first);
    arena->first = arena->current = chunk_new(arena, arena->high_water);
}
