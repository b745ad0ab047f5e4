/* postgres_proxy.c - see postgres_proxy.h. One thread carries all connections. */
#include "postgres_proxy.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test.h"

enum { PAIRS = 32, ROOM = 1 << 16 };

/* One direction of a connection: messages are recognised as they pass. */
typedef struct lane {
    int from, to;
    bool begins; /* the client's first message has no type */
    unsigned char head[5];
    size_t head_size;
    size_t left; /* of the message's body */
} lane;
typedef struct pair {
    lane lanes[2]; /* to the server, to the client */
} pair;

struct postgres_proxy {
    pthread_t thread;
    pthread_mutex_t lock;
    int listener, port, server_port, wake[2];
    bool stop;
    int at, counted;
    bool to_client, passed, refuse, cut;
    char last;
    pair pairs[PAIRS];
    size_t pairs_count;
};

static int dial(int port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int to = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    if (connect(to, (struct sockaddr *)&address, sizeof address) != 0) {
        close(to);
        return -1;
    }
    setsockopt(to, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return to;
}

static void close_pair(postgres_proxy *proxy, size_t number)
{
    close(proxy->pairs[number].lanes[0].from);
    close(proxy->pairs[number].lanes[0].to);
    proxy->pairs[number] = proxy->pairs[--proxy->pairs_count];
}

static void accept_pair(postgres_proxy *proxy)
{
    int on = 1, from = accept(proxy->listener, NULL, NULL), to = -1;
    if (from < 0)
        return;
    setsockopt(from, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (!(proxy->cut && proxy->refuse) && proxy->pairs_count < PAIRS)
        to = dial(proxy->server_port);
    if (to < 0) {
        close(from);
        return;
    }
    proxy->pairs[proxy->pairs_count++] = (pair){{{.from = from, .to = to, .begins = true}, {.from = to, .to = from}}};
}

static void write_all(int to, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = send(to, bytes, size, MSG_NOSIGNAL);
        if (written <= 0)
            return;
        bytes += written;
        size -= (size_t)written;
    }
}

/* How many bytes may pass; less than all when it is to be cut here. */
static size_t pass(postgres_proxy *proxy, lane *lane, bool to_client, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size;) {
        if (lane->left > 0) {
            size_t step = lane->left < size - i ? lane->left : size - i;
            i += step;
            lane->left -= step;
        } else {
            lane->head[lane->head_size++] = (unsigned char)bytes[i++];
            size_t whole = lane->begins ? 4 : 5;
            if (lane->head_size < whole)
                continue;
            const unsigned char *length = lane->head + whole - 4;
            lane->left = ((size_t)length[0] << 24 | (size_t)length[1] << 16 | (size_t)length[2] << 8 | length[3]) - 4;
            lane->head_size = 0;
        }
        if (lane->left > 0 || lane->head_size > 0)
            continue;
        char type = lane->begins ? '!' : (char)lane->head[0];
        lane->begins = false;
        if (to_client != proxy->to_client || !proxy->at || proxy->cut || ++proxy->counted != proxy->at)
            continue;
        proxy->cut = true;
        proxy->last = type;
        return proxy->passed ? i : i - 1; /* the message's last byte is missing */
    }
    return size;
}

static void carry(postgres_proxy *proxy, size_t number, int which)
{
    static char room[ROOM];
    lane *lane = &proxy->pairs[number].lanes[which];
    ssize_t size = recv(lane->from, room, sizeof room, 0);
    if (size <= 0) {
        close_pair(proxy, number);
        return;
    }
    bool before = proxy->cut;
    size_t passes = pass(proxy, lane, which == 1, room, (size_t)size);
    write_all(lane->to, room, passes);
    if (!before && proxy->cut)
        while (proxy->pairs_count > 0)
            close_pair(proxy, 0);
}

static void *run(void *given)
{
    postgres_proxy *proxy = given;
    for (;;) {
        struct pollfd sockets[2 + 2 * PAIRS];
        sockets[0] = (struct pollfd){.fd = proxy->listener, .events = POLLIN};
        sockets[1] = (struct pollfd){.fd = proxy->wake[0], .events = POLLIN};
        size_t pairs = proxy->pairs_count;
        for (size_t i = 0; i < 2 * pairs; i++)
            sockets[2 + i] = (struct pollfd){.fd = proxy->pairs[i / 2].lanes[i % 2].from, .events = POLLIN};
        poll(sockets, 2 + 2 * pairs, -1);
        pthread_mutex_lock(&proxy->lock);
        if (proxy->stop)
            break;
        /* One event a round: a pair that is closed moves the others. */
        size_t ready = 0;
        while (ready < 2 * pairs && !sockets[2 + ready].revents)
            ready++;
        if (ready < 2 * pairs)
            carry(proxy, ready / 2, (int)(ready % 2));
        else if (sockets[0].revents)
            accept_pair(proxy);
        pthread_mutex_unlock(&proxy->lock);
    }
    while (proxy->pairs_count > 0)
        close_pair(proxy, 0);
    pthread_mutex_unlock(&proxy->lock);
    return NULL;
}

postgres_proxy *postgres_proxy_start(int server_port)
{
    postgres_proxy *proxy = calloc(1, sizeof *proxy);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    proxy->server_port = server_port;
    proxy->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(proxy->listener, (struct sockaddr *)&address, size) == 0 && listen(proxy->listener, 16) == 0);
    CHECK(getsockname(proxy->listener, (struct sockaddr *)&address, &size) == 0 && pipe2(proxy->wake, O_CLOEXEC) == 0);
    proxy->port = ntohs(address.sin_port);
    pthread_mutex_init(&proxy->lock, NULL);
    CHECK(pthread_create(&proxy->thread, NULL, run, proxy) == 0);
    return proxy;
}

int postgres_proxy_port(const postgres_proxy *proxy)
{
    return proxy->port;
}

void postgres_proxy_arm(postgres_proxy *proxy, int at, bool to_client, bool passed, bool refuse)
{
    pthread_mutex_lock(&proxy->lock);
    proxy->at = at;
    proxy->counted = 0;
    proxy->to_client = to_client;
    proxy->passed = passed;
    proxy->refuse = refuse;
    proxy->cut = false;
    pthread_mutex_unlock(&proxy->lock);
}

bool postgres_proxy_has_cut(postgres_proxy *proxy)
{
    pthread_mutex_lock(&proxy->lock);
    bool cut = proxy->cut;
    pthread_mutex_unlock(&proxy->lock);
    return cut;
}

char postgres_proxy_last(postgres_proxy *proxy)
{
    return proxy->last;
}

void postgres_proxy_stop(postgres_proxy *proxy)
{
    pthread_mutex_lock(&proxy->lock);
    proxy->stop = true;
    pthread_mutex_unlock(&proxy->lock);
    CHECK(write(proxy->wake[1], "x", 1) == 1);
    pthread_join(proxy->thread, NULL);
    close(proxy->listener);
    close(proxy->wake[0]);
    close(proxy->wake[1]);
    pthread_mutex_destroy(&proxy->lock);
    free(proxy);
}
