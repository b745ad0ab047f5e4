/* typemaps.i - how C's words become Python's: errors, text, numbers, handles, lists, progress. */

%{
/* Raises the class of the error's status, unless a callback of Python's has raised already. */
static void raise_error(const eco_error *error)
{
    if (PyErr_Occurred())
        return;
    PyObject *module = PyImport_ImportModule("ecomops._errors");
    PyObject *raised = module ? PyObject_CallMethod(module, "make", "isNsii", (int)error->status, eco_status_name(error->status),
                                                    PyUnicode_DecodeUTF8(error->message, (Py_ssize_t)strlen(error->message), "replace"), error->path,
                                                    (int)error->line, (int)error->column)
                              : NULL;
    if (raised)
        PyErr_SetObject((PyObject *)Py_TYPE(raised), raised);
    Py_XDECREF(raised);
    Py_XDECREF(module);
}

/* UTF-8 of a str (borrowed from it) or bytes; NULL with an exception set. */
static const char *text_of(PyObject *object, Py_ssize_t *size)
{
    char *text = NULL;
    if (PyUnicode_Check(object))
        return PyUnicode_AsUTF8AndSize(object, size);
    if (PyBytes_Check(object))
        PyBytes_AsStringAndSize(object, &text, size);
    else
        PyErr_Format(PyExc_TypeError, "text is needed, not %.80s", Py_TYPE(object)->tp_name);
    return text;
}

/* The same for text that ends with a NUL, so it must hold none. */
static const char *word_of(PyObject *object)
{
    Py_ssize_t size = 0;
    const char *text = text_of(object, &size);
    if (text && strlen(text) != (size_t)size) {
        PyErr_SetString(PyExc_ValueError, "the text holds a NUL character");
        return NULL;
    }
    return text;
}

static bool int64_of(PyObject *object, int64_t *value)
{
    if (!PyLong_Check(object)) {
        PyErr_Format(PyExc_TypeError, "an int is needed, not %.80s", Py_TYPE(object)->tp_name);
        return false;
    }
    *value = PyLong_AsLongLong(object);
    return !PyErr_Occurred();
}

/* A sequence of ints as an array of PyMem; NULL with an exception set. */
static int64_t *int64s_of(PyObject *object, size_t *count)
{
    PyObject *items = PySequence_Fast(object, "a sequence of ints is needed");
    if (!items)
        return NULL;
    *count = (size_t)PySequence_Fast_GET_SIZE(items);
    int64_t *values = PyMem_New(int64_t, *count + 1);
    if (!values)
        PyErr_NoMemory();
    for (size_t i = 0; values && i < *count; i++) {
        if (!int64_of(PySequence_Fast_GET_ITEM(items, (Py_ssize_t)i), &values[i])) {
            PyMem_Free(values);
            values = NULL;
        }
    }
    Py_DECREF(items);
    return values;
}

/* What an eco_writer has written. */
typedef struct written_text {
    char *bytes;
    size_t size, capacity;
} written_text;

static bool write_text(const char *text, size_t size, void *user)
{
    written_text *written = user;
    if (written->capacity - written->size < size) {
        size_t capacity = written->capacity * 2 + size + 1024;
        char *bytes = realloc(written->bytes, capacity);
        if (!bytes)
            return false;
        written->bytes = bytes;
        written->capacity = capacity;
    }
    memcpy(written->bytes + written->size, text, size);
    written->size += size;
    return true;
}

/* An eco_progress over a Python callable (or None, which only looks for Ctrl-C). False and exceptions stop the work. */
static bool report_progress(int64_t done, int64_t total, void *user)
{
    PyGILState_STATE state = PyGILState_Ensure();
    bool go_on = !PyErr_Occurred() && PyErr_CheckSignals() == 0;
    if (go_on && user != Py_None) {
        PyObject *answer = PyObject_CallFunction(user, "LL", (long long)done, (long long)total);
        go_on = answer && answer != Py_False;
        Py_XDECREF(answer);
    }
    PyGILState_Release(state);
    return go_on;
}
%}

/* ---- errors: a last parameter that raises ------------------------------------------------------------------------------------------ */

%typemap(in, numinputs = 0) eco_error *error (eco_error failure)
{
    memset(&failure, 0, sizeof failure);
    $1 = &failure;
}
%typemap(argout) eco_error *error
{
    if (result != ECO_OK || PyErr_Occurred()) {
        Py_CLEAR($result);
        raise_error($1);
        SWIG_fail;
    }
}
%typemap(out) eco_status "$result = SWIG_Py_Void();"

/* ---- text ------------------------------------------------------------------------------------------------------------------------- */

