/* Tests of arena.h. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#include "arena.h"
#include "fail.h"
#include "stops.h"

Test(arena, pieces_are_aligned_and_do_not_overlap)
{
    Arena *arena = arena_new("test");
    unsigned char *piece[200];
    for (int i = 0; i < 200; i++) {
        piece[i] = arena_alloc(arena, (size_t)(i * 37));
        cr_expect_eq((uintptr_t)piece[i] % ARENA_ALIGNMENT, 0);
        memset(piece[i], i, (size_t)(i * 37));
    }
    for (int i = 0; i < 200; i++)
        for (int j = 0; j < i * 37; j++) cr_assert_eq(piece[i][j], i);
    arena_free(arena);
}

Test(arena, a_piece_may_be_larger_than_a_chunk)
{
    Arena *arena = arena_new("test");
    char *small = arena_alloc(arena, 10);
    char *large = arena_alloc(arena, 20 << 20);
    small[9] = 1;
    large[(20 << 20) - 1] = 2;
    cr_expect_geq(arena->used, (size_t)20 << 20);
    arena_free(arena);
}

/* A step that needs several chunks at first. */
static void fill(Arena *arena)
{
    for (int i = 0; i < 50; i++) arena_reals(arena, 20000);
}

Test(arena, steady_rounds_never_ask_the_system_for_memory)
{
    Arena *arena = arena_new("test");
    fill(arena);
    cr_expect_gt(arena->chunk_mallocs, 1, "the first round outgrows the first chunk");
    arena_reset(arena);
    int mallocs = arena->chunk_mallocs;
    size_t high_water = arena->high_water;
    for (int round = 0; round < 100; round++) {
        fill(arena);
        arena_reset(arena);
    }
    cr_expect_eq(arena->chunk_mallocs, mallocs);
    cr_expect_eq(arena->high_water, high_water);
    cr_expect_eq(arena->used, 0);
    arena_free(arena);
}

Test(arena, reset_merges_chunks_into_one_that_is_large_enough)
{
    Arena *arena = arena_new("test");
    fill(arena);
    arena_reset(arena);
    int mallocs = arena->chunk_mallocs;
    arena_alloc(arena, arena->high_water - 2 * ARENA_ALIGNMENT);
    cr_expect_eq(arena->chunk_mallocs, mallocs);
    arena_free(arena);
}

Test(arena, memory_is_used_again_after_reset)
{
    Arena *arena = arena_new("test");
    void *first = arena_alloc(arena, 100);
    arena_reset(arena);
    cr_expect_eq(arena_alloc(arena, 100), first);
    arena_free(arena);
}

Test(arena, release_drops_what_came_after_the_mark)
{
    Arena *arena = arena_new("test");
    real *kept = arena_reals(arena, 4);
    kept[0] = 42;
    ArenaMark mark = arena_mark(arena);
    size_t used = arena->used;
    void *scratch = arena_alloc(arena, 100);
    arena_alloc(arena, 5 << 20); /* in a chunk of its own */
    arena_release(arena, mark);
    cr_expect_eq(arena->used, used);
    cr_expect_eq(arena_alloc(arena, 100), scratch);
    cr_expect_eq(kept[0], 42);
    cr_expect_gt(arena->high_water, (size_t)5 << 20);
    arena_free(arena);
}

Test(arena, zeros_are_zero_also_in_used_memory)
{
    Arena *arena = arena_new("test");
    memset(arena_alloc(arena, 1000), 0x55, 1000);
    arena_reset(arena);
    unsigned char *zeros = arena_zeros(arena, 1000);
    for (int i = 0; i < 1000; i++) cr_assert_eq(zeros[i], 0);
    arena_free(arena);
}

static void ask_for_everything(void)
{
    arena_reals(arena_new("step"), SIZE_MAX / 2);
}

Test(arena, an_absurd_size_stops_with_the_name_of_the_arena)
{
    expect_stop(ask_for_everything, DIE_EXIT_STATUS, "arena \"step\"");
}

#ifdef GRADUS_CHECKING
Test(arena, fresh_memory_is_nan_in_checking_builds)
{
    Arena *arena = arena_new("test");
    real *x = arena_reals(arena, 100);
    for (int i = 0; i < 100; i++) x[i] = 1;
    arena_reset(arena);
    x = arena_reals(arena, 100);
    for (int i = 0; i < 100; i++) cr_assert(x[i] != x[i]);
    arena_free(arena);
}
#endif

#ifdef __SANITIZE_ADDRESS__
#define HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif

#ifdef HAS_ASAN
static void use_after_reset(void)
{
    Arena *arena = arena_new("test");
    volatile real *x = arena_reals(arena, 100);
    arena_reset(arena);
    x[5] = 1;
}

static void write_behind_the_end(void)
{
    Arena *arena = arena_new("test");
    volatile real *x = arena_reals(arena, 64);
    arena_reals(arena, 64);
    x[64] = 1;
}

Test(arena, the_address_sanitizer_sees_use_after_reset)
{
    char text[4096];
    cr_expect_neq(stop_of(use_after_reset, text, sizeof text), 0);
    cr_expect(strstr(text, "use-after-poison") != NULL, "%s", text);
}

Test(arena, the_address_sanitizer_sees_an_overflow_into_the_next_piece)
{
    char text[4096];
    cr_expect_neq(stop_of(write_behind_the_end, text, sizeof text), 0);
    cr_expect(strstr(text, "use-after-poison") != NULL, "%s", text);
}
#endif
