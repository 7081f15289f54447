/* Writes bytes that look like frames to every descriptor.
 * expect-status: error failed */
#include <unistd.h>
#include "wire.h"
#include "real.h"

static void attack(real *out)
{
    FrameHeader frame = frame_header(FRAME_END, 0, "PASS", 0);
    (void)out;
    for (int fd = 0; fd < 1024; fd++)
        if (write(fd, &frame, sizeof frame) < 0) continue;
}
