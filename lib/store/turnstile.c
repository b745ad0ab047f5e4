/* turnstile.c - see turnstile.h.
 *
 * A flock is asked for without waiting, because a wait inside flock cannot be bounded. Who does not get it sleeps on a bell: a futex in the lock file,
 * which wakes sleepers in the order in which they lay down. The bell says no more than "look again", and a sleeper also looks by itself now and then,
 * so that a process that dies without ringing costs its neighbours a little time and nothing else. */
#include "store/turnstile.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"

enum { GATE = 0, MAIN = 1, PROMISE = 2, BELLS = 3, BELLS_SIZE = BELLS * sizeof(uint32_t) };
/* How long a sleeper sleeps without a bell. At the gate it loses its place when it looks by itself, so it looks seldom. */
static const int64_t look_us[] = {[GATE] = 100000, [MAIN] = 2000};
enum { BLIND_US = 100 }; /* ... where there are no bells */

/* ---- opening ---- */

static const char *network(const char *database)
{
    static const struct {
        uint32_t type;
        const char *name;
    } known[] = {{0x6969, "NFS"},      {0x517B, "SMB"},        {0xFF534D42, "CIFS"},  {0xFE534D42, "SMB2"}, {0x01021997, "9P"},
                 {0x5346414F, "AFS"},  {0x6B414653, "AFS"},    {0x73757245, "CODA"},  {0x564C, "NCP"},      {0x00C36400, "Ceph"},
                 {0x47504653, "GPFS"}, {0x0BD00BD0, "Lustre"}, {0x7461636F, "OCFS2"}, {0x01161970, "GFS2"}};
    struct statfs about;
    if (statfs(database, &about))
        return NULL;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if ((uint32_t)about.f_type == known[i].type)
            return known[i].name;
    return NULL;
}

static eco_status open_lock(int *file, char *path, size_t base, const char *suffix, mode_t mode, eco_error *error)
{
    strcpy(path + base, suffix);
    *file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, mode);
    if (*file >= 0)
        return ECO_OK;
    bool denied = errno == EACCES || errno == EROFS || errno == EPERM;
    return eco_fail(error,
                    denied            ? ECO_E_READ_ONLY
                    : errno == ENOSPC ? ECO_E_FULL
                                      : ECO_E_IO,
                    NULL, "cannot open lock file '%s': %s", path, strerror(errno));
}

/* Without the page there are no bells, which is slower, and works. */
static void hang_bells(eco_turnstile *turnstile)
{
    struct stat about;
    if (fstat(turnstile->main, &about) || (about.st_size < BELLS_SIZE && ftruncate(turnstile->main, BELLS_SIZE)))
        return;
    void *page = mmap(NULL, BELLS_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, turnstile->main, 0);
    turnstile->bells = page == MAP_FAILED ? NULL : page;
}

eco_status eco_turnstile_open(eco_turnstile *turnstile, const char *database, const eco_allocator *allocator, eco_error *error)
{
    *turnstile = (eco_turnstile){.gate = -1, .main = -1, .watch = {-1}};
    const char *remote = network(database);
    if (remote)
        return eco_fail(error, ECO_E_STORE, NULL,
                        "'%s' lies on a network file system (%s), where locks do not hold: use a local disk, or PostgreSQL",
                        database, remote);
    struct stat about;
    mode_t mode = stat(database, &about) ? 0644 : about.st_mode & 0666; /* who may write the one may write the other */
    size_t base = strlen(database), size = base + sizeof "-gate";
    char *path = eco_allocate(allocator, size);
    if (!path)
        return eco_fail_memory(error);
    memcpy(path, database, base);
    eco_status status = open_lock(&turnstile->gate, path, base, "-gate", mode, error);
    if (!status)
        status = open_lock(&turnstile->main, path, base, "-lock", mode, error);
    if (!status)
        status = eco_stopwatch_open(&turnstile->watch, error);
    eco_release(allocator, path, size);
    if (status)
        eco_turnstile_close(turnstile);
    else
        hang_bells(turnstile);
    return status;
}

void eco_turnstile_close(eco_turnstile *turnstile)
{
    if (turnstile->bells)
        munmap(turnstile->bells, BELLS_SIZE);
    if (turnstile->gate >= 0)
        close(turnstile->gate);
    if (turnstile->main >= 0)
        close(turnstile->main);
    eco_stopwatch_close(&turnstile->watch);
    turnstile->bells = NULL;
    turnstile->gate = turnstile->main = -1;
}

