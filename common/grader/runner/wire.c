/* wire: see wire.h. */
#include "wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

FrameHeader frame_header(FrameKind kind, uint64_t nonce, const char *name, int count)
{
    FrameHeader head;
    memset(&head, 0, sizeof head);
    head.magic = WIRE_MAGIC;
    head.kind = (uint32_t)kind;
    head.nonce = nonce;
    head.count = count;
    snprintf(head.name, sizeof head.name, "%s", name ? name : "");
    return head;
}

int frame_is_sound(const FrameHeader *head, uint64_t nonce)
{
    return head->magic == WIRE_MAGIC && head->nonce == nonce &&
           head->kind >= FRAME_CASE && head->kind <= FRAME_END && head->count >= 0 &&
           head->count <= WIRE_MAX_COUNT && head->ndim >= 0 && head->ndim <= WIRE_DIMS &&
           memchr(head->name, 0, sizeof head->name) != NULL;
}

static int write_all(int fd, const void *data, size_t size)
{
    const char *at = data;
    while (size > 0) {
        ssize_t n = write(fd, at, size);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return -1;
        at += n;
        size -= (size_t)n;
    }
    return 0;
}

/* 1 when all came, 0 at a clean end, -1 when the stream ends in the middle. */
static int read_all(int fd, void *data, size_t size)
{
    char *at = data;
    size_t got = 0;
    while (got < size) {
        ssize_t n = read(fd, at + got, size - got);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return -1;
        if (n == 0) return got == 0 ? 0 : -1;
        got += (size_t)n;
    }
    return 1;
}

int wire_write(int fd, const FrameHeader *head, const double *values)
{
    if (write_all(fd, head, sizeof *head) != 0) return -1;
    return write_all(fd, values, (size_t)head->count * sizeof *values);
}

int wire_read(int fd, uint64_t nonce, Frame *frame)
{
    frame->values = NULL;
    int got = read_all(fd, &frame->head, sizeof frame->head);
    if (got <= 0) return got;
    if (!frame_is_sound(&frame->head, nonce)) return -1;
    size_t size = (size_t)frame->head.count * sizeof *frame->values;
    frame->values = malloc(size ? size : 1);
    if (frame->values == NULL) return -1;
    if (size > 0 && read_all(fd, frame->values, size) != 1) {
        frame_free(frame);
        return -1;
    }
    return 1;
}

void frame_free(Frame *frame)
{
    free(frame->values);
    frame->values = NULL;
}
