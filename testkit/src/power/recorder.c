/*
 * Preloaded into the real program: writes down everything that reaches the files of the folder
 * $RECORD_DIR, in order, into $RECORD_LOG. Each call and its record happen under one lock, a flush is
 * recorded once it has succeeded, so a prefix of the log is what a disk may have seen at a moment.
 *
 * A record: kind (1 byte), length of the name (4), offset or size (8), length of the data (8), name,
 * data; little-endian as the machine is. Kinds: C made, W written, T cut, S flushed, U removed,
 * R renamed (the data are the new name).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_fd = -1;
static const char *dir;
static size_t dir_length;

static int ready(void)
{
    if (log_fd >= 0)
        return 1;
    const char *log = getenv("RECORD_LOG");
    dir = getenv("RECORD_DIR");
    if (!log || !dir)
        return 0;
    dir_length = strlen(dir);
    log_fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    return log_fd >= 0;
}

/* The name of a file directly in the folder, or nothing. */
static const char *name_in(const char *path)
{
    if (strncmp(path, dir, dir_length) != 0 || path[dir_length] != '/')
        return NULL;
    const char *name = path + dir_length + 1;
    return *name && !strchr(name, '/') ? name : NULL;
}

static const char *name_of(int fd, char *path, size_t room)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, room - 1);
    if (length <= 0)
        return NULL;
    path[length] = 0;
    return name_in(path);
}

static void note(char kind, const char *name, uint64_t offset, const void *data, uint64_t length)
{
    struct __attribute__((packed)) { char kind; uint32_t name; uint64_t offset, length; } head = {
        kind, (uint32_t)strlen(name), offset, length
    };
    struct iovec parts[3] = {
        { &head, sizeof head }, { (void *)name, head.name }, { (void *)data, length }
    };
    size_t whole = sizeof head + head.name + length;
    if (syscall(SYS_writev, log_fd, parts, 3) != (ssize_t)whole)
        abort();
}

#define LOCKED(type, call, record)              \
    char path[4096];                            \
    (void)path;                                 \
    pthread_mutex_lock(&lock);                  \
    const char *name = ready() ? NAME : NULL;   \
    type result = (type)(call);                 \
    int error = errno;                          \
    if (name && result >= 0) {                  \
        record;                                 \
    }                                           \
    pthread_mutex_unlock(&lock);                \
    errno = error;                              \
    return result

#define NAME name_of(fd, path, sizeof path)

static ssize_t written(int fd, const void *data, size_t length, off64_t offset)
{
    LOCKED(ssize_t, syscall(SYS_pwrite64, fd, data, length, offset),
           note('W', name, (uint64_t)offset, data, (uint64_t)result));
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset)
{
    return written(fd, data, length, offset);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset)
{
    return written(fd, data, length, offset);
}

ssize_t write(int fd, const void *data, size_t length)
{
    LOCKED(ssize_t, syscall(SYS_write, fd, data, length),
           note('W', name, (uint64_t)(lseek(fd, 0, SEEK_CUR) - result), data, (uint64_t)result));
}

static int cut(int fd, off64_t length)
{
    LOCKED(int, syscall(SYS_ftruncate, fd, length), note('T', name, (uint64_t)length, "", 0));
}

int ftruncate(int fd, off_t length) { return cut(fd, length); }
int ftruncate64(int fd, off64_t length) { return cut(fd, length); }

static int flushed(long call, int fd)
{
    LOCKED(int, syscall(call, fd), note('S', name, 0, "", 0));
}

int fsync(int fd) { return flushed(SYS_fsync, fd); }
int fdatasync(int fd) { return flushed(SYS_fdatasync, fd); }

#undef NAME
#define NAME name_in(at)

int unlink(const char *at)
{
    LOCKED(int, syscall(SYS_unlinkat, AT_FDCWD, at, 0), note('U', name, 0, "", 0));
}

int rename(const char *at, const char *to)
{
    LOCKED(int, syscall(SYS_renameat2, AT_FDCWD, at, AT_FDCWD, to, 0),
           const char *other = name_in(to);
           if (other) note('R', name, 0, other, strlen(other)));
}

static int opened(int folder, const char *at, int flags, mode_t mode)
{
    LOCKED(int, syscall(SYS_openat, folder, at, flags, mode),
           if (flags & O_CREAT) note('C', name, 0, "", 0);
           if (flags & O_TRUNC) note('T', name, 0, "", 0));
}

#define MODE                                    \
    mode_t mode = 0;                            \
    if (flags & (O_CREAT | O_TMPFILE)) {        \
        va_list more;                           \
        va_start(more, flags);                  \
        mode = va_arg(more, mode_t);            \
        va_end(more);                           \
    }

int open(const char *at, int flags, ...) { MODE return opened(AT_FDCWD, at, flags, mode); }
int open64(const char *at, int flags, ...) { MODE return opened(AT_FDCWD, at, flags, mode); }
int openat(int folder, const char *at, int flags, ...) { MODE return opened(folder, at, flags, mode); }
int openat64(int folder, const char *at, int flags, ...) { MODE return opened(folder, at, flags, mode); }
