/* stopwatch.c - see stopwatch.h. */
#include "store/stopwatch.h"

#include <errno.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/error.h"

enum { LONGEST_SECONDS = 1000000000 };

eco_status eco_stopwatch_open(eco_stopwatch *watch, eco_error *error)
{
    watch->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    if (watch->timer < 0)
        return eco_fail(error, ECO_E_IO, NULL, "no timer: %s", strerror(errno));
    return ECO_OK;
}

void eco_stopwatch_close(eco_stopwatch *watch)
{
    if (watch->timer >= 0)
        close(watch->timer);
    watch->timer = -1;
}

void eco_stopwatch_start(const eco_stopwatch *watch)
{
    struct itimerspec run = {.it_value = {.tv_sec = LONGEST_SECONDS}};
    timerfd_settime(watch->timer, 0, &run, NULL);
}

int64_t eco_stopwatch_us(const eco_stopwatch *watch)
{
    struct itimerspec left;
    if (timerfd_gettime(watch->timer, &left))
        return 0;
    return ((int64_t)LONGEST_SECONDS - left.it_value.tv_sec) * 1000000 - left.it_value.tv_nsec / 1000;
}
