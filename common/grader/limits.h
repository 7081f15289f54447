/* limits: what a process may use of the machine, and of root's powers. */
#ifndef GRADUS_LIMITS_H
#define GRADUS_LIMITS_H

#include <sys/resource.h>
#include "process.h"

typedef struct {
    rlim_t cpu_seconds;
    rlim_t address_bytes; /* 0: no limit */
    int no_processes;     /* 1: the limit on processes forbids new ones */
} Limits;

/* In the parent. */
long run_memory_mb(const RunRequest *request); /* the request's, or the usual one */
Limits limits_prepare(const RunRequest *request);

/* In the child: simple calls only. */
void limits_enter(const Limits *limits);

/* In the child: the program that is executed next has none of root's powers
 * except to read what any user may own, and can get no others. */
void privileges_drop(void);

#endif
