/* Arena: memory that is handed out piece by piece and dropped all at once.
 *
 * Training asks for the same thousand buffers in every step. An arena gives
 * each by moving an offset in a large chunk, and one arena_reset() takes them
 * all back, so no code frees single buffers and a steady step never calls
 * malloc. The library has two lifetimes:
 *
 *   parameters   as long as the model: weights, their gradients, optimizer state
 *   step         one iteration: activations, gradients of activations, nodes
 *
 *     Arena *step = arena_new("step");
 *     for (...) {
 *         real *hidden = arena_reals(step, (size_t)N * H);    // 64-byte aligned
 *         ...
 *         arena_reset(step);            // `hidden` must not be used from here on
 *     }
 *     arena_free(step);
 *
 * The life of a piece: handed out -> valid -> dropped by reset or release.
 * In checking builds (-DGRADUS_CHECKING) fresh and dropped memory holds NaN,
 * and the address sanitizer reports any use of a dropped piece. */
#ifndef GRADUS_ARENA_H
#define GRADUS_ARENA_H

#include <stddef.h>
#include "real.h"

enum { ARENA_ALIGNMENT = 64 }; /* bytes: a cache line, and any vector register */

typedef struct ArenaChunk ArenaChunk;

typedef struct {
    const char *name;    /* "step": printed in messages */
    ArenaChunk *first;   /* chunks in the order in which they are filled */
    ArenaChunk *current; /* the chunk that is being filled */
    size_t used;         /* bytes handed out, alignment included */
    size_t high_water;   /* the largest `used` there has been */
    int chunk_mallocs;   /* how often memory was asked from the system */
} Arena;

/* A point in time to go back to. */
typedef struct {
    ArenaChunk *chunk;
    size_t offset; /* bytes filled in `chunk` */
    size_t used;
} ArenaMark;

Arena *arena_new(const char *name); /* `name` must outlive the arena */
void   arena_free(Arena *arena);    /* NULL is allowed */

/* `size` bytes, aligned to ARENA_ALIGNMENT, contents unspecified. Never NULL;
 * stops with a sentence when memory runs out. */
void *arena_alloc(Arena *arena, size_t size);
void *arena_zeros(Arena *arena, size_t size);  /* the same, filled with 0 bytes */
real *arena_reals(Arena *arena, size_t count); /* room for `count` reals, unspecified */

/* Drops everything. The memory is kept for the next round: when the round
 * needed several chunks they are replaced by one that is large enough. */
void arena_reset(Arena *arena);

/* Drops what was handed out after the mark:
 *     ArenaMark before = arena_mark(arena);
 *     real *scratch = arena_reals(arena, n);
 *     ...
 *     arena_release(arena, before); */
ArenaMark arena_mark(const Arena *arena);
void      arena_release(Arena *arena, ArenaMark mark);

#endif
