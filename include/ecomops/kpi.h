/* ecomops/kpi.h - the numbers of the shop: a plan (frozen) says which, a state (live, mergeable) takes in tables and gives them. */
#ifndef ECOMOPS_KPI_H
#define ECOMOPS_KPI_H
#include <ecomops/kpi/change.h>
#include <ecomops/kpi/plan.h>
#include <ecomops/kpi/sketch.h>
#include <ecomops/kpi/state.h>
#endif
