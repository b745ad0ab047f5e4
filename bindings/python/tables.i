/* tables.i - tables of the library as Python's values and as Arrow's PyCapsules, without a copy. */

%{
/* A consumer moves the stream out and leaves release NULL; a capsule that nobody read releases it here. */
static void free_stream_capsule(PyObject *capsule)
{
    struct ArrowArrayStream *stream = PyCapsule_GetPointer(capsule, "arrow_array_stream");
    if (stream && stream->release)
        stream->release(stream);
    PyMem_Free(stream);
}

static eco_status make_stream_capsule(PyObject **capsule, const eco_table *table, eco_error *error)
{
    struct ArrowArrayStream *stream = PyMem_Calloc(1, sizeof *stream);
    *capsule = NULL;
    if (!stream) {
        PyErr_NoMemory();
        return ECO_E_MEMORY;
    }
    eco_status status = eco_table_to_arrow(stream, table, error);
    if (!status)
        *capsule = PyCapsule_New(stream, "arrow_array_stream", free_stream_capsule);
    if (!*capsule) {
        if (!status)
            stream->release(stream);
        PyMem_Free(stream);
    }
    return status;
}

static const uint8_t *cell_at(const eco_column *column, int64_t row, size_t width)
{
    return (const uint8_t *)column->values + (size_t)row * (column->stride ? column->stride : width);
}

static PyObject *cell_text(const eco_column *column, int64_t row)
{
    if (column->type == ECO_TYPE_TEXT) {
        const char *text = *(const char *const *)cell_at(column, row, sizeof text);
        return text ? PyUnicode_DecodeUTF8(text, (Py_ssize_t)strlen(text), "replace") : SWIG_Py_Void();
    }
    const int64_t *offsets = column->values;
    return PyUnicode_DecodeUTF8(column->bytes ? column->bytes + offsets[row] : "", (Py_ssize_t)(offsets[row + 1] - offsets[row]), "replace");
}

/* int for INT64, TIME, MONEY, DECIMAL and DATE as they stand; float, bool, str; None where null. */
static PyObject *cell_value(const eco_column *column, int64_t row)
{
    if (column->valid && !(column->valid[row >> 3] >> (row & 7) & 1))
        return SWIG_Py_Void();
    switch (column->type) {
    case ECO_TYPE_INT64:
    case ECO_TYPE_TIME:
    case ECO_TYPE_MONEY:
    case ECO_TYPE_DECIMAL:
        return PyLong_FromLongLong(*(const int64_t *)cell_at(column, row, sizeof(int64_t)));
    case ECO_TYPE_DATE:
        return PyLong_FromLong(*(const int32_t *)cell_at(column, row, sizeof(int32_t)));
    case ECO_TYPE_DOUBLE:
        return PyFloat_FromDouble(*(const double *)cell_at(column, row, sizeof(double)));
    case ECO_TYPE_BOOL:
        return PyBool_FromLong(*cell_at(column, row, 1));
    case ECO_TYPE_ID:
        return id_text(*(const eco_id *)cell_at(column, row, sizeof(eco_id)));
    case ECO_TYPE_TEXT:
    case ECO_TYPE_UTF8:
        return cell_text(column, row);
    case ECO_TYPE_CODE: {
        int32_t code = *(const int32_t *)cell_at(column, row, sizeof(int32_t));
        if (code >= 0 && code < column->dictionary_rows)
            return cell_value(column->dictionary, code);
    }
    }
    return SWIG_Py_Void();
}
%}

%typemap(in, numinputs = 0) PyObject **capsule (PyObject *made = NULL) "$1 = &made;"
%typemap(argout) PyObject **capsule
{
    Py_XDECREF($result);
    $result = *$1;
}
%typemap(in) struct ArrowArrayStream *stream
{
    $1 = PyCapsule_GetPointer($input, "arrow_array_stream");
    if (!$1)
        SWIG_fail;
    if (!$1->release) {
        PyErr_SetString(PyExc_ValueError, "the Arrow stream was read already");
        SWIG_fail;
    }
}

%extend eco_table {
    /* The cells [start, stop) of a column, cut at the table's end. */
    PyObject *cells(size_t column, int64_t start, int64_t stop)
    {
        if (stop > $self->rows)
            stop = $self->rows;
        if (column >= $self->columns_count || start < 0 || start > stop)
            start = stop = 0;
        PyObject *list = PyList_New((Py_ssize_t)(stop - start));
        for (int64_t row = start; list && row < stop; row++) {
            PyObject *value = cell_value(&$self->columns[column], row);
            if (!value)
                Py_CLEAR(list);
            else
                PyList_SET_ITEM(list, (Py_ssize_t)(row - start), value);
        }
        return list;
    }
    eco_status arrow_stream(PyObject **capsule, eco_error *error) { return make_stream_capsule(capsule, $self, error); }
}
