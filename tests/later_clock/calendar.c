/* Moves the calendar of every process that loads this library OFFSET seconds ahead; durations stay as they are.

   The clock of the calendar and the times of files are moved together. Clocks that measure durations are not: a wait
   with a limit would last as long as the offset. Waits until a time of the calendar are moved back for the system. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

/* Functions of the system, by their names; those of threads have older versions that must not be taken. */
#define SYSTEM(name) ((__typeof__(&name))find(#name, 0))
#define SYSTEM_OF(name, version) ((__typeof__(&name))find(#name, version))

static void *find(const char *name, const char *version)
{
    return version ? dlvsym(RTLD_NEXT, name, version) : dlsym(RTLD_NEXT, name);
}

static int is_calendar(clockid_t clock)
{
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int status = syscall(SYS_clock_gettime, clock, now);
    if (status == 0 && is_calendar(clock))
        now->tv_sec += OFFSET;
    return status;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec precise;
    clock_gettime(CLOCK_REALTIME, &precise);
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    (void)zone;
    return 0;
}

time_t time(time_t *result)
{
    struct timespec precise;
    clock_gettime(CLOCK_REALTIME_COARSE, &precise);
    if (result)
        *result = precise.tv_sec;
    return precise.tv_sec;
}

int timespec_get(struct timespec *now, int base)
{
    return base == TIME_UTC && clock_gettime(CLOCK_REALTIME, now) == 0 ? base : 0;
}

/* Waits. A limit that is not of the calendar is years before the calendar's present. */

static struct timespec earlier(const struct timespec *end)
{
    struct timespec now, moved = *end;
    syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
    if (end->tv_sec > now.tv_sec + OFFSET / 2)
        moved.tv_sec -= OFFSET;
    return moved;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *wanted, struct timespec *rest)
{
    struct timespec end = *wanted;
    if (is_calendar(clock) && flags & TIMER_ABSTIME)
        end = earlier(wanted);
    return SYSTEM(clock_nanosleep)(clock, flags, &end, rest);
}

int pthread_cond_timedwait(pthread_cond_t *restrict cond, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict end)
{
    struct timespec moved = earlier(end);
    return SYSTEM_OF(pthread_cond_timedwait, "GLIBC_2.3.2")(cond, mutex, &moved);
}

int pthread_cond_clockwait(pthread_cond_t *cond, pthread_mutex_t *mutex, clockid_t clock, const struct timespec *end)
{
    struct timespec moved = earlier(end);
    return SYSTEM(pthread_cond_clockwait)(cond, mutex, clock, &moved);
}

int pthread_mutex_timedlock(pthread_mutex_t *restrict mutex, const struct timespec *restrict end)
{
    struct timespec moved = earlier(end);
    return SYSTEM(pthread_mutex_timedlock)(mutex, &moved);
}

int sem_timedwait(sem_t *restrict sem, const struct timespec *restrict end)
{
    struct timespec moved = earlier(end);
    return SYSTEM(sem_timedwait)(sem, &moved);
}

int sem_clockwait(sem_t *sem, clockid_t clock, const struct timespec *end)
{
    struct timespec moved = earlier(end);
    return SYSTEM(sem_clockwait)(sem, clock, &moved);
}

/* Times of files. */

static int later_status(int status, struct stat *found)
{
    if (status == 0) {
        found->st_atim.tv_sec += OFFSET;
        found->st_mtim.tv_sec += OFFSET;
        found->st_ctim.tv_sec += OFFSET;
    }
    return status;
}

int fstatat(int folder, const char *restrict path, struct stat *restrict found, int flags)
{
    return later_status(SYSTEM(fstatat)(folder, path, found, flags), found);
}

int stat(const char *restrict path, struct stat *restrict found)
{
    return fstatat(AT_FDCWD, path, found, 0);
}

int lstat(const char *restrict path, struct stat *restrict found)
{
    return fstatat(AT_FDCWD, path, found, AT_SYMLINK_NOFOLLOW);
}

int fstat(int file, struct stat *found)
{
    return later_status(SYSTEM(fstat)(file, found), found);
}

int fstatat64(int, const char *, struct stat64 *, int) __attribute__((alias("fstatat")));
int stat64(const char *, struct stat64 *) __attribute__((alias("stat")));
int lstat64(const char *, struct stat64 *) __attribute__((alias("lstat")));
int fstat64(int, struct stat64 *) __attribute__((alias("fstat")));

int statx(int folder, const char *restrict path, int flags, unsigned mask, struct statx *restrict found)
{
    int status = SYSTEM(statx)(folder, path, flags, mask, found);
    if (status == 0) {
        found->stx_atime.tv_sec += OFFSET;
        found->stx_mtime.tv_sec += OFFSET;
        found->stx_ctime.tv_sec += OFFSET;
        found->stx_btime.tv_sec += OFFSET;
    }
    return status;
}

static const struct timespec *earlier_times(const struct timespec given[2], struct timespec moved[2])
{
    if (given == NULL)
        return NULL;
    for (int number = 0; number < 2; number++) {
        moved[number] = given[number];
        if (given[number].tv_nsec != UTIME_NOW && given[number].tv_nsec != UTIME_OMIT)
            moved[number].tv_sec -= OFFSET;
    }
    return moved;
}

int utimensat(int folder, const char *path, const struct timespec given[2], int flags)
{
    struct timespec moved[2];
    return SYSTEM(utimensat)(folder, path, earlier_times(given, moved), flags);
}

int futimens(int file, const struct timespec given[2])
{
    struct timespec moved[2];
    return SYSTEM(futimens)(file, earlier_times(given, moved));
}

int utimes(const char *path, const struct timeval given[2])
{
    if (given == NULL)
        return SYSTEM(utimes)(path, NULL);
    struct timeval moved[2] = {given[0], given[1]};
    moved[0].tv_sec -= OFFSET;
    moved[1].tv_sec -= OFFSET;
    return SYSTEM(utimes)(path, moved);
}

int utime(const char *path, const struct utimbuf *given)
{
    if (given == NULL)
        return SYSTEM(utime)(path, NULL);
    struct utimbuf moved = {given->actime - OFFSET, given->modtime - OFFSET};
    return SYSTEM(utime)(path, &moved);
}
