/* routing.i - routing: an order goes in as a document (eco_json_route) and comes out as a plan; tables come out as tables. */

%ignore eco_route_line;
%ignore eco_route_location;
%ignore eco_route_stock;
%ignore eco_route_rules;
%ignore eco_route_input;
%ignore eco_route_options;
%ignore eco_routes;
%ignore eco_inventory_route;
%ignore eco_inventory_route_orders;
%ignore eco_route_free;
%ignore eco_routes_free;
%eco_result(eco_route_plan, eco_route_free)
%eco_borrowed(eco_route_cost)
%eco_list(eco_route_plan, eco_route_stop, stops)
%eco_list(eco_route_plan, eco_route_assignment, assignments)
%eco_list(eco_route_plan, eco_route_backorder, backorders)
%eco_list(eco_route_plan, eco_route_other, others)
%include <ecomops/inventory/routing.h>

%{
/* Tables that are handed over one by one. */
typedef struct eco_routed {
    eco_routes *routes;
} eco_routed;

static void eco_routed_free(eco_routed *routed)
{
    eco_routes_free(routed->routes);
    free(routed);
}
%}
%eco_handle(eco_routed, eco_routed_free)
%thread eco_route_many;
%typemap(in) const eco_table *distances
{
    void *pointer = NULL;
    if ($input != Py_None && !SWIG_IsOK(SWIG_ConvertPtr($input, &pointer, $descriptor(eco_table *), 0))) {
        PyErr_SetString(PyExc_TypeError, "a table of distances is needed");
        SWIG_fail;
    }
    $1 = pointer;
}
%typemap(freearg) const eco_table *distances "";
%typemap(check) const eco_table *distances "";
%inline %{
/* eco_inventory_route_orders for bindings. */
static eco_status eco_route_many(eco_routed **out, const eco_table *orders, const eco_table *locations, const eco_table *stock,
                                 const eco_table *distances, const char *currency, int64_t scale, int64_t per_km_minor, int64_t split_minor,
                                 int64_t age_day_minor, int64_t parcel_weight_g, int64_t locations_most, int64_t parcels_most,
                                 bool keep_lines_whole, bool partial, int64_t nodes_most, bool consume, int32_t threads, eco_error *error)
{
    const eco_routes *routes;
    *out = NULL;
    eco_status status = eco_inventory_route_orders(
        &routes, orders, locations, stock,
        ECO_MAKE(eco_route_options, .distances = distances, .consume = consume, .threads = threads,
                 .rules = ECO_MAKE(eco_route_rules, .currency = currency, .scale = (int32_t)scale, .per_km_minor = per_km_minor,
                                   .split_minor = split_minor, .age_day_minor = age_day_minor, .parcel_weight_g = parcel_weight_g,
                                   .locations_most = (int32_t)locations_most, .parcels_most = parcels_most,
                                   .keep_lines_whole = keep_lines_whole, .partial = partial, .nodes_most = nodes_most)),
        error);
    if (status)
        return status;
    *out = malloc(sizeof **out);
    if (!*out) {
        eco_routes_free(routes);
        *error = (eco_error){.status = ECO_E_MEMORY, .message = "out of memory"};
        return ECO_E_MEMORY;
    }
    (*out)->routes = (eco_routes *)(uintptr_t)routes;
    return ECO_OK;
}

/* "orders", "assignments", "parcels": each once, and then it is the caller's. */
static eco_status eco_routed_table(const eco_table **out, eco_routed *routed, const char *name, eco_error *error)
{
    const eco_table **place = strcmp(name, "orders") == 0        ? &routed->routes->orders
                              : strcmp(name, "assignments") == 0 ? &routed->routes->assignments
                                                                 : &routed->routes->parcels;
    *out = *place;
    *place = NULL;
    if (*out)
        return ECO_OK;
    *error = (eco_error){.status = ECO_E_NOT_FOUND, .message = "the table was taken before"};
    return ECO_E_NOT_FOUND;
}
%}
