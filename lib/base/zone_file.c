/* zone_file.c - opens a zone by name: UTC is built in, the others are files of the system's tzdata. */
#include "base/error.h"
#include "base/memory.h"
#include "base/tzif.h"
#include "base/zone.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_NAME = 255, MOST_BYTES = 1 << 20 }; /* the largest file of tzdata 2025 has 3,500 bytes */

static const char *const system_folders[] = {"/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo",
                                             "/etc/zoneinfo"};

/* A zone without a file. RFC 9636's smallest: one type of offset 0 named UTC. */
static const unsigned char utc_bytes[] = "TZif"
                                         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                                         "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4"
                                         "\0\0\0\0\0\0UTC";

/* Letters, digits, '_', '+', '-' in parts between '/'; no part is empty or begins with a dot, so a name never leaves the directory. */
static bool is_name(const char *name)
{
    size_t size = strlen(name);
    if (size == 0 || size > MOST_NAME)
        return false;
    char before = '/';
    for (size_t i = 0; i < size; before = name[i], i++) {
        char c = name[i];
        bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '+' ||
                    c == '-';
        if (!word && (before == '/' || (c != '/' && c != '.')))
            return false;
    }
    return before != '/';
}

/* All bytes of a file that is open; *size is the room in, and what was read out. -1: errno says why. */
static int read_all(int file, unsigned char *bytes, size_t *size)
{
    size_t used = 0;
    while (used < *size) {
        ssize_t got = read(file, bytes + used, *size - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        used += (size_t)got;
    }
    *size = used;
    return 0;
}

static eco_status read_zone(eco_zone **out, const char *name, int file, const eco_allocator *allocator, eco_error *error)
{
    struct stat about;
    if (fstat(file, &about) != 0)
        return eco_fail(error, ECO_E_IO, NULL, "zone %s: %s", ECO_QUOTE(name), strerror(errno));
    if (!S_ISREG(about.st_mode))
        return eco_fail(error, ECO_E_NOT_FOUND, NULL, "%s is not a zone, but a folder of zones", ECO_QUOTE(name));
    if (about.st_size > MOST_BYTES)
        return eco_fail(error, ECO_E_LIMIT, NULL, "zone %s has more than %d bytes", ECO_QUOTE(name), MOST_BYTES);
    size_t room = (size_t)about.st_size, size = room;
    unsigned char *bytes = eco_allocate(allocator, room);
    if (!bytes)
        return eco_fail_memory(error);
    eco_status status = read_all(file, bytes, &size) != 0
                            ? eco_fail(error, ECO_E_IO, NULL, "zone %s: %s", ECO_QUOTE(name), strerror(errno))
                            : eco_tzif_read(out, name, bytes, size, allocator, error);
    eco_release(allocator, bytes, room);
    return status;
}

eco_status eco_zone_load(eco_zone **out, const char *name, const char *const *folders, size_t count,
                         const eco_allocator *allocator, eco_error *error)
{
    int missing = ENOENT;
    for (size_t i = 0; i < count; i++) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s/%s", folders[i], name);
        int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (file < 0) {
            missing = errno == ENOENT || errno == ENOTDIR ? missing : errno;
            continue;
        }
        eco_status status = read_zone(out, name, file, allocator, error);
        close(file);
        return status;
    }
    if (missing != ENOENT)
        return eco_fail(error, ECO_E_IO, NULL, "zone %s: %s", ECO_QUOTE(name), strerror(missing));
    return eco_fail(error, ECO_E_NOT_FOUND, NULL, "zone %s is not in the system's tzdata (%s)", ECO_QUOTE(name), folders[0]);
}

eco_status eco_zone_open_with(eco_zone **out, const char *iana_name, const eco_allocator *given, eco_error *error)
{
    *out = NULL;
    eco_allocator allocator = eco_allocator_of(given);
    if (!iana_name || !is_name(iana_name))
        return eco_fail(error, ECO_E_INVALID, NULL, "%s is not the name of a zone such as Asia/Shanghai",
                        iana_name ? ECO_QUOTE(iana_name) : "NULL");
    if (strcmp(iana_name, "UTC") == 0)
        return eco_tzif_read(out, iana_name, utc_bytes, sizeof utc_bytes, &allocator, error);
    return eco_zone_load(out, iana_name, system_folders, sizeof system_folders / sizeof *system_folders, &allocator, error);
}
