/* checkpoint: files that Python reads and writes by the published layout, and
 * every kind of damaged file refused with path, byte and reason. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include "checkpoint.h"
#include "fail.h"
#include "random.h"

static char folder[64], path[96], error[CHECKPOINT_ERROR_SIZE];

static void make_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/gradus-checkpoint-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/model.safetensors", folder);
}

static void remove_folder(void)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    cr_assert_eq(system(command), 0);
}

TestSuite(checkpoint, .init = make_folder, .fini = remove_folder);

/* A file with this header and `data_size` bytes of data (0, 1, 2...). */
static void write_raw(const char *header, size_t data_size)
{
    FILE *file = fopen(path, "wb");
    uint64_t length = strlen(header);

    for (int i = 0; i < 8; i++) fputc((int)(length >> 8 * i & 255), file);
    fputs(header, file);
    for (size_t i = 0; i < data_size; i++) fputc((int)(i & 63), file);
    cr_assert_eq(fclose(file), 0);
}

static int python(const char *script)
{
    char name[96], command[300];
    FILE *file;

    snprintf(name, sizeof name, "%s/script.py", folder);
    file = fopen(name, "w");
    fputs("import json, struct, sys\n", file);
    fputs(script, file);
    cr_assert_eq(fclose(file), 0);
    snprintf(command, sizeof command, "python3 '%s' '%s'", name, path);
    return system(command);
}

Test(checkpoint, what_is_saved_is_loaded)
{
    real W[6] = {1, -2, (real)0.1, (real)1e-30, (real)INFINITY, 0}, b[3] = {7, 8, 9};
    real W_back[6] = {0}, b_back[3] = {0};
    const CheckpointEntry saved[] = {{"layer.W", SHAPE(2, 3), W}, {"b", SHAPE(3), b}};
    const CheckpointEntry loaded[] = {{"b", SHAPE(3), b_back},
                                      {"layer.W", SHAPE(2, 3), W_back}};
    const CheckpointNote notes[] = {{"model", "mlp"},
                                    {"comment", "a \"quote\"\n\\ \xc3\xa9"}};

    checkpoint_save(path, saved, 2, notes, 2);
    cr_assert_eq(checkpoint_load(path, loaded, 2), 0);
    cr_assert_arr_eq(W, W_back, sizeof W);
    cr_assert_arr_eq(b, b_back, sizeof b);
    cr_assert_eq(checkpoint_load(path, loaded, 1), 1, "one tensor was not asked for");

    CheckpointHeader *header = checkpoint_header_read(path, error);

    cr_assert_not_null(header);
    cr_assert_eq(header->n_tensors, 2);
    cr_assert_str_eq(checkpoint_header_note(header, "model"), "mlp");
    cr_assert_str_eq(checkpoint_header_note(header, "comment"), notes[1].value);
    cr_assert_null(checkpoint_header_note(header, "nothing"));
    cr_assert_eq(header->data_start % 8, 0);
    checkpoint_header_free(header);
}

Test(checkpoint, python_reads_our_file_by_its_published_layout)
{
    real W[6] = {1, -2, (real)0.5, 4, (real)-0.25, 6}, b[2] = {(real)0.1, 9};
    const CheckpointEntry entries[] = {{"W \"1\"\xc3\xa9", SHAPE(2, 3), W},
                                       {"b", SHAPE(2, 1), b}};
    const CheckpointNote notes[] = {{"epoch", "10"}, {"text", "tab\there"}};

    checkpoint_save(path, entries, 2, notes, 2);
    cr_assert_eq(
        python(
            "raw = open(sys.argv[1], 'rb').read()\n"
            "n, = struct.unpack('<Q', raw[:8])\n"
            "head, data = json.loads(raw[8:8 + n].decode('utf-8')), raw[8 + n:]\n"
            "assert raw[8:9] == b'{' and n % 8 == 0\n"
            "assert head.pop('__metadata__') == {'epoch': '10', 'text': 'tab\\there'}\n"
            "def tensor(t):\n"
            "    code, size = {'F32': ('f', 4), 'F64': ('d', 8)}[t['dtype']]\n"
            "    a, b = t['data_offsets']\n"
            "    return list(struct.unpack('<%d%s' % ((b - a) // size, code), "
            "data[a:b]))\n"
            "W, b = head['W \"1\"\\u00e9'], head['b']\n"
            "assert W['shape'] == [2, 3] and b['shape'] == [2, 1] and len(head) == 2\n"
            "assert tensor(W) == [1, -2, 0.5, 4, -0.25, 6]\n"
            "assert abs(tensor(b)[0] - 0.1) < 1e-8 and tensor(b)[1] == 9\n"
            "assert b['data_offsets'][1] == len(data)\n"),
        0);
}