/* ---- going through ---- */

/* How many it wakes: 0 or 1. */
static long ring(eco_turnstile *turnstile, int32_t which)
{
    __atomic_add_fetch(&turnstile->bells[which], 1, __ATOMIC_SEQ_CST);
    return syscall(SYS_futex, &turnstile->bells[which], FUTEX_WAKE, 1, NULL, NULL, 0);
}

static void promise(eco_turnstile *turnstile, uint32_t whether)
{
    if (turnstile->bells)
        __atomic_store_n(&turnstile->bells[PROMISE], whether, __ATOMIC_SEQ_CST);
}

/* The gate is promised to whom the bell wakes, who needs a moment to get up: who comes in that moment lies down behind the others. */
static void unlock_gate(eco_turnstile *turnstile)
{
    promise(turnstile, 1);
    flock(turnstile->gate, LOCK_UN);
    if (!turnstile->bells || ring(turnstile, GATE))
        return;
    promise(turnstile, 0); /* nobody slept; who has come since and saw the promise is told */
    ring(turnstile, GATE);
}

static void unlock_main(eco_turnstile *turnstile)
{
    flock(turnstile->main, LOCK_UN);
    if (turnstile->bells)
        ring(turnstile, MAIN);
}

/* Sleeps until the bell rings that had rung `heard` times, or for a while. */
static void sleep_at(eco_turnstile *turnstile, int32_t which, uint32_t heard, int64_t longest_us)
{
    int64_t us = turnstile->bells ? look_us[which] : BLIND_US;
    us = us < longest_us ? us : longest_us;
    struct timespec wait = {us / 1000000, us % 1000000 * 1000};
    if (turnstile->bells)
        syscall(SYS_futex, &turnstile->bells[which], FUTEX_WAIT, heard, &wait, NULL, 0);
    else
        nanosleep(&wait, NULL);
}

static bool promised(const eco_turnstile *turnstile)
{
    return turnstile->bells && __atomic_load_n(&turnstile->bells[PROMISE], __ATOMIC_SEQ_CST);
}

/* *waiting: the stopwatch runs. Who has slept tries, whatever was promised: whom it was promised to may have died. */
static eco_status lock(eco_turnstile *turnstile, int32_t which, int64_t timeout_us, bool *waiting, eco_error *error)
{
    int file = which == GATE ? turnstile->gate : turnstile->main;
    for (bool slept = which != GATE;; slept = true) {
        uint32_t heard = turnstile->bells ? __atomic_load_n(&turnstile->bells[which], __ATOMIC_SEQ_CST) : 0;
        if (slept || !promised(turnstile)) {
            if (!flock(file, LOCK_EX | LOCK_NB))
                break;
            if (errno != EWOULDBLOCK && errno != EINTR)
                return eco_fail(error, ECO_E_IO, NULL, "cannot lock the database's lock file: %s", strerror(errno));
        }
        if (!*waiting)
            eco_stopwatch_start(&turnstile->watch);
        *waiting = true;
        int64_t left = timeout_us - eco_stopwatch_us(&turnstile->watch);
        if (left <= 0)
            return eco_fail(error, ECO_E_BUSY, NULL, "another process has held the database for more than %lld ms",
                            (long long)(timeout_us / 1000));
        sleep_at(turnstile, which, heard, left);
    }
    if (which == GATE)
        promise(turnstile, 0);
    return ECO_OK;
}

eco_status eco_turnstile_enter(eco_turnstile *turnstile, int64_t timeout_us, eco_error *error)
{
    bool waiting = false;
    eco_status status = lock(turnstile, GATE, timeout_us, &waiting, error);
    if (!status) {
        status = lock(turnstile, MAIN, timeout_us, &waiting, error);
        unlock_gate(turnstile);
    }
    if (waiting) {
        int64_t us = eco_stopwatch_us(&turnstile->watch);
        turnstile->waits++;
        turnstile->longest_us = us > turnstile->longest_us ? us : turnstile->longest_us;
    }
    return status;
}

void eco_turnstile_leave(eco_turnstile *turnstile)
{
    unlock_main(turnstile);
}
