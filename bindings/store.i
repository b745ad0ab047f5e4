/* store.i - where state lives, what modules with state share, the outbox. */

/* Options are flat, below. Commands go in as documents, and steps are made of them. */
%ignore eco_store_options;
%ignore eco_store_open;
%ignore eco_store_migrate;
%ignore eco_store_free;
%ignore eco_store_attach_sqlite; /* connections of Python's own drivers can't be lent */
%ignore eco_store_attach_postgres;
%ignore eco_command_head;
%ignore eco_result_head;
%ignore eco_step;
%ignore eco_store_together;
%ignore eco_query;
%ignore eco_effects_free;
%ignore eco_effect::attributes;
%eco_handle(eco_store, eco_store_free)
%eco_result(eco_effects, eco_effects_free)
%eco_list(eco_effects, eco_effect, items)
%eco_list(eco_effect, eco_effect_line, lines)
%thread eco_store_info;
%thread eco_outbox_take;
%thread eco_outbox_done;
%include <ecomops/store.h>
%extend eco_effect {
    const eco_attribute *attributes_at(size_t index) { return index < $self->attributes_count ? &$self->attributes[index] : NULL; }
}

%{
#include <ecomops/host.h>

static int64_t clock_us(void *user)
{
    (void)user;
    return eco_host_now_us();
}

static eco_store_options options_of(eco_durability durability, bool read_only, const char *schema, const char *shop, int64_t gather_us,
                                    int64_t busy_timeout_us, bool has_clock)
{
    return (eco_store_options){.struct_size = sizeof(eco_store_options),
                               .durability = durability,
                               .read_only = read_only,
                               .schema = *schema ? schema : NULL,
                               .shop = shop,
                               .gather_us = gather_us,
                               .busy_timeout_us = busy_timeout_us,
                               .now_us = has_clock ? clock_us : NULL};
}

/* Commands of a module that were read, to be executed together with those of others. */
typedef struct eco_prepared_step {
    eco_step step;
    const void *commands; /* what `release` frees */
    void (*release)(const void *commands);
    eco_status (*write)(const eco_step *step, eco_writer writer, eco_error *error);
} eco_prepared_step;

static void eco_prepared_step_free(eco_prepared_step *prepared)
{
    prepared->release(prepared->commands);
    free(prepared->step.results);
    free(prepared);
}
%}
%eco_handle(eco_prepared_step, eco_prepared_step_free)

%thread eco_store_connect;
%thread eco_store_upgrade;
%thread eco_store_run_steps;
%inline %{
/* eco_store_open for bindings; "" is no schema of one's own. */
static eco_status eco_store_connect(eco_store **out, const char *address, eco_durability durability, bool read_only, const char *schema,
                                    const char *shop, int64_t gather_us, int64_t busy_timeout_us, bool has_clock, eco_error *error)
{
    const eco_store_options options = options_of(durability, read_only, schema, shop, gather_us, busy_timeout_us, has_clock);
    return eco_store_open(out, address, &options, error);
}

/* eco_store_migrate for bindings. */
static eco_status eco_store_upgrade(const char *address, const char *schema, const char *shop, int64_t busy_timeout_us, eco_error *error)
{
    const eco_store_options options = options_of(ECO_DURABILITY_FULL, false, schema, shop, 0, busy_timeout_us, false);
    return eco_store_migrate(address, &options, error);
}

/* eco_store_together for bindings. */
static eco_status eco_store_run_steps(eco_store *store, eco_prepared_step *const *prepared, size_t count, eco_error *error)
{
    eco_step *steps = calloc(count + 1, sizeof *steps);
    if (!steps) {
        *error = (eco_error){.status = ECO_E_MEMORY, .message = "out of memory"};
        return ECO_E_MEMORY;
    }
    for (size_t i = 0; i < count; i++)
        steps[i] = prepared[i]->step;
    eco_status status = eco_store_together(store, steps, count, error);
    free(steps);
    return status;
}

/* What became of a step's commands, as a document. */
static eco_status eco_prepared_step_results(const eco_prepared_step *prepared, eco_writer writer, eco_error *error)
{
    return prepared->write(&prepared->step, writer, error);
}
%}