Test(checkpoint, python_writes_a_file_that_we_read_in_either_type)
{
    real a[4], b[3], scalar[1], empty_too[1] = {5};
    const CheckpointEntry entries[] = {{"a", SHAPE(2, 2), a},
                                       {"\xf0\x9f\x98\x80", SHAPE(3), b},
                                       {"s", SHAPE(1), scalar}};

    cr_assert_eq(
        python(
            "a = struct.pack('<4f', 1.5, -2, 3, 1e-3)\n"
            "b = struct.pack('<3d', 0.1, 1e-300, 7)\n"
            "s = struct.pack('<d', 42)\n"
            /* json.dumps escapes the name as a pair of surrogates. */
            "head = {'\\U0001F600': {'shape': [3], 'dtype': 'F64',\n"
            "                       'data_offsets': [16, 40]},\n"
            "        's': {'dtype': 'F64', 'shape': [], 'data_offsets': [40, 48]},\n"
            "        'none': {'dtype': 'F32', 'shape': [0, 7],\n"
            "                 'data_offsets': [16, 16]},\n"
            "        'a': {'data_offsets': [0, 16], 'dtype': 'F32', 'shape': [2, 2]},\n"
            "        '__metadata__': {'k\\u20ac': 'v\\u0001\\n'}}\n"
            "text = json.dumps(head, indent=1).encode() + b'   '\n"
            "f = open(sys.argv[1], 'wb')\n"
            "f.write(struct.pack('<Q', len(text)) + text + a + b + s)\n"),
        0);
    cr_assert_eq(checkpoint_try_load(path, entries, 3, error), 1, "%s", error);
    cr_assert(a[0] == (real)1.5 && a[1] == -2 && a[2] == 3 && a[3] == (real)(float)1e-3);
    cr_assert(b[0] == (real)0.1 && b[1] == (real)1e-300 && b[2] == 7);
    cr_assert_eq(scalar[0], 42);
    cr_assert_eq(empty_too[0], 5);

    CheckpointHeader *header = checkpoint_header_read(path, error);

    cr_assert_str_eq(checkpoint_header_note(header, "k\xe2\x82\xac"), "v\x01\n");
    checkpoint_header_free(header);
}

/* The loader refuses the file with this reason, and has touched nothing. */
static void check_refused(const char *reason)
{
    real x[2] = {11, 22};
    const CheckpointEntry entry = {"x", SHAPE(2), x};

    error[0] = '\0';
    cr_assert_eq(checkpoint_try_load(path, &entry, 1, error), -1, "accepted; wanted: %s",
                 reason);
    cr_assert(strstr(error, reason), "wanted \"%s\" in: %s", reason, error);
    cr_assert_eq(strncmp(error, path, strlen(path)), 0, "no path in: %s", error);
    cr_assert(x[0] == 11 && x[1] == 22);
}

#define X "\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}"

Test(checkpoint, a_good_file_is_accepted_by_the_checks_below)
{
    real x[2];
    const CheckpointEntry entry = {"x", SHAPE(2), x};

    write_raw("{" X "}", 8);
    cr_assert_eq(checkpoint_try_load(path, &entry, 1, error), 0, "%s", error);
    write_raw(
        "{ \"x\" :\n{\"dtype\":\"F32\" , \"shape\":[ 2 ],\"data_offsets\":[0, 8]}} ", 8);
    cr_assert_eq(checkpoint_try_load(path, &entry, 1, error), 0, "%s", error);
}

