/* Connects to the network, and to servers on this machine.
 * expect-status: failed */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include "real.h"

static void attack(real *out)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    (void)out;
    address.sin_port = htons(53);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int tcp = socket(AF_INET, SOCK_STREAM, 0), udp = socket(AF_INET, SOCK_DGRAM, 0);
    const struct sockaddr *to = (const struct sockaddr *)&address;
    if (tcp >= 0 && connect(tcp, to, sizeof address) == 0) abort();
    if (udp >= 0 && sendto(udp, "x", 1, 0, to, sizeof address) == 1) abort();
    if (socket(AF_UNIX, SOCK_STREAM, 0) >= 0) abort();
}
