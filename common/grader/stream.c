/* stream: see stream.h. */
#include "stream.h"

#include <stdlib.h>
#include <string.h>
#include "fail.h"

static void append(FrameStream *s, const unsigned char *bytes, size_t n)
{
    if (s->have + n > s->room) {
        s->room = 2 * (s->have + n);
        s->bytes = xrealloc(s->bytes, s->room);
    }
    memcpy(s->bytes + s->have, bytes, n);
    s->have += n;
}

static void keep(FrameStream *s, const FrameHeader *head)
{
    size_t size = (size_t)head->count * sizeof(double);
    Frame frame = {.head = *head, .values = xmalloc(size ? size : 1)};
    memcpy(frame.values, s->bytes + sizeof *head, size);
    if (s->n_frames == s->frames_room) {
        s->frames_room = s->frames_room ? 2 * s->frames_room : 64;
        s->frames = xrealloc(s->frames, (size_t)s->frames_room * sizeof frame);
    }
    s->frames[s->n_frames++] = frame;
    s->have = 0;
}

/* How many bytes are missing to the end of the header, or of the frame. 0 when
 * the frame is complete. */
static size_t missing(FrameStream *s, FrameHeader *head)
{
    if (s->have < sizeof *head) return sizeof *head - s->have;
    memcpy(head, s->bytes, sizeof *head);
    if (!frame_is_sound(head, s->nonce)) {
        s->damaged = 1;
        return 0;
    }
    return sizeof *head + (size_t)head->count * sizeof(double) - s->have;
}

int stream_add(FrameStream *s, const unsigned char *bytes, size_t n)
{
    int before = s->n_frames;
    s->total += n;
    while (n > 0 && !s->damaged) {
        FrameHeader head = {0};
        size_t need = missing(s, &head);
        size_t take = need < n ? need : n;
        append(s, bytes, take);
        bytes += take;
        n -= take;
        if (s->have >= sizeof head && missing(s, &head) == 0 && !s->damaged)
            keep(s, &head);
    }
    return s->n_frames - before;
}

void stream_close(FrameStream *s)
{
    if (s->have > 0) s->damaged = 1;
    free(s->bytes);
    s->bytes = NULL;
    s->have = s->room = 0;
}