Test(checkpoint, ranges_that_lie_are_refused)
{
    static const struct {
        const char *header;
        size_t data_size;
        const char *reason;
    } files[] = {
        {"{" X "}", 7, "byte 9: tensor x: its data ends at 8, but the file holds only 7"},
        {"{" X "}", 9, "byte 70: 1 bytes at the end belong to no tensor"},
        {"{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}", 12,
         "byte 9: tensor x: its data begins at 4, after bytes that belong to nobody"},
        {"{" X ",\"y\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}", 12,
         "tensor y: its data begins at 4, inside another's"},
        {"{" X ",\"y\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8,
         "its data begins at 0, inside another's"},
        {"{" X ",\"y\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[12,16]}}", 16,
         "after bytes that belong to nobody"},
        {"{\"x\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8,
         "its shape needs 16 bytes"},
        {"{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}", 8,
         "run from 8 to 0"},
        {"{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}", 8,
         "its data begins at 8"},
        {"{\"x\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,2147483647],"
         "\"data_offsets\":[0,8]}}",
         8, "its shape is too large"},
        {"{\"x\":{\"dtype\":\"F32\",\"shape\":[2147483648],\"data_offsets\":[0,8]}}", 8,
         "byte 37: this number is too large"},
        {"{\"x\":{\"dtype\":\"F32\",\"shape\":[2],"
         "\"data_offsets\":[0,18446744073709551624]}}",
         8, "this number is too large"},
        {"{\"x\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,2],\"data_offsets\":[0,8]}"
         "}",
         8, "more than 8 dimensions"},
    };

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        write_raw(files[i].header, files[i].data_size);
        check_refused(files[i].reason);
    }
}

Test(checkpoint, malformed_headers_are_refused)
{
    static const char *const headers[][2] = {
        {"[]", "byte 8: the header does not begin with '{'"},
        {" {" X "}", "byte 8: the header does not begin with '{'"},
        {"{}x", "byte 10: something follows the header"},
        {"{" X "}{}", "something follows the header"},
        {"{" X, "expected '}'"},
        {"{" X ",}", "expected '\"'"},
        {"{" X "," X "}", "two tensors are called x"},
        {"{\"x\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}",
         "tensor x has type I64; only F32 and F64 are read"},
        {"{\"x\":{\"dtype\":\"\",\"shape\":[1],\"data_offsets\":[0,8]}}", "has type ;"},
        {"{\"x\":{\"dtype\":32,\"shape\":[1],\"data_offsets\":[0,8]}}", "expected '\"'"},
        {"{\"x\":{\"dtype\":\"F32\",\"shape\":[2]}}", "tensor x has no data_offsets"},
        {"{\"x\":{\"shape\":[2],\"data_offsets\":[0,8]}}", "tensor x has no dtype"},
        {"{\"x\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,"
         "8]}}",
         "the key dtype is there twice"},
        {"{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"more\":1}}",
         "the key more is unknown"},
        {"{\"x\":{}}", "expected '\"'"},
        {"{\"x\":[]}", "expected '{'"},
        {"{\"x\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
         "expected a whole number"},
        {"{\"x\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}",
         "expected ']'"},
        {"{\"x\":{\"dtype\":\"F32\",\"shape\":[02],\"data_offsets\":[0,8]}}",
         "may not begin with 0"},
        {"{\"x\":{\"dtype\":\"F32\",\"shape\":[2,],\"data_offsets\":[0,8]}}",
         "expected a whole number"},
        {"{\"x\":{\"dtype\":\"F32\",\"shape\":[[2]],\"data_offsets\":[0,8]}}",
         "expected a whole number"},
        {"{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,8]}}",
         "expected ']'"},
        {"{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8]}}",
         "expected ','"},
        {"{\"__metadata__\":{\"a\":1}," X "}", "expected '\"'"},
        {"{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}," X "}", "the key a is twice"},
        {"{\"__metadata__\":{},\"__metadata__\":{}," X "}",
         "__metadata__ is there twice"},
        {"{\"a\nb\":{}," X "}", "control character"},
        {"{\"\\q\":{}," X "}", "escape is not valid"},
        {"{\"\\u12g4\":{}," X "}", "escape is not valid"},
        {"{\"\\u0000\":{}," X "}", "escape is not valid"},
        {"{\"\\ud83d\":{}," X "}", "escape is not valid"},
        {"{\"\\ud83d\\u0041\":{}," X "}", "escape is not valid"},
        {"{\"\\ude00\":{}," X "}", "escape is not valid"},
        {"{\"\xff\":{}," X "}", "byte 10: the header is not UTF-8"},
        {"{\"\xc0\xaf\":{}," X "}", "not UTF-8"},
        {"{\"\xed\xa0\x80\":{}," X "}", "not UTF-8"},
        {"{\"unended", "expected '\"'"},
        {"{\"unended\\", "escape is not valid"},
    };

    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        write_raw(headers[i][0], 8);
        check_refused(headers[i][1]);
    }
}

