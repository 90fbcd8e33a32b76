/*
 * Preloaded into the real program by a test. Once the file $FAIL_SYNC_ARMED exists, flushes are
 * counted, and flush number $FAIL_SYNC_AT fails with EIO, once.
 *
 * With FAIL_SYNC_LOSES set, the write-ahead log also loses everything written since its last good
 * flush, as a disk may. Without it everything stays, as a disk may too: after a failed flush either
 * can be found at the next start.
 *
 * A line in $FAIL_SYNC_TOLD says what was done.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long seen;
static off_t kept;

static int is_log(int fd)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    return length > 4 && memcmp(path + length - 4, "-wal", 4) == 0;
}

static off_t length_of(int fd)
{
    struct stat found;
    return fstat(fd, &found) == 0 ? found.st_size : 0;
}

static int is_due(void)
{
    const char *armed = getenv("FAIL_SYNC_ARMED"), *at = getenv("FAIL_SYNC_AT");
    return armed && at && access(armed, F_OK) == 0 && ++seen == atol(at);
}

static void fail(int fd, int log)
{
    off_t before = length_of(fd), after = before;
    if (log && getenv("FAIL_SYNC_LOSES") && ftruncate(fd, kept) == 0)
        after = kept;
    FILE *told = fopen(getenv("FAIL_SYNC_TOLD"), "w");
    if (told) {
        fprintf(told, "%s %lld %lld\n", log ? "log" : "other", (long long)before, (long long)after);
        fclose(told);
    }
}

static int flush(long call, int fd)
{
    pthread_mutex_lock(&lock);
    int log = is_log(fd), result;
    if (is_due()) {
        fail(fd, log);
        errno = EIO;
        result = -1;
    } else {
        off_t length = length_of(fd);
        result = (int)syscall(call, fd);
        if (result == 0 && log)
            kept = length;
    }
    int error = errno;
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}

int fsync(int fd) { return flush(SYS_fsync, fd); }
int fdatasync(int fd) { return flush(SYS_fdatasync, fd); }
