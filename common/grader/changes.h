/* changes: notices that files of some folders were written.
 *
 * On Linux inotify wakes the waiter at once. Everywhere the files are looked at twice
 * a second besides, since some mounts (network, virtual machines) send no events. */
#ifndef GRADUS_CHANGES_H
#define GRADUS_CHANGES_H

typedef struct Changes Changes;

Changes *changes_watch(char *const *paths, int n); /* n files; they may come and go */

/* Waits until a file changed, or standard input can be read where `keys` is 1, or
 * half a second has passed. After a change it waits until 200 ms have passed without
 * another: editors write in several steps. Returns 1 for a change. */
int changes_wait(Changes *changes, int keys);

void changes_free(Changes *changes);

#endif