%typemap(in) (const char *text, size_t size) (Py_ssize_t length = 0)
{
    $1 = (char *)text_of($input, &length);
    if (!$1)
        SWIG_fail;
    $2 = (size_t)length;
}
%typemap(in) const char *
{
    $1 = (char *)word_of($input);
    if (!$1)
        SWIG_fail;
}
%typemap(freearg) const char * ""
%typemap(typecheck) const char * = PyObject *;
%typemap(out) const char *, char *
{
    $result = $1 ? PyUnicode_DecodeUTF8($1, (Py_ssize_t)strlen($1), "replace") : SWIG_Py_Void();
}
%typemap(in, numinputs = 0) char *text (char buffer[64]) "buffer[0] = 0; $1 = buffer;"
%typemap(out) char code[4] "$result = PyUnicode_FromString($1);"

%typemap(in, numinputs = 0) eco_writer writer (written_text written)
{
    memset(&written, 0, sizeof written);
    $1.write = write_text;
    $1.user = &written;
}
%typemap(argout) eco_writer writer
{
    Py_XDECREF($result);
    $result = PyUnicode_DecodeUTF8(written$argnum.bytes ? written$argnum.bytes : "", (Py_ssize_t)written$argnum.size, "replace");
    if (!$result)
        SWIG_fail;
}
%typemap(freearg) eco_writer writer "free(written$argnum.bytes);"

/* The same for what is no text. */
%typemap(in, numinputs = 0) eco_writer bytes (written_text written)
{
    memset(&written, 0, sizeof written);
    $1.write = write_text;
    $1.user = &written;
}
%typemap(argout) eco_writer bytes
{
    Py_XDECREF($result);
    $result = PyBytes_FromStringAndSize(written$argnum.bytes ? written$argnum.bytes : "", (Py_ssize_t)written$argnum.size);
    if (!$result)
        SWIG_fail;
}
%typemap(freearg) eco_writer bytes "free(written$argnum.bytes);"
%typemap(in) (const void *bytes, size_t size) (Py_ssize_t length = 0)
{
    char *held = NULL;
    if (PyBytes_AsStringAndSize($input, &held, &length) < 0)
        SWIG_fail;
    $1 = held;
    $2 = (size_t)length;
}

/* A document's kind: static text. */
%typemap(in, numinputs = 0) const char **schema (const char *kind = NULL) "$1 = ($1_ltype)&kind;"
%typemap(argout) const char **schema
{
    Py_XDECREF($result);
    $result = *$1 ? PyUnicode_FromString(*$1) : SWIG_Py_Void();
}

/* ---- numbers ---------------------------------------------------------------------------------------------------------------------- */

%typemap(in) int64_t "if (!int64_of($input, &$1)) SWIG_fail;"
%typemap(in) bool
{
    int truth = PyObject_IsTrue($input);
    if (truth < 0)
        SWIG_fail;
    $1 = truth != 0;
}
%typemap(in, numinputs = 0) int64_t *minor (int64_t number = 0), int64_t *out (int64_t number = 0), int64_t *at_us (int64_t number = 0) "$1 = &number;"
%typemap(argout) int64_t *minor, int64_t *out, int64_t *at_us
{
    Py_XDECREF($result);
    $result = PyLong_FromLongLong(*$1);
}

/* In place: a sequence in, a list out. */
%typemap(in) (int64_t *parts, size_t parts_count)
{
    $1 = int64s_of($input, &$2);
    if (!$1)
        SWIG_fail;
}
%typemap(argout) (int64_t *parts, size_t parts_count)
{
    Py_XDECREF($result);
    $result = PyList_New((Py_ssize_t)$2);
    for (size_t i = 0; $result && i < $2; i++) {
        PyObject *item = PyLong_FromLongLong($1[i]);
        if (!item)
            Py_CLEAR($result);
        else
            PyList_SET_ITEM($result, (Py_ssize_t)i, item);
    }
}
%typemap(freearg) (int64_t *parts, size_t parts_count) "PyMem_Free($1);"

%typemap(in) (double *figures, size_t figures_count)
{
    PyObject *items = PySequence_Fast($input, "a sequence of numbers is needed");
    if (!items)
        SWIG_fail;
    $2 = (size_t)PySequence_Fast_GET_SIZE(items);
    $1 = PyMem_New(double, $2 + 1);
    for (size_t i = 0; $1 && i < $2; i++)
        $1[i] = PyFloat_AsDouble(PySequence_Fast_GET_ITEM(items, (Py_ssize_t)i));
    Py_DECREF(items);
    if (!$1)
        PyErr_NoMemory();
    if (PyErr_Occurred())
        SWIG_fail;
}
%typemap(argout) (double *figures, size_t figures_count)
{
    Py_XDECREF($result);
    $result = PyList_New((Py_ssize_t)$2);
    for (size_t i = 0; $result && i < $2; i++) {
        PyObject *item = PyFloat_FromDouble($1[i]);
        if (!item)
            Py_CLEAR($result);
        else
            PyList_SET_ITEM($result, (Py_ssize_t)i, item);
    }
}
%typemap(freearg) (double *figures, size_t figures_count) "PyMem_Free($1);"

