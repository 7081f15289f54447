/* wire: the frames that a runner and the grader exchange.
 *
 * A runner writes frames to descriptor 3 and reads the tensors it is given from
 * standard input. A frame is a fixed header and `count` doubles; both ends are
 * built from this file and run on one machine, so the bytes are those of the
 * struct. A frame carries data, never a verdict: whatever a learner's process
 * writes here is compared with what the reference computed. */
#ifndef GRADUS_WIRE_H
#define GRADUS_WIRE_H

#include <stdint.h>
#include <stdio.h>

enum { WIRE_NAME = 64, WIRE_DIMS = 4, WIRE_FD = 3 };
#define WIRE_MAGIC 0x47524144u        /* "GRAD" */
#define WIRE_MAX_COUNT (1 << 26)      /* half a gigabyte of doubles: surely wrong */

typedef enum {
    FRAME_CASE = 1,     /* a check begins: dim[0] its number, dim[1] the draw used */
    FRAME_CASE_END,     /* it ended by itself */
    FRAME_TODO,         /* an unwritten exercise was called: name is its id */
    FRAME_SIZE,         /* name = value */
    FRAME_INPUT,
    FRAME_OUTPUT,
    FRAME_ACCUMULATED,
    FRAME_UPDATED,
    FRAME_GRADIENT,     /* dim after it; the reference sends its own as well */
    FRAME_GRADIENT_SET, /* the same, overwritten instead of added */
    FRAME_KNOWN,        /* value; the reference adds expected and tolerance */
    FRAME_SAME_LEFT,
    FRAME_SAME_RIGHT,
    FRAME_GIVEN,        /* from the reference to the learner's side */
    FRAME_BEFORE,       /* reference: what the buffer `name` held before */
    FRAME_NUMERIC,      /* reference: central differences; NaN where not taken */
    FRAME_VALUES,       /* training: predictions and the like, for the judge */
    FRAME_POINT,        /* training: (x, y) of the curve `name` */
    FRAME_METRIC,       /* judge: name = value */
    FRAME_END           /* the run is complete: dim[0] checks were run */
} FrameKind;

typedef struct {
    uint32_t magic;
    uint32_t kind;             /* FrameKind */
    uint64_t nonce;            /* of this run; a frame of another is refused */
    char name[WIRE_NAME];      /* always ends with 0 */
    int32_t ndim;
    int32_t dim[WIRE_DIMS];
    int32_t count;             /* doubles that follow */
} FrameHeader;

typedef struct {
    FrameHeader head;
    double *values;            /* count of them, owned by the frame */
} Frame;

/* Fills in a header. A name that is too long is cut. */
FrameHeader frame_header(FrameKind kind, uint64_t nonce, const char *name, int count);

/* Is this header one that `nonce`'s runner may have written? */
int frame_is_sound(const FrameHeader *head, uint64_t nonce);

/* Writes everything or returns -1 (errno tells). */
int wire_write(int fd, const FrameHeader *head, const double *values);

/* Reads one frame: 1, 0 at the end of the stream, -1 when it is not a frame.
 * The values are allocated; frame_free() frees them. */
int wire_read(int fd, uint64_t nonce, Frame *frame);
void frame_free(Frame *frame);

#endif
