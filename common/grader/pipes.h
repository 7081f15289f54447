/* pipes: pairs of descriptors that no other program inherits. */
#ifndef GRADUS_PIPES_H
#define GRADUS_PIPES_H

typedef struct {
    int end[2]; /* [0] reads, [1] writes; -1 when closed */
} Pipe;

/* Both ends close at exec and lie above the numbers that a child gives them with
 * dup2. Returns 0, or -1 with errno and nothing open. */
int pipe_open(Pipe *p);
void pipe_close(Pipe *p);

/* Gives a descriptor such a high number, and closes the old one. -1 stays -1. */
void descriptor_move_up(int *fd);

/* Closes a descriptor that is open, and notes that it is not. */
void descriptor_close(int *fd);

#endif
