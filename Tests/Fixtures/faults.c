/* What a program does to the files below a folder: written down, or refused. Preloaded: `LD_PRELOAD=faults.so`.
 *
 * FAULTS_FOLDER   the folder
 * FAULTS_LOG      a file that each change is added to, in the order in which they were made
 * FAULTS_AT       the number of the change that is refused, counted from 1
 * FAULTS_READS    when set, reads of ledgers are counted and refused instead of changes
 * FAULTS_ERRNO    with which error
 * FAULTS_FOR_GOOD when set, all that follow are refused too
 *
 * A record of the log is: kind (1 byte), length of the path (4), the path, offset (8), length (8), the bytes. The kinds
 * are W written, S synced, T truncated to the offset, U removed, R renamed to what the bytes say. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static const char *folder;
static int log_file = -1;
static long count, refused_at, refused_errno, for_good, are_reads;

__attribute__((constructor)) static void begin(void) {
    folder = getenv("FAULTS_FOLDER");
    const char *path = getenv("FAULTS_LOG");
    if (path) log_file = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (getenv("FAULTS_AT")) refused_at = atol(getenv("FAULTS_AT"));
    if (getenv("FAULTS_ERRNO")) refused_errno = atol(getenv("FAULTS_ERRNO"));
    for_good = getenv("FAULTS_FOR_GOOD") != NULL;
    are_reads = getenv("FAULTS_READS") != NULL;
}

static int is_inside(const char *path) {
    return folder && strncmp(path, folder, strlen(folder)) == 0 && path[strlen(folder)] == '/';
}

static int path_of(int file, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t size = readlink(link, path, PATH_MAX - 1);
    if (size <= 0) return 0;
    path[size] = 0;
    return is_inside(path) || (folder && strcmp(path, folder) == 0);
}

static void put(const void *bytes, size_t size) {
    for (size_t done = 0; done < size;) {
        long more = syscall(SYS_write, log_file, (const char *)bytes + done, size - done);
        if (more <= 0) _exit(99);
        done += more;
    }
}

static void note(char kind, const char *path, uint64_t offset, const void *bytes, uint64_t size) {
    if (log_file < 0) return;
    uint32_t length = strlen(path);
    put(&kind, 1);
    put(&length, 4);
    put(path, length);
    put(&offset, 8);
    put(&size, 8);
    put(bytes, size);
}

/* True when this is refused. */
static int refuses_next(void) {
    count++;
    if (!refused_at || (for_good ? count < refused_at : count != refused_at)) return 0;
    errno = refused_errno;
    return 1;
}

/* True when this change is refused. */
static int refuses(void) { return !are_reads && refuses_next(); }

static int refuses_read(int file) {
    char path[PATH_MAX];
    if (!are_reads || !path_of(file, path) || !strstr(path, "/ledger")) return 0;
    pthread_mutex_lock(&turn);
    int result = refuses_next();
    int reason = errno;
    pthread_mutex_unlock(&turn);
    errno = reason;
    return result;
}

ssize_t read(int file, void *bytes, size_t size) {
    return refuses_read(file) ? -1 : syscall(SYS_read, file, bytes, size);
}
ssize_t pread(int file, void *bytes, size_t size, off_t offset) {
    return refuses_read(file) ? -1 : syscall(SYS_pread64, file, bytes, size, offset);
}
ssize_t pread64(int file, void *bytes, size_t size, off64_t offset) {
    return refuses_read(file) ? -1 : syscall(SYS_pread64, file, bytes, size, offset);
}

static ssize_t wrote(int file, const void *bytes, size_t size, int64_t offset) {
    char path[PATH_MAX];
    if (!path_of(file, path))
        return offset < 0 ? syscall(SYS_write, file, bytes, size) : syscall(SYS_pwrite64, file, bytes, size, offset);
    pthread_mutex_lock(&turn);
    ssize_t result = -1;
    if (!refuses()) {
        struct stat info;
        int64_t place = offset;
        if (offset < 0) {
            place = lseek(file, 0, SEEK_CUR);
            if (fcntl(file, F_GETFL) & O_APPEND && fstat(file, &info) == 0) place = info.st_size;
        }
        result = offset < 0 ? syscall(SYS_write, file, bytes, size) : syscall(SYS_pwrite64, file, bytes, size, offset);
        if (result > 0) note('W', path, place, bytes, result);
    }
    int reason = errno;
    pthread_mutex_unlock(&turn);
    errno = reason;
    return result;
}

ssize_t write(int file, const void *bytes, size_t size) { return wrote(file, bytes, size, -1); }
ssize_t pwrite(int file, const void *bytes, size_t size, off_t offset) { return wrote(file, bytes, size, offset); }
ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t offset) { return wrote(file, bytes, size, offset); }

static int changed(char kind, int file, uint64_t offset, long call) {
    char path[PATH_MAX];
    int is_known = path_of(file, path);
    if (is_known) pthread_mutex_lock(&turn);
    int result = is_known && refuses() ? -1 : (int)syscall(call, file, offset);
    if (is_known && result == 0) note(kind, path, offset, "", 0);
    int reason = errno;
    if (is_known) pthread_mutex_unlock(&turn);
    errno = reason;
    return result;
}

int fsync(int file) { return changed('S', file, 0, SYS_fsync); }
int fdatasync(int file) { return changed('S', file, 0, SYS_fdatasync); }
int ftruncate(int file, off_t size) { return changed('T', file, size, SYS_ftruncate); }
int ftruncate64(int file, off64_t size) { return changed('T', file, size, SYS_ftruncate); }

/* Folders are made and removed as they come: only their files are what lasts or not. */
int unlinkat(int at, const char *name, int flags) {
    char path[PATH_MAX] = "";
    size_t length = 0;
    if (name[0] != '/' && at != AT_FDCWD && path_of(at, path)) {
        length = strlen(path);
        path[length++] = '/';
    }
    snprintf(path + length, sizeof path - length, "%s", name);
    if (flags & AT_REMOVEDIR || !is_inside(path)) return syscall(SYS_unlinkat, at, name, flags);
    pthread_mutex_lock(&turn);
    int result = refuses() ? -1 : (int)syscall(SYS_unlinkat, at, name, flags);
    if (result == 0) note('U', path, 0, "", 0);
    int reason = errno;
    pthread_mutex_unlock(&turn);
    errno = reason;
    return result;
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }

int rename(const char *from, const char *to) {
    if (!is_inside(from)) return syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
    pthread_mutex_lock(&turn);
    int result = refuses() ? -1 : (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
    if (result == 0) note('R', from, 0, to, strlen(to));
    int reason = errno;
    pthread_mutex_unlock(&turn);
    errno = reason;
    return result;
}
