/*
 * A disk that loses its power, for one writing program at a time.
 *
 * Preloaded into a program, it keeps beside the folder $ZITI_POWER_DIR a second one, $ZITI_POWER_SHADOW, with each file as it was at
 * its last fsync or fdatasync: what was only written is not there. A power cut is then to kill the program and go on with the second
 * folder's files.
 *
 * A file that is unlinked is unlinked in the shadow at once: SQLite unlinks a WAL only after the database has been synced, and does not
 * sync the folder after it. The -shm is made anew after a power cut and has no shadow.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void failed(const char *what, const char *path)
{
    fprintf(stderr, "power loss shim: %s: %s: %m\n", what, path);
    abort();
}

/* The name of a file directly in the folder that is watched, or NULL. */
static const char *watched(const char *path)
{
    const char *folder = getenv("ZITI_POWER_DIR");
    size_t length = folder ? strlen(folder) : 0;
    if (length == 0 || strncmp(path, folder, length) != 0 || path[length] != '/')
        return NULL;
    const char *name = path + length + 1;
    size_t end = strlen(name);
    if (end == 0 || strchr(name, '/') || (end >= 4 && strcmp(name + end - 4, "-shm") == 0))
        return NULL;
    return name;
}

static void shadow_path(char *path, const char *name, const char *end)
{
    const char *shadow = getenv("ZITI_POWER_SHADOW");
    if (!shadow || snprintf(path, PATH_MAX, "%s/%s%s", shadow, name, end) >= PATH_MAX)
        failed("no shadow", name);
}

/* Copies a file's present content; the copy is there as a whole or not at all. */
static void keep(int fd)
{
    char link[64], path[PATH_MAX], new[PATH_MAX], kept[PATH_MAX], buffer[1 << 16];
    struct stat status;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        failed("readlink", link);
    path[length] = 0;
    const char *name = watched(path);
    if (!name || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || status.st_nlink == 0)
        return;
    shadow_path(new, name, ".new");
    shadow_path(kept, name, "");
   
    int copy = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (copy < 0)
        failed("open", new);
    /* Read through the program's own descriptor: closing a second one would drop SQLite's locks on the file. */
    off_t at = 0;
    ssize_t got;
    while ((got = pread(fd, buffer, sizeof buffer, at)) > 0) {
        if (write(copy, buffer, (size_t)got) != got)
            failed("write", new);
        at += got;
    }
    if (got < 0 || close(copy) != 0 || rename(new, kept) != 0)
        failed("copy", path);
}

int fsync(int fd)
{
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    int done = real(fd);
    if (done == 0)
        keep(fd);
    return done;
}

int fdatasync(int fd)
{
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    int done = real(fd);
    if (done == 0)
        keep(fd);
    return done;
}

int unlink(const char *path)
{
    int (*real)(const char *) = (int (*)(const char *))dlsym(RTLD_NEXT, "unlink");
    int done = real(path);
    const char *name = watched(path);
    if (done == 0 && name) {
        char kept[PATH_MAX];
        shadow_path(kept, name, "");
        real(kept);
    }
    return done;
}
