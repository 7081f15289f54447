/* stream: frames put together from bytes as they arrive.
 *
 * The bytes come from a process that is not trusted. A header that is not sound
 * (wire.h) marks the stream as damaged, and everything after it is ignored. No
 * memory is set aside on the word of a header: the buffer grows with the bytes
 * that really came. */
#ifndef GRADUS_STREAM_H
#define GRADUS_STREAM_H

#include <stddef.h>
#include <stdint.h>
#include "wire.h"

typedef struct {
    uint64_t nonce;     /* frames with another are refused */
    unsigned char *bytes; /* of the frame that is not complete yet: `have` of them */
    size_t have, room;
    size_t total;       /* bytes that came, ignored ones included */
    Frame *frames;      /* complete ones, in order, owned */
    int n_frames, frames_room;
    int damaged;
} FrameStream;

/* Takes n bytes. Complete frames are added to frames[]; returns how many. */
int stream_add(FrameStream *stream, const unsigned char *bytes, size_t n);

/* No more bytes will come: half a frame is a damage. Frees the buffer; the frames
 * belong to the caller. */
void stream_close(FrameStream *stream);

#endif
