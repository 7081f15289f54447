/* terminal: single keys from a terminal, which is left as it was found. */
#ifndef GRADUS_TERMINAL_H
#define GRADUS_TERMINAL_H

/* Keys come one by one and unseen from now on. 0 when standard input is no terminal
 * or belongs to another job: then nothing changes. However the program ends - by
 * itself, by Ctrl-C, by another signal - the terminal gets its settings back; it also
 * does while the program is stopped with Ctrl-Z. */
int terminal_enter(void);
void terminal_leave(void);

/* The key that was pressed, or 0 when none is waiting; -1 when there is no terminal
 * any more. */
int terminal_key(void);

#endif