Test(checkpoint, deep_nesting_does_not_recurse)
{
    enum { DEPTH = 1000000 };
    char *header = xmalloc(DEPTH + 16);

    strcpy(header, "{\"x\":");
    memset(header + 5, '[', DEPTH);
    header[5 + DEPTH] = '\0';
    write_raw(header, 0);
    check_refused("expected '{'");
    memset(header + 5, '{', DEPTH);
    write_raw(header, 0);
    check_refused("expected '\"'");
    free(header);
}

Test(checkpoint, lengths_that_lie_are_refused)
{
    static const struct {
        unsigned char bytes[8];
        const char *reason;
    } lengths[] = {
        {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
         "at most 100000000 are allowed"},
        {{1, 0xe1, 0xf5, 5}, "a header of 100000001 bytes is announced; at most"},
        {{0, 0xe1, 0xf5, 5}, "a header of 100000000 bytes is announced in a file of 12"},
        {{5}, "a header of 5 bytes is announced in a file of 12"},
        {{0}, "a header of 0 bytes"},
        {{1}, "a header of 1 bytes"},
    };

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        FILE *file = fopen(path, "wb");

        fwrite(lengths[i].bytes, 1, 8, file);
        fputs("{}  ", file);
        cr_assert_eq(fclose(file), 0);
        check_refused(lengths[i].reason);
    }
}

Test(checkpoint, what_is_no_file_is_refused)
{
    check_refused("No such file");
    snprintf(path, sizeof path, "%s", folder);
    check_refused("not a regular file");
}

static size_t read_file(unsigned char *bytes, size_t size)
{
    FILE *file = fopen(path, "rb");
    size_t got = fread(bytes, 1, size, file);

    fclose(file);
    return got;
}

static void write_file(const unsigned char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");

    fwrite(bytes, 1, size, file);
    cr_assert_eq(fclose(file), 0);
}

static size_t save_small(unsigned char *bytes, size_t size)
{
    real x[2] = {1, 2}, y[3] = {3, 4, 5};
    const CheckpointEntry entries[] = {{"x", SHAPE(2), x}, {"y", SHAPE(3, 1), y}};
    const CheckpointNote note = {"key", "\\value"};

    checkpoint_save(path, entries, 2, &note, 1);
    return read_file(bytes, size);
}

Test(checkpoint, every_truncation_is_refused)
{
    unsigned char bytes[1024];
    size_t size = save_small(bytes, sizeof bytes);

    for (size_t length = 0; length < size; length++) {
        write_file(bytes, length);
        check_refused(": byte ");
    }
}

Test(checkpoint, random_damage_is_refused_or_harmless)
{
    unsigned char bytes[1024], damaged[1024];
    size_t size = save_small(bytes, sizeof bytes);
    Random rng = random_seeded(11);
    int refused = 0;

    for (int trial = 0; trial < 1500; trial++) {
        memcpy(damaged, bytes, size);
        for (int i = random_int(&rng, 3); i >= 0; i--)
            damaged[random_int(&rng, (int)size - 20)] =
                (unsigned char)random_int(&rng, 256);
        write_file(damaged, size);

        CheckpointHeader *header = checkpoint_header_read(path, error);

        if (header)
            for (int t = 0; t < header->n_tensors; t++)
                cr_assert_leq(header->tensors[t].end, header->data_size);
        refused += !header;
        checkpoint_header_free(header);
    }
    cr_assert_gt(refused, 750);
    cr_assert_lt(refused, 1500, "some damage only changes names");
}

