/* sample.h - a made-up shop: a year of its orders as CSV. The same seed gives the same bytes, everywhere. */
#ifndef TOOL_SAMPLE_H
#define TOOL_SAMPLE_H
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Orders of 2025, by time; a few of them come with cancelled, returned or corrected rows and with free gifts. False: no memory. */
bool tool_sample_write(FILE *file, int64_t orders, uint64_t seed);

#endif
