/* sandbox: what a learner's process may do, set between fork and exec.
 *
 * Everything here works as an ordinary user; what a kernel or system does not
 * have is left out, and sandbox_describe() says so:
 *   limits      processor time, file size, core dumps, stack, address space
 *   privileges  no new ones, and none of root's when root runs the grader
 *   files       (Landlock) read: itself, the system's libraries, the folders that
 *               the request names; write: nowhere (Landlock, and the filter)
 *   network     (Landlock where it can, and the filter) none
 *   processes   (filter) no new ones, no other program, no signal to others;
 *               threads where the program is not sanitized
 * A request that is trusted has the limits alone.
 * common/grader/README.md explains against whom each of them helps. */
#ifndef GRADUS_SANDBOX_H
#define GRADUS_SANDBOX_H

#include "process.h"

/* Prepared by the parent before fork: the child may only make simple calls. */
typedef struct Sandbox Sandbox;
Sandbox *sandbox_prepare(const RunRequest *request);

/* In the child, just before exec of the request's argv[0] (that very pointer: the
 * filter admits no other program). 0; or -1 and errno when something that the system
 * has could not be applied: then the program must not run. */
int sandbox_enter(const Sandbox *sandbox);

/* The environment for exec: small, and nothing of the grader's own in it. */
char *const *sandbox_environment(const Sandbox *sandbox);

void sandbox_free(Sandbox *sandbox);

/* One line for reports: "Landlock 7, system-call filter, limits". */
const char *sandbox_describe(void);

#endif