Test(checkpoint, missing_names_and_other_shapes_are_refused_before_anything_changes)
{
    unsigned char bytes[1024];
    real x[2] = {9, 9}, y[3] = {9, 9, 9};
    CheckpointEntry entries[] = {{"x", SHAPE(2), x}, {"z", SHAPE(3), y}};

    save_small(bytes, sizeof bytes);
    cr_assert_eq(checkpoint_try_load(path, entries, 2, error), -1);
    cr_assert(strstr(error, "holds no tensor called z; it has 2"), "%s", error);
    entries[1].name = "y";
    cr_assert_eq(checkpoint_try_load(path, entries, 2, error), -1);
    cr_assert(strstr(error, "tensor y has shape (3,1), but (3) is needed"), "%s", error);
    cr_assert(x[0] == 9 && y[0] == 9);
}

Test(checkpoint, load_ends_the_program_with_the_reason, .exit_code = DIE_EXIT_STATUS)
{
    remove_folder(); /* the program ends before .fini */
    checkpoint_load(path, NULL, 0);
}

Test(checkpoint, names_that_no_reader_could_use_are_not_saved)
{
    real x[1] = {1};
    CheckpointEntry entries[] = {{"x", SHAPE(1), x}, {"x", SHAPE(1), x}};
    const CheckpointNote notes[] = {{"k", "1"}, {"k", "2"}};

    cr_assert_eq(checkpoint_try_save(path, entries, 2, NULL, 0, error), -1);
    cr_assert(strstr(error, "two tensors are called x"), "%s", error);
    entries[1].name = "__metadata__";
    cr_assert_eq(checkpoint_try_save(path, entries, 2, NULL, 0, error), -1);
    entries[1].name = "\xff";
    cr_assert_eq(checkpoint_try_save(path, entries, 2, NULL, 0, error), -1);
    entries[1].name = "";
    cr_assert_eq(checkpoint_try_save(path, entries, 2, NULL, 0, error), -1);
    cr_assert_eq(checkpoint_try_save(path, entries, 1, notes, 2, error), -1);
    cr_assert_neq(access(path, F_OK), 0, "nothing was written");
}

Test(checkpoint, an_empty_model_is_a_file_too)
{
    cr_assert_eq(checkpoint_try_save(path, NULL, 0, NULL, 0, error), 0, "%s", error);
    cr_assert_eq(checkpoint_try_load(path, NULL, 0, error), 0, "%s", error);
}

Test(checkpoint, a_missing_folder_is_named_with_the_command_that_makes_it)
{
    real x[1] = {1};
    const CheckpointEntry entry = {"x", SHAPE(1), x};

    snprintf(path, sizeof path, "%s/no/model", folder);
    cr_assert_eq(checkpoint_try_save(path, &entry, 1, NULL, 0, error), -1);
    cr_assert(strstr(error, "mkdir -p ") && strstr(error, "/no"), "%s", error);
}

Test(checkpoint, a_failed_write_leaves_the_old_file_and_nothing_else)
{
    unsigned char before[1024], after[1024];
    size_t size = save_small(before, sizeof before);
    static real large[100000];
    const CheckpointEntry entry = {"large", SHAPE(100000), large};
    struct rlimit limit = {4096, 4096};
    char command[128];

    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    cr_assert_eq(checkpoint_try_save(path, &entry, 1, NULL, 0, error), -1);
    cr_assert(strstr(error, "cannot write"), "%s", error);
    cr_assert_eq(read_file(after, sizeof after), size);
    cr_assert_arr_eq(before, after, size);
    snprintf(command, sizeof command, "test \"$(ls '%s')\" = model.safetensors", folder);
    cr_assert_eq(system(command), 0, "a temporary file was left");
}
