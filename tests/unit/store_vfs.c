/* store_vfs.c - see store_vfs.h. */
#include "store_vfs.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test.h"

/* ---- what a power cut would leave ---- */

typedef struct change {
    struct change *next;
    int64_t offset, size; /* size -1: truncated to offset */
    unsigned char bytes[];
} change;
typedef struct node {
    char path[200];
    unsigned char *synced;
    int64_t size;
    change *first, **last; /* since then */
    struct node *next;
} node;

static struct {
    sqlite3_vfs *real;
    vfs_fault fault;
    int64_t countdown, fired, calls;
    bool persistent, dead, refuses;
    node *nodes;
    pthread_mutex_t lock;
} state = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void forget_changes(node *of)
{
    for (change *at = of->first, *next; at; at = next) {
        next = at->next;
        free(at);
    }
    of->first = NULL;
    of->last = &of->first;
}

/* What is in the file now is what has been synced. */
static void synced(node *of)
{
    int file = open(of->path, O_RDONLY);
    struct stat about = {0};
    if (file >= 0)
        fstat(file, &about);
    of->size = about.st_size;
    of->synced = realloc(of->synced, (size_t)of->size + 1);
    if (file >= 0) {
        CHECK_INT(pread(file, of->synced, (size_t)of->size, 0), of->size);
        close(file);
    }
    forget_changes(of);
}

static node *node_of(const char *path)
{
    for (node *at = state.nodes; at; at = at->next)
        if (strcmp(at->path, path) == 0)
            return at;
    node *made = calloc(1, sizeof *made);
    snprintf(made->path, sizeof made->path, "%s", path);
    made->last = &made->first;
    made->next = state.nodes;
    state.nodes = made;
    synced(made);
    return made;
}

static void note(node *of, const void *bytes, int64_t size, int64_t offset)
{
    if (!of)
        return;
    change *made = malloc(sizeof *made + (size_t)(size > 0 ? size : 0));
    made->next = NULL;
    made->offset = offset;
    made->size = size;
    if (size > 0)
        memcpy(made->bytes, bytes, (size_t)size);
    *of->last = made;
    of->last = &made->next;
}

static void apply(node *of, int file, uint64_t chance)
{
    eco_random random = {chance};
    CHECK_INT(ftruncate(file, 0), 0);
    CHECK_INT(pwrite(file, of->synced, (size_t)of->size, 0), of->size);
    for (const change *at = of->first; at; at = at->next) {
        if (chance && eco_random_next(&random) % 2)
            continue;
        if (at->size < 0)
            CHECK_INT(ftruncate(file, at->offset), 0);
        else
            CHECK_INT(pwrite(file, at->bytes, (size_t)at->size, at->offset), at->size);
    }
}

void vfs_reboot(uint64_t chance)
{
    while (state.nodes) {
        node *of = state.nodes;
        state.nodes = of->next;
        int file = open(of->path, O_RDWR);
        if (file >= 0) {
            apply(of, file, chance ? chance + (uint64_t)of->size : 0);
            close(file);
        }
        forget_changes(of);
        free(of->synced);
        free(of);
    }
    state.dead = false;
    state.fault = VFS_NONE;
}

/* ---- whether a call fails ---- */

const char *vfs_fault_name(vfs_fault fault)
{
    static const char *const names[] = {"none", "read",   "write", "short write", "full",    "sync",     "truncate",
                                        "open", "delete", "lock",  "size",        "shm map", "shm lock", "power cut"};
    return names[fault];
}

void vfs_arm(vfs_fault fault, int64_t nth, bool persistent)
{
    pthread_mutex_lock(&state.lock);
    state.fault = fault;
    state.countdown = nth;
    state.persistent = persistent;
    state.fired = state.calls = 0;
    pthread_mutex_unlock(&state.lock);
}

int64_t vfs_disarm(void)
{
    pthread_mutex_lock(&state.lock);
    state.fault = VFS_NONE;
    int64_t fired = state.fired;
    pthread_mutex_unlock(&state.lock);
    return fired;
}

int64_t vfs_calls(void)
{
    return state.calls;
}

void vfs_die(void)
{
    state.dead = true;
}

void vfs_refuse_writing(bool refuse)
{
    state.refuses = refuse;
}

static bool fails(vfs_fault fault)
{
    pthread_mutex_lock(&state.lock);
    bool now = state.fault == fault && --state.countdown <= 0 && (state.countdown == 0 || state.persistent);
    state.fired += now;
    state.calls += state.fault == fault;
    pthread_mutex_unlock(&state.lock);
    return now;
}

/* A change of a file: whether the power is off. */
static bool off(void)
{
    if (fails(VFS_CUT))
        state.dead = true;
    return state.dead;
}

/* ---- files ---- */

typedef struct file {
    sqlite3_file base;
    node *node; /* NULL: not of interest */
    sqlite3_file *real;
} file;

static sqlite3_file *real_of(sqlite3_file *given)
{
    return ((file *)given)->real;
}

static int file_close(sqlite3_file *given)
{
    return real_of(given)->pMethods->xClose(real_of(given));
}

static int file_read(sqlite3_file *given, void *bytes, int size, sqlite3_int64 offset)
{
    if (state.dead || fails(VFS_READ))
        return SQLITE_IOERR_READ;
    return real_of(given)->pMethods->xRead(real_of(given), bytes, size, offset);
}

