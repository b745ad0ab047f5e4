/* store_vfs.h - a file system for SQLite that fails as it is told: the n-th call of a kind, once or from then on; and that knows what a power cut would
 * leave of the files: all that was synced, and of the rest what chance says. It lies over the real one, and syncs nothing. */
#ifndef ECO_STORE_VFS_H
#define ECO_STORE_VFS_H
#include <stdbool.h>
#include <stdint.h>

typedef enum vfs_fault {
    VFS_NONE,
    VFS_READ,     /* SQLITE_IOERR_READ */
    VFS_WRITE,    /* SQLITE_IOERR_WRITE, nothing is written */
    VFS_SHORT,    /* ... half of it is */
    VFS_FULL,     /* SQLITE_FULL, half of it is written */
    VFS_SYNC,     /* SQLITE_IOERR_FSYNC */
    VFS_TRUNCATE, /* SQLITE_IOERR_TRUNCATE */
    VFS_OPEN,     /* SQLITE_CANTOPEN */
    VFS_DELETE,   /* SQLITE_IOERR_DELETE */
    VFS_LOCK,     /* SQLITE_IOERR_LOCK */
    VFS_SIZE,     /* SQLITE_IOERR_FSTAT */
    VFS_SHM_MAP,  /* SQLITE_IOERR_SHMMAP */
    VFS_SHM_LOCK, /* SQLITE_IOERR_SHMLOCK */
    VFS_CUT,      /* every write, sync, truncation and deletion counts; from the n-th on nothing gets through */
    VFS_FAULTS
} vfs_fault;
const char *vfs_fault_name(vfs_fault fault);

void vfs_install(void); /* as the default */
void vfs_remove(void);
/* The n-th call from now on, from 1. */
void vfs_arm(vfs_fault fault, int64_t nth, bool persistent);
int64_t vfs_disarm(void);             /* how often it has failed */
int64_t vfs_calls(void);              /* of the armed kind, since it was armed */
void vfs_die(void);                   /* from now on nothing gets through */
void vfs_refuse_writing(bool refuse); /* files are opened to be read, whatever is asked for */
/* The machine starts again: of each file what was synced, and each later write as chance says (0: all of them). No connection may be open. */
void vfs_reboot(uint64_t chance);

#endif
