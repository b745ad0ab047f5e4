/* stopwatch.h - how long a wait has lasted. The library has no clock, so that no answer depends on one; but a wait must end, and an operator wants to
 * know how long it was. A timer of the kernel that runs down says both, and nothing else. */
#ifndef ECO_STORE_STOPWATCH_H
#define ECO_STORE_STOPWATCH_H
#include <ecomops/base.h>

typedef struct eco_stopwatch {
    int timer;
} eco_stopwatch; /* -1: none */

eco_status eco_stopwatch_open(eco_stopwatch *watch, eco_error *error);
void eco_stopwatch_close(eco_stopwatch *watch);
void eco_stopwatch_start(const eco_stopwatch *watch);
int64_t eco_stopwatch_us(const eco_stopwatch *watch); /* since then */

#endif
