/* Preloaded into a program that writes a store: the Nth write to the disk of files below a path fails, or is the last.

   FAULT_BELOW  what the paths of the files begin with; the shared memory of the WAL is mapped and not counted
   arm(n, how)  from now on the nth call fails with EIO (how 0) or ENOSPC (1); or the program dies there (2), half of
                the bytes written; or the power goes (3): what was written since each file's last fsync is taken back */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static long calls, at;
static int how, busy;

struct undo { struct undo *before; dev_t dev; ino_t ino; char path[512]; off_t size, offset; size_t length; char *bytes; };
static struct undo *undone;

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, name)
static ssize_t real_pwrite(int fd, const void *b, size_t n, off_t o) { REAL(ssize_t, "pwrite64", int, const void *, size_t, off_t); return real(fd, b, n, o); }
static int real_truncate(int fd, off_t n) { REAL(int, "ftruncate64", int, off_t); return real(fd, n); }

void arm(long n, int kind) { calls = 0; at = n; how = kind; }
long counted(void) { return calls; }

static int path_of(int fd, char *path) {
    char link[64]; const char *below = getenv("FAULT_BELOW"); struct stat st;
    if (!below || busy) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, 511);
    if (n <= 0) return 0;
    path[n] = 0;
    if (strncmp(path, below, strlen(below)) || (n > 4 && !strcmp(path + n - 4, "-shm"))) return 0;
    return !fstat(fd, &st) && S_ISREG(st.st_mode);
}

static void remember(int fd, const char *path, off_t offset, size_t length) {
    struct stat st; struct undo *u = calloc(1, sizeof *u);
    fstat(fd, &st);
    u->before = undone; u->dev = st.st_dev; u->ino = st.st_ino; u->size = st.st_size; u->offset = offset;
    strcpy(u->path, path);
    u->bytes = malloc(length ? length : 1);
    ssize_t had = length ? pread(fd, u->bytes, length, offset) : 0;
    u->length = had > 0 ? had : 0;
    undone = u;
}

static void forget(int fd) {
    struct stat st; struct undo **u = &undone;
    fstat(fd, &st);
    while (*u) {
        if ((*u)->dev == st.st_dev && (*u)->ino == st.st_ino) { struct undo *gone = *u; *u = gone->before; free(gone->bytes); free(gone); }
        else u = &(*u)->before;
    }
}

static void power_goes(void) {
    busy = 1;
    for (struct undo *u = undone; u; u = u->before) {
        struct stat st; int fd = open(u->path, O_RDWR);
        if (fd < 0) continue;
        if (!fstat(fd, &st) && st.st_ino == u->ino && st.st_dev == u->dev) {
            real_pwrite(fd, u->bytes, u->length, u->offset);
            real_truncate(fd, u->size);
        }
        close(fd);
    }
    _exit(137);
}

/* 0: go on; -1: fail, errno is set */
static int strikes(void) {
    if (!at || ++calls != at) return 0;
    if (how == 0 || how == 1) { errno = how ? ENOSPC : EIO; return -1; }
    if (how == 3) power_goes();
    return 1; /* die after half of it */
}

static ssize_t put(int fd, const void *bytes, size_t n, off_t offset) {
    char path[512];
    if (!path_of(fd, path)) return real_pwrite(fd, bytes, n, offset);
    int struck = strikes();
    if (struck < 0) return -1;
    if (struck) { real_pwrite(fd, bytes, n / 2, offset); _exit(137); }
    if (how == 3) remember(fd, path, offset, n);
    return real_pwrite(fd, bytes, n, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off_t offset) { return put(fd, bytes, n, offset); }
ssize_t pwrite(int fd, const void *bytes, size_t n, off_t offset) { return put(fd, bytes, n, offset); }

static int sync_it(int fd, const char *name) {
    int (*real)(int) = dlsym(RTLD_NEXT, name); char path[512];
    if (!path_of(fd, path)) return real(fd);
    int struck = strikes();
    if (struck < 0) return -1;
    if (struck) _exit(137);
    int done = real(fd);
    if (!done && how == 3) forget(fd);
    return done;
}

int fsync(int fd) { return sync_it(fd, "fsync"); }
int fdatasync(int fd) { return sync_it(fd, "fdatasync"); }

static int cut(int fd, off_t n) {
    char path[512]; struct stat st;
    if (!path_of(fd, path)) return real_truncate(fd, n);
    int struck = strikes();
    if (struck < 0) return -1;
    if (struck) _exit(137);
    if (how == 3 && !fstat(fd, &st)) remember(fd, path, n, st.st_size > n ? st.st_size - n : 0);
    return real_truncate(fd, n);
}

int ftruncate64(int fd, off_t n) { return cut(fd, n); }
int ftruncate(int fd, off_t n) { return cut(fd, n); }
