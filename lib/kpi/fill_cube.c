/* fill_cube.c - how many events of which role: sums of the cube's cells. */
#include "kpi/answer.h"

#include "base/error.h"

static const struct {
    kpi_measure measure;
    kpi_role role;
} counts[] = {{KPI_M_EVENTS, KPI_ROLE_ANY},      {KPI_M_PAGE_VIEWS, KPI_ROLE_PAGE_VIEW},
              {KPI_M_CART_ADDS, KPI_ROLE_CART},  {KPI_M_FAVOURITES, KPI_ROLE_FAVOURITE},
              {KPI_M_SEARCHES, KPI_ROLE_SEARCH}, {KPI_M_IMPRESSIONS, KPI_ROLE_IMPRESSION},
              {KPI_M_CLICKS, KPI_ROLE_CLICK}};
enum { COUNTS = sizeof counts / sizeof *counts };

typedef struct filling {
    kpi_answer *answer;
    int32_t slots[COUNTS];
    eco_error *error;
    eco_status status;
} filling;

static void add_cell(void *user, const kpi_cell *cell)
{
    filling *in = user;
    uint32_t group = UINT32_MAX;
    for (size_t i = 0; i < COUNTS && !in->status; i++) {
        if (in->slots[i] < 0 ||
            !(counts[i].role == KPI_ROLE_ANY || eco_kpi_class_has_role(in->answer->state->classes, cell->class, counts[i].role)))
            continue;
        if (group == UINT32_MAX)
            in->status = eco_kpi_answer_group(&group, in->answer, cell->tick, cell->class, in->error);
        if (group == UINT32_MAX)
            return;
        eco_kpi_answer_add(in->answer, group, in->slots[i], cell->events);
    }
}

eco_status eco_kpi_fill_cube(kpi_answer *answer, eco_error *error)
{
    filling in = {.answer = answer, .error = error};
    for (size_t i = 0; i < COUNTS; i++)
        in.slots[i] = eco_kpi_answer_slot(answer, counts[i].measure);
    eco_kpi_cube_each(answer->state, add_cell, &in);
    return in.status;
}
