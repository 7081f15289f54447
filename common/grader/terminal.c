/* terminal: see terminal.h. */
#include "terminal.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static struct termios usual, single_keys;
static volatile sig_atomic_t entered;

void terminal_leave(void)
{
    if (entered) tcsetattr(STDIN_FILENO, TCSANOW, &usual);
    entered = 0;
}

/* Only calls that are safe in a handler. The signal then does what it usually does. */
static void on_end(int number)
{
    terminal_leave();
    signal(number, SIG_DFL);
    raise(number);
}

static void on_stop(int number)
{
    int was = entered;
    sigset_t set;
    terminal_leave();
    signal(number, SIG_DFL);
    sigemptyset(&set);
    sigaddset(&set, number);
    raise(number);
    sigprocmask(SIG_UNBLOCK, &set, NULL); /* stops here, until SIGCONT */
    signal(number, on_stop);
    if (was && tcsetattr(STDIN_FILENO, TCSANOW, &single_keys) == 0) entered = 1;
}

static void handle(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

int terminal_enter(void)
{
    if (!isatty(STDIN_FILENO) || tcgetpgrp(STDIN_FILENO) != getpgrp()) return 0;
    if (tcgetattr(STDIN_FILENO, &usual) != 0) return 0;
    single_keys = usual;
    single_keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    single_keys.c_cc[VMIN] = 1;
    single_keys.c_cc[VTIME] = 0;
    atexit(terminal_leave);
    handle(SIGINT, on_end);
    handle(SIGTERM, on_end);
    handle(SIGHUP, on_end);
    handle(SIGQUIT, on_end);
    handle(SIGTSTP, on_stop);
    if (tcsetattr(STDIN_FILENO, TCSANOW, &single_keys) != 0) return 0;
    entered = 1;
    return 1;
}

int terminal_key(void)
{
    struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
    unsigned char key;
    if (poll(&fd, 1, 0) <= 0) return 0;
    return read(STDIN_FILENO, &key, 1) == 1 ? key : -1;
}
