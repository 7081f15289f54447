/* capture: keeps both ends of a long output; see capture.h. */
#include "capture.h"

#include <stdio.h>
#include <string.h>
#include "fail.h"

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

void capture_add(Capture *capture, const char *bytes, size_t n)
{
    if (capture->total < CAPTURE_BYTES) {
        size_t first = smaller(n, CAPTURE_BYTES - capture->total);
        memcpy(capture->head + capture->total, bytes, first);
        capture->total += first;
        bytes += first;
        n -= first;
    }
    while (n > 0) {
        size_t at = (capture->total - CAPTURE_BYTES) % CAPTURE_BYTES;
        size_t part = smaller(n, CAPTURE_BYTES - at);
        memcpy(capture->tail + at, bytes, part);
        capture->total += part;
        bytes += part;
        n -= part;
    }
}

/* The tail, oldest byte first, in two pieces of the ring. Returns its length. */
static size_t copy_tail(char *to, const Capture *capture)
{
    size_t rest = capture->total - CAPTURE_BYTES;
    if (rest <= CAPTURE_BYTES) {
        memcpy(to, capture->tail, rest);
        return rest;
    }
    size_t oldest = rest % CAPTURE_BYTES;
    memcpy(to, capture->tail + oldest, CAPTURE_BYTES - oldest);
    memcpy(to + CAPTURE_BYTES - oldest, capture->tail, oldest);
    return CAPTURE_BYTES;
}

char *capture_text(const Capture *capture)
{
    enum { GAP = 80 };
    char *text = xmalloc(2 * CAPTURE_BYTES + GAP + 1);
    size_t n = smaller(capture->total, CAPTURE_BYTES);
    memcpy(text, capture->head, n);
    n = text_make_plain(text, n);
    if (capture->total > 2 * CAPTURE_BYTES)
        n += (size_t)snprintf(text + n, GAP, "\n[... %zu bytes left out ...]\n",
                              capture->total - 2 * CAPTURE_BYTES);
    if (capture->total > CAPTURE_BYTES) {
        size_t tail = copy_tail(text + n, capture);
        n += text_make_plain(text + n, tail);
    }
    text[n] = 0;
    return text;
}

/* ---- plain text ------------------------------------------------------------------ */

/* Bytes of the UTF-8 character that begins here, 0 when none does. Overlong
 * forms, surrogates and the control characters above 127 are none. */
static size_t utf8_length(const unsigned char *s, size_t n)
{
    static const unsigned least[] = {0, 0, 0xa0, 0x800, 0x10000};
    size_t length = s[0] < 0xc2   ? 0
                    : s[0] < 0xe0 ? 2
                    : s[0] < 0xf0 ? 3
                    : s[0] < 0xf5 ? 4
                                  : 0;
    if (length == 0 || length > n) return 0;
    unsigned code = s[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xc0) != 0x80) return 0;
        code = code << 6 | (s[i] & 0x3f);
    }
    int surrogate = code >= 0xd800 && code < 0xe000;
    return code < least[length] || code > 0x10ffff || surrogate ? 0 : length;
}

size_t text_make_plain(char *text, size_t n)
{
    size_t to = 0;
    for (size_t from = 0; from < n;) {
        unsigned char byte = (unsigned char)text[from];
        size_t length = 1;
        if (byte == '\r' && from + 1 < n && text[from + 1] == '\n') {
            from++;
            continue;
        }
        if (byte >= 0x80) length = utf8_length((unsigned char *)text + from, n - from);
        if (length == 0 || byte == 0x7f || (byte < ' ' && byte != '\n' && byte != '\t')) {
            text[to++] = '?';
            from++;
            continue;
        }
        memmove(text + to, text + from, length);
        to += length;
        from += length;
    }
    return to;
}