static int write_through(sqlite3_file *given, const void *bytes, int size, sqlite3_int64 offset)
{
    note(((file *)given)->node, bytes, size, offset);
    return real_of(given)->pMethods->xWrite(real_of(given), bytes, size, offset);
}

static int file_write(sqlite3_file *given, const void *bytes, int size, sqlite3_int64 offset)
{
    if (off() || fails(VFS_WRITE))
        return SQLITE_IOERR_WRITE;
    bool full = fails(VFS_FULL);
    if (full || fails(VFS_SHORT)) {
        if (size > 1)
            write_through(given, bytes, size / 2, offset);
        return full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    }
    return write_through(given, bytes, size, offset);
}

static int file_truncate(sqlite3_file *given, sqlite3_int64 size)
{
    if (off() || fails(VFS_TRUNCATE))
        return SQLITE_IOERR_TRUNCATE;
    note(((file *)given)->node, NULL, -1, size);
    return real_of(given)->pMethods->xTruncate(real_of(given), size);
}

static int file_sync(sqlite3_file *given, int flags)
{
    (void)flags;
    if (off() || fails(VFS_SYNC))
        return SQLITE_IOERR_FSYNC;
    if (((file *)given)->node)
        synced(((file *)given)->node);
    return SQLITE_OK;
}

static int file_size(sqlite3_file *given, sqlite3_int64 *size)
{
    if (state.dead || fails(VFS_SIZE))
        return SQLITE_IOERR_FSTAT;
    return real_of(given)->pMethods->xFileSize(real_of(given), size);
}

static int file_lock(sqlite3_file *given, int level)
{
    if (state.dead || fails(VFS_LOCK))
        return SQLITE_IOERR_LOCK;
    return real_of(given)->pMethods->xLock(real_of(given), level);
}

static int file_unlock(sqlite3_file *given, int level)
{
    return real_of(given)->pMethods->xUnlock(real_of(given), level);
}

static int file_reserved(sqlite3_file *given, int *held)
{
    return real_of(given)->pMethods->xCheckReservedLock(real_of(given), held);
}

static int file_control(sqlite3_file *given, int operation, void *argument)
{
    return real_of(given)->pMethods->xFileControl(real_of(given), operation, argument);
}

static int file_sector(sqlite3_file *given)
{
    return real_of(given)->pMethods->xSectorSize(real_of(given));
}

static int file_device(sqlite3_file *given)
{
    return real_of(given)->pMethods->xDeviceCharacteristics(real_of(given));
}

static int shm_map(sqlite3_file *given, int page, int size, int extend, void volatile **memory)
{
    if (state.dead || fails(VFS_SHM_MAP))
        return SQLITE_IOERR_SHMMAP;
    return real_of(given)->pMethods->xShmMap(real_of(given), page, size, extend, memory);
}

static int shm_lock(sqlite3_file *given, int offset, int count, int flags)
{
    if (!(flags & SQLITE_SHM_UNLOCK) && (state.dead || fails(VFS_SHM_LOCK)))
        return SQLITE_IOERR_SHMLOCK;
    return real_of(given)->pMethods->xShmLock(real_of(given), offset, count, flags);
}

static void shm_barrier(sqlite3_file *given)
{
    real_of(given)->pMethods->xShmBarrier(real_of(given));
}

static int shm_unmap(sqlite3_file *given, int remove)
{
    return real_of(given)->pMethods->xShmUnmap(real_of(given), remove);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_device,
    .xShmMap = shm_map,
    .xShmLock = shm_lock,
    .xShmBarrier = shm_barrier,
    .xShmUnmap = shm_unmap,
};

/* ---- the file system ---- */

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *given, int flags, int *out)
{
    file *made = (file *)given;
    (void)vfs;
    made->base.pMethods = NULL;
    if (state.dead || fails(VFS_OPEN))
        return SQLITE_CANTOPEN;
    made->real = (sqlite3_file *)(made + 1);
    if (state.refuses && flags & SQLITE_OPEN_MAIN_DB)
        flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
    int result = state.real->xOpen(state.real, path, made->real, flags, out);
    if (result)
        return result;
    made->node = path && flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL) ? node_of(path) : NULL;
    made->base.pMethods = &methods;
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
    (void)vfs;
    if (off() || fails(VFS_DELETE))
        return SQLITE_IOERR_DELETE;
    int result = state.real->xDelete(state.real, path, sync);
    if (!result)
        synced(node_of(path)); /* gone, at once */
    return result;
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *out)
{
    (void)vfs;
    return state.real->xAccess(state.real, path, flags, out);
}

static sqlite3_vfs shim;

void vfs_remove(void)
{
    vfs_reboot(0);
    CHECK_INT(sqlite3_vfs_unregister(&shim), SQLITE_OK);
    CHECK_INT(sqlite3_vfs_register(state.real, 1), SQLITE_OK);
}

void vfs_install(void)
{
    if (sqlite3_vfs_find("eco_test")) /* a test that failed has left it */
        vfs_remove();
    state.real = sqlite3_vfs_find(NULL);
    shim = *state.real;
    shim.zName = "eco_test";
    shim.pNext = NULL;
    shim.szOsFile = (int)sizeof(file) + state.real->szOsFile;
    shim.xOpen = vfs_open;
    shim.xDelete = vfs_delete;
    shim.xAccess = vfs_access;
    CHECK_INT(sqlite3_vfs_register(&shim, 1), SQLITE_OK);
}
