/* names.c: see names.h. */
#include "names.h"

#include <stdlib.h>
#include <string.h>
#include "fail.h"

/* ---- one batch ----------------------------------------------------------- */

NameBatch name_batch(Tape *tape, char *const *name, const int *rows, int N)
{
    NameBatch b = {.T = 1, .N = N};
    b.length = arena_alloc(tape->arena, (size_t)N * sizeof *b.length);
    for (int n = 0; n < N; n++) {
        b.length[n] = (int)strlen(name[rows[n]]);
        if (b.length[n] > b.T) b.T = b.length[n];
    }
    b.letter = arena_alloc(tape->arena, (size_t)(b.T * N) * sizeof *b.letter);
    for (int n = 0; n < N; n++)
        for (int t = 0; t < b.T; t++) {
            int padding = t >= b.length[n];
            b.letter[t * N + n] = padding ? -1 : surname_letter(name[rows[n]][t]);
        }
    return b;
}

/* ---- batches of equal length --------------------------------------------- */

enum { LONGEST = 256 }; /* longer names share a group: only padding suffers */

static int group_of(const char *name)
{
    size_t length = strlen(name);
    return length < LONGEST ? (int)length : LONGEST;
}

/* Sorts order by length; names of one length stay in the order they were in. */
static void sort_by_length(NameBatches *b)
{
    int start[LONGEST + 2] = {0}, *sorted = xmalloc((size_t)b->count * sizeof *sorted);
    for (int i = 0; i < b->count; i++) start[group_of(b->name[b->order[i]]) + 1]++;
    for (int k = 1; k < LONGEST + 2; k++) start[k] += start[k - 1];
    for (int i = 0; i < b->count; i++)
        sorted[start[group_of(b->name[b->order[i]])]++] = b->order[i];
    memcpy(b->order, sorted, (size_t)b->count * sizeof *sorted);
    free(sorted);
}

NameBatches name_batches_new(char *const *name, const int *rows, int count, int size)
{
    NameBatches b = {.size = size, .count = count, .name = name,
                     .batches = (count + size - 1) / size};
    b.order = xmalloc((size_t)count * sizeof *b.order);
    b.turn = xmalloc((size_t)b.batches * sizeof *b.turn);
    for (int i = 0; i < count; i++) b.order[i] = rows ? rows[i] : i;
    for (int k = 0; k < b.batches; k++) b.turn[k] = k;
    sort_by_length(&b);
    return b;
}

void name_batches_free(NameBatches *b)
{
    free(b->order);
    free(b->turn);
    *b = (NameBatches){0};
}

static void shuffle(int *items, int count, Random *rng)
{
    for (int i = count - 1; i > 0; i--) {
        int k = random_int(rng, i + 1), item = items[i];
        items[i] = items[k];
        items[k] = item;
    }
}

void name_batches_shuffle(NameBatches *b, Random *rng)
{
    shuffle(b->order, b->count, rng);
    sort_by_length(b);
    shuffle(b->turn, b->batches, rng);
    b->at = 0;
}

int name_batches_next(NameBatches *b)
{
    if (b->at == b->batches) return 0;
    int first = b->turn[b->at++] * b->size, left = b->count - first;
    b->rows = b->order + first;
    return left < b->size ? left : b->size;
}

/* ---- what somebody types ------------------------------------------------- */

/* U+00C0 to U+017F without their accents, two letters each ("AE", or "A" and a blank);
 * two blanks where nothing is left. */
static const char folded[] =
    "A A A A A A AeC E E E E I I I I D N O O O O O   O U U U U Y Thss"
    "a a a a a a aec e e e e i i i i d n o o o o o   o u u u u y thy "
    "A a A a A a C c C c C c C c D d D d E e E e E e E e E e G g G g "
    "G g G g H h     I i I i I i I i I i     J j K k   L l L l L l   "
    "  L l N n N n N n       O o O o O o OeoeR r R r R r S s S s S s "
    "S s T t T t     U u U u U u U u U u U u W w Y y Y Z z Z z Z z   ";

/* Appends c if it is a letter of the alphabet and no second blank in a row. */
static void append(char *name, int room, int *length, char c)
{
    int blank = c == ' ' && (*length == 0 || name[*length - 1] == ' ');
    if (surname_letter(c) >= 0 && !blank && *length < room - 1) name[(*length)++] = c;
}

int name_fold(char *name, int room, const char *typed)
{
    int length = 0;
    for (const unsigned char *c = (const unsigned char *)typed; *c; c++) {
        if (*c < 0x80) {
            append(name, room, &length, (char)*c);
        } else if (*c >= 0xC3 && *c <= 0xC5 && (c[1] & 0xC0) == 0x80) {
            int code = (*c & 0x1F) << 6 | (c[1] & 0x3F);
            const char *two = folded + 2 * (code - 0xC0);
            if (two[0] != ' ') append(name, room, &length, two[0]);
            if (two[1] != ' ') append(name, room, &length, two[1]);
            c++;
        }
    }
    while (length > 0 && name[length - 1] == ' ') length--;
    name[length] = 0;
    return length;
}
