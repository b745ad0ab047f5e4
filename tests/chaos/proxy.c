/* proxy.c - stands between the library and PostgreSQL, and cuts connections: after a random number of pieces of either direction, COMMIT's answer among them. */
#include "chaos.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct link {
    chaos *chaos;
    int listener, server_port;
    char host[128];
    int client;
    uint64_t random;
} link_;

static int connect_to(const char *host, int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    inet_pton(AF_INET, host, &to.sin_addr);
    int server = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(server, (struct sockaddr *)&to, sizeof to) == 0)
        return server;
    close(server);
    return -1;
}

static bool write_all(int to, const char *bytes, ssize_t size)
{
    for (ssize_t done = 0, now; done < size; done += now)
        if ((now = send(to, bytes + done, (size_t)(size - done), MSG_NOSIGNAL)) <= 0)
            return false;
    return true;
}

/* Forwards until one side ends, or the piece comes at which it is cut: then, by chance, the piece is passed on, half of it, or not at all. */
static void *forward(void *user)
{
    link_ *self = user;
    char bytes[16384];
    int server = connect_to(self->host, self->server_port);
    uint64_t left = 20 + chaos_random(&self->random) % 400;
    struct pollfd ends[2] = {{self->client, POLLIN, 0}, {server, POLLIN, 0}};
    while (server >= 0 && poll(ends, 2, -1) > 0) {
        int from = ends[0].revents ? 0 : 1;
        ssize_t size = recv(ends[from].fd, bytes, sizeof bytes, 0);
        if (size <= 0)
            break;
        bool cut = --left == 0;
        if (cut)
            size = size * (ssize_t)(chaos_random(&self->random) % 3) / 2;
        if (!write_all(ends[!from].fd, bytes, size) || cut) {
            self->chaos->cut += cut;
            break;
        }
    }
    if (server >= 0)
        close(server);
    close(self->client);
    free(self);
    return NULL;
}

static _Noreturn void listen_on(const link_ *self)
{
    for (uint64_t i = 1;; i++) {
        int client = accept(self->listener, NULL, NULL), on = 1;
        if (client < 0)
            continue;
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        link_ *one = malloc(sizeof *one);
        *one = *self;
        one->client = client;
        one->random = self->chaos->seed + i * 977;
        pthread_t thread;
        pthread_create(&thread, NULL, forward, one);
        pthread_detach(thread);
    }
}

/* A process of its own: workers that are forked later must not hold its connections open. It ends with this one. */
int chaos_proxy(chaos *chaos, const char *host, int port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    link_ self = {.chaos = chaos, .server_port = port, .listener = socket(AF_INET, SOCK_STREAM, 0)};
    snprintf(self.host, sizeof self.host, "%s", host);
    if (bind(self.listener, (struct sockaddr *)&at, size) || listen(self.listener, 64) ||
        getsockname(self.listener, (struct sockaddr *)&at, &size))
        return -1;
    pid_t child = fork();
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        signal(SIGPIPE, SIG_IGN);
        listen_on(&self);
    }
    close(self.listener);
    return child < 0 ? -1 : ntohs(at.sin_port);
}
