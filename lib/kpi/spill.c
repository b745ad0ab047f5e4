/* spill.c - see spill.h. No stdio, and nothing that can be found by a name: the file goes with the last descriptor, however the process ends. */
#include "kpi/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

void eco_kpi_spill_begin(kpi_spill *spill, const kpi_budget *budget, const char *folder)
{
    *spill = (kpi_spill){.budget = budget, .folder = folder, .lock = PTHREAD_MUTEX_INITIALIZER, .file = -1};
}

void eco_kpi_spill_end(kpi_spill *spill)
{
    if (spill->file >= 0)
        close(spill->file);
    pthread_mutex_destroy(&spill->lock);
}

uint32_t eco_kpi_spill_block(const kpi_spill *spill, size_t threads, uint32_t most)
{
    enum { LEAST = 16, PARTS_OF_LIMIT = 8, ENTRIES = 512 * 16 }; /* bytes of one entry in each part of the journal */
    if (!spill->folder || !spill->budget->limit)
        return most;
    int64_t fits = spill->budget->limit / PARTS_OF_LIMIT / ENTRIES / ((int64_t)threads + 1);
    return fits < LEAST ? LEAST : fits < (int64_t)most ? (uint32_t)fits : most;
}

static bool fails(kpi_spill *spill)
{
    atomic_store(&spill->failed, errno ? errno : EIO);
    return false;
}

/* ---- the file ---- */

/* Where the folder's file system has no files without names: one whose name is taken away at once. */
static int make_and_unlink(const char *folder)
{
    char path[4096];
    int size = snprintf(path, sizeof path, "%s/ecomops-XXXXXX", folder);
    if (size < 0 || (size_t)size >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int file = mkostemp(path, O_CLOEXEC);
    if (file >= 0)
        unlink(path);
    return file;
}

static int make(const char *folder)
{
    int file = -1;
    errno = EOPNOTSUPP;
#ifdef O_TMPFILE
    file = open(folder, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
#endif
    bool is_unknown = errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL; /* of the file system, or of an old kernel */
    return file < 0 && is_unknown ? make_and_unlink(folder) : file;
}

static int file_of(kpi_spill *spill)
{
    int file = atomic_load_explicit(&spill->file, memory_order_acquire);
    if (file >= 0)
        return file;
    pthread_mutex_lock(&spill->lock);
    file = atomic_load_explicit(&spill->file, memory_order_relaxed);
    if (file < 0) {
        file = make(spill->folder);
        atomic_store_explicit(&spill->file, file, memory_order_release);
    }
    pthread_mutex_unlock(&spill->lock);
    return file;
}

bool eco_kpi_spill_write(int64_t *offset, kpi_spill *spill, const void *bytes, size_t size)
{
    const char *from = bytes;
    int file = file_of(spill);
    if (file < 0)
        return fails(spill);
    int64_t at = atomic_fetch_add(&spill->end, (int64_t)size);
    *offset = at;
    while (size) {
        ssize_t written = pwrite(file, from, size, at);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            errno = written == 0 ? ENOSPC : errno;
            fails(spill);
            eco_kpi_spill_drop(spill, *offset, (size_t)(at - *offset));
            return false;
        }
        from += written;
        at += written;
        size -= (size_t)written;
    }
    return true;
}

bool eco_kpi_spill_read(void *into, size_t size, kpi_spill *spill, int64_t offset)
{
    char *to = into;
    while (size) {
        ssize_t got = pread(spill->file, to, size, offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            errno = got == 0 ? EIO : errno; /* the file is shorter than what was written */
            return fails(spill);
        }
        to += got;
        offset += got;
        size -= (size_t)got;
    }
    return true;
}

/* A hole: its room on the disk is free again. Where the file system has none, it is free when the state goes. */
void eco_kpi_spill_drop(kpi_spill *spill, int64_t offset, size_t size)
{
#ifdef FALLOC_FL_PUNCH_HOLE
    int kept = errno;
    if (size)
        (void)!fallocate(spill->file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, (off_t)size);
    errno = kept;
#else
    (void)spill, (void)offset, (void)size;
#endif
}

eco_status eco_kpi_spill_failure(kpi_spill *spill, eco_error *error)
{
    int why = atomic_exchange(&spill->failed, 0);
    return why ? eco_fail(error, ECO_E_IO, "/spill_folder", "the file in %s: %s", ECO_QUOTE(spill->folder), strerror(why))
               : ECO_OK;
}
