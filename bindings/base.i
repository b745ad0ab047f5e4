/* base.i - status, money, ids, tables, Arrow. Calendars and decimals are the languages' own; of time.h they only need the text of an instant. */

/* What lies in memory of the library, and is never freed by itself. (Without a destructor, SWIG's -builtin never frees the Python object.) */
%define %eco_borrowed(type)
%extend type {
    ~type() { (void)$self; }
}
%enddef

/* A result's list `field` of `type` becomes field_count and field_at(i). */
%define %eco_list(owner, type, field)
%eco_borrowed(type)
%ignore owner::field;
%extend owner {
    const type *field##_at(size_t index) { return index < $self->field##_count ? &$self->field[index] : NULL; }
}
%enddef

/* A handle that the binding frees. */
%define %eco_handle(type, free)
typedef struct type {} type;
%extend type {
    ~type() { free($self); }
}
%eco_made(type)
%enddef

/* A result struct that the binding frees. */
%define %eco_result(type, free)
%extend type {
    ~type() { free($self); }
}
%eco_made(const type)
%enddef

/* Not for bindings: errors become exceptions, progress and writers callbacks and text. */
%ignore reserved;
%ignore struct_size;
%ignore eco_error;
%ignore eco_allocator;
%ignore eco_progress;
%ignore eco_writer;
%include <ecomops/base.h>

%ignore eco_id_parse;
%ignore eco_id_text;
%ignore eco_id;
%include <ecomops/id.h>

/* Rates and factors are the language's decimals. */
%ignore eco_decimal;
%ignore eco_decimal_parse;
%ignore eco_decimal_text;
%ignore eco_money_multiply;
%ignore eco_money_extend;
/* Flat, below. */
%ignore eco_split_options;
%ignore eco_money_split;
%eco_borrowed(eco_currency)
%include <ecomops/money.h>

%inline %{
/* eco_money_split for bindings: the weights' array comes back as the parts. Its last element is no weight, but room for the rest, where one may be
 * left. caps and floors are NULL or have an element for each weight. */
static eco_status eco_split(int64_t whole, int64_t *parts, size_t parts_count, bool may_leave_rest, int64_t step_minor, const int64_t *caps,
                            const int64_t *floors, eco_split_rule rule, eco_split_tie tie, eco_error *error)
{
    int64_t rest = 0;
    size_t count = parts_count ? parts_count - 1 : 0;
    eco_status status = eco_money_split(parts, may_leave_rest ? &rest : NULL, whole, parts, count,
                                        ECO_MAKE(eco_split_options, .step_minor = step_minor, .caps = caps, .floors = floors, .rule = rule, .tie = tie),
                                        error);
    if (parts_count)
        parts[count] = rest;
    return status;
}
%}

eco_status eco_time_parse(int64_t *at_us, const char *rfc3339, eco_error *error);

%ignore eco_column::values;
%ignore eco_column::valid;
%ignore eco_column::stride;
%ignore eco_column::bytes;
%ignore eco_column::dictionary;
%ignore eco_column::dictionary_rows;
%ignore eco_table::owner;
%ignore eco_table_free;
%eco_result(eco_table, eco_table_free)
%eco_list(eco_table, eco_column, columns)
%eco_list(eco_table, eco_attribute, notes)
%ignore eco_table_write;
%include <ecomops/table.h>
%extend eco_table {
    eco_status text(eco_format format, eco_writer writer, eco_error *error) { return eco_table_write($self, format, writer, error); }
}

%ignore ArrowSchema;
%ignore ArrowArray;
%ignore ArrowArrayStream;
%ignore eco_table_to_arrow; /* each language has its own way to hand a stream on */
%thread eco_table_from_arrow; /* a stream may run a query, with threads that want the interpreter's lock */
%include <ecomops/arrow.h>