/* Of the same length as another list, which the caller has checked; None is NULL. */
%typemap(in) const int64_t * (size_t items = 0)
{
    $1 = NULL;
    if ($input != Py_None && !($1 = int64s_of($input, &items)))
        SWIG_fail;
}
%typemap(freearg) const int64_t * "PyMem_Free((void *)$1);"

%{
static PyObject *id_text(eco_id id)
{
    char text[ECO_ID_TEXT];
    return PyUnicode_FromString(eco_id_text(text, id));
}
%}
/* Any text is a key: eco_id_of. */
%typemap(in) eco_id
{
    const char *text = word_of($input);
    if (!text)
        SWIG_fail;
    $1 = eco_id_of(text);
}
%typemap(out) eco_id "$result = id_text($1);"
%typemap(out) eco_id * "$result = id_text(*$1);"

/* ---- handles and results ------------------------------------------------------------------------------------------------------------ */

/* None is no handle. */
%typemap(check) SWIGTYPE *
{
    if (!$1) {
        PyErr_SetString(PyExc_TypeError, "$1_basetype is needed, not None");
        SWIG_fail;
    }
}
%typemap(check) const eco_json_options *, const int64_t *, const eco_rulebook *rules, const eco_table *skus ""

%define %eco_made(type)
%typemap(in, numinputs = 0) type **out (type *made = NULL), type **batch (type *made = NULL) "$1 = ($1_ltype)&made;"
%typemap(argout) type **out, type **batch
{
    Py_XDECREF($result);
    $result = SWIG_NewPointerObj((void *)*$1, $*1_descriptor, SWIG_POINTER_OWN);
}
%enddef

%typemap(in) (eco_rulebook *const *rulebooks, size_t count)
{
    PyObject *items = PySequence_Fast($input, "a sequence of rulebooks is needed");
    if (!items)
        SWIG_fail;
    $2 = (size_t)PySequence_Fast_GET_SIZE(items);
    $1 = PyMem_New(eco_rulebook *, $2 + 1);
    bool taken = $1 != NULL;
    for (size_t i = 0; taken && i < $2; i++) {
        void *pointer = NULL;
        taken = SWIG_IsOK(SWIG_ConvertPtr(PySequence_Fast_GET_ITEM(items, (Py_ssize_t)i), &pointer, $descriptor(eco_rulebook *), 0)) && pointer;
        $1[i] = pointer;
    }
    Py_DECREF(items);
    if (!taken) {
        PyErr_SetString(PyExc_TypeError, "a sequence of rulebooks is needed");
        SWIG_fail;
    }
}
%typemap(freearg) (eco_rulebook *const *rulebooks, size_t count) "PyMem_Free((void *)$1);"

%typemap(in) (eco_prepared_step *const *prepared, size_t count)
{
    PyObject *items = PySequence_Fast($input, "a sequence of steps is needed");
    if (!items)
        SWIG_fail;
    $2 = (size_t)PySequence_Fast_GET_SIZE(items);
    $1 = PyMem_New(eco_prepared_step *, $2 + 1);
    bool taken = $1 != NULL;
    for (size_t i = 0; taken && i < $2; i++) {
        void *pointer = NULL;
        taken = SWIG_IsOK(SWIG_ConvertPtr(PySequence_Fast_GET_ITEM(items, (Py_ssize_t)i), &pointer, $descriptor(eco_prepared_step *), 0)) && pointer;
        $1[i] = pointer;
    }
    Py_DECREF(items);
    if (!taken) {
        PyErr_SetString(PyExc_TypeError, "a sequence of steps is needed");
        SWIG_fail;
    }
}
%typemap(freearg) (eco_prepared_step *const *prepared, size_t count) "PyMem_Free((void *)$1);"

%typemap(in) (const eco_attribute *renames, size_t renames_count)
{
    $1 = NULL;
    $2 = 0;
    if (!PyDict_Check($input)) {
        PyErr_SetString(PyExc_TypeError, "a dict of names is needed");
        SWIG_fail;
    }
    $1 = PyMem_New(eco_attribute, (size_t)PyDict_Size($input) + 1);
    PyObject *name, *value;
    for (Py_ssize_t at = 0; $1 && PyDict_Next($input, &at, &name, &value); $2++) {
        $1[$2].name = word_of(name);
        $1[$2].value = $1[$2].name && value != Py_None ? word_of(value) : NULL; /* None: leave it out */
        if (PyErr_Occurred())
            SWIG_fail;
    }
    if (!$1) {
        PyErr_NoMemory();
        SWIG_fail;
    }
}
%typemap(freearg) (const eco_attribute *renames, size_t renames_count) "PyMem_Free((void *)$1);"

/* ---- progress ----------------------------------------------------------------------------------------------------------------------- */

%typemap(in) eco_progress progress
{
    if ($input != Py_None && !PyCallable_Check($input)) {
        PyErr_SetString(PyExc_TypeError, "progress must be callable: progress(done, total)");
        SWIG_fail;
    }
    $1.report = report_progress;
    $1.user = $input; /* borrowed: the caller keeps it alive */
}
