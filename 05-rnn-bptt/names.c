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

/* Two ranges of Unicode without their accents, two letters for each character: "ss" for
 * sharp s, "A " for A with any accent, two blanks where nothing is left. */
static const char latin[] = /* U+00C0 to U+017F */
    "A A A A A A AeC E E E E I I I I D N O O O O O   O U U U U Y Thss"
    "a a a a a a aec e e e e i i i i d n o o o o o   o u u u u y thy "
    "A a A a A a C c C c C c C c D d D d E e E e E e E e E e G g G g "
    "G g G g H h     I i I i I i I i I i     J j K k   L l L l L l   "
    "  L l N n N n N n       O o O o O o OeoeR r R r R r S s S s S s "
    "S s T t T t     U u U u U u U u U u U u W w Y y Y Z z Z z Z z   ";
static const char latin_more[] = /* U+1E00 to U+1EFF, among them those of Vietnamese */
    "A a B b B b B b C c D d D d D d D d D d E e E e E e E e E e F f "
    "G g H h H h H h H h H h I i I i K k K k K k L l L l L l L l M m "
    "M m M m N n N n N n N n O o O o O o O o P p P p R r R r R r R r "
    "S s S s S s S s S s T t T t T t T t U u U u U u U u U u V v V v "
    "W w W w W w W w W w X x X x Y y Z z Z z Z z h t w y         SS  "
    "A a A a A a A a A a A a A a A a A a A a A a A a E e E e E e E e "
    "E e E e E e E e I i I i O o O o O o O o O o O o O o O o O o O o "
    "O o O o U u U u U u U u U u U u U u Y y Y y Y y Y y             ";

/* The next character of UTF-8 text, which *text is moved past; 0 for what is none. */
static int next_character(const unsigned char **text)
{
    const unsigned char *c = *text;
    int more = c[0] < 0x80 ? 0 : c[0] >= 0xF0 ? 3 : c[0] >= 0xE0 ? 2 : 1;
    int code = more == 0 ? c[0] : c[0] & (0x3F >> more);
    if (c[0] >= 0x80 && c[0] < 0xC0) more = 0, code = 0; /* the middle of something */
    for (int i = 1; i <= more; i++) {
        if ((c[i] & 0xC0) != 0x80) {
            *text += i; /* cut off */
            return 0;
        }
        code = code << 6 | (c[i] & 0x3F);
    }
    *text += more + 1;
    return code;
}

/* Appends c if it is a letter of the alphabet and no second blank in a row. */
static void append(char *name, int room, int *length, char c)
{
    int blank = c == ' ' && (*length == 0 || name[*length - 1] == ' ');
    if (surname_letter(c) >= 0 && !blank && *length < room - 1) name[(*length)++] = c;
}

int name_fold(char *name, int room, const char *typed)
{
    const unsigned char *at = (const unsigned char *)typed;
    int length = 0;
    while (*at) {
        int code = next_character(&at);
        const char *two = NULL;
        if (code > 0 && code < 0x80) append(name, room, &length, (char)code);
        if (code == 0x2019) append(name, room, &length, '\''); /* a curly apostrophe */
        if (code >= 0xC0 && code <= 0x17F) two = latin + 2 * (code - 0xC0);
        if (code >= 0x1E00 && code <= 0x1EFF) two = latin_more + 2 * (code - 0x1E00);
        for (int i = 0; two && i < 2; i++)
            if (two[i] != ' ') append(name, room, &length, two[i]);
    }
    while (length > 0 && name[length - 1] == ' ') length--;
    name[length] = 0;
    return length;
}
