/* route_distance.c - the way between two places on a great circle. Distances are the only doubles of routing, and become whole metres before they cost anything. */
#include <math.h>

#include "inventory/route.h"

static const double radius = 6371008.8; /* metres; the mean radius of the earth (IUGG) */

void eco_route_point(double point[3], double latitude, double longitude)
{
    const double degree = 3.14159265358979323846 / 180;
    double phi = latitude * degree, lambda = longitude * degree;
    point[0] = cos(phi) * cos(lambda);
    point[1] = cos(phi) * sin(lambda);
    point[2] = sin(phi);
}

/* By the chord: exact enough for near places, where the cosine is not. */
int64_t eco_route_metres(const double a[3], const double b[3])
{
    double x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];
    double half = sqrt(x * x + y * y + z * z) / 2;
    return (int64_t)floor(2 * radius * asin(half < 1 ? half : 1) + 0.5);
}
