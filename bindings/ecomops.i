/* ecomops.i - the whole binding: what a language needs comes from its own folder, what the library has from one file a module.
 *
 * Bindings see handles, results, tables and documents, never an input struct field by field: those go in as documents (json.i).
 * A new module is a new .i file, included below; a new language is a folder with a typemaps.i that maps what base.i names. */
%module(package="ecomops") _native
%{
#include <ecomops/ecomops.h>
%}

%nodefaultctor; /* everything is made by the library ... */
%nodefaultdtor;
%immutable;     /* ... and read only */
%nothread;      /* calls of microseconds keep the interpreter's lock; the long ones are named in their files */

%include <stdint.i>

#if defined(SWIGPYTHON)
%include "python/typemaps.i"
%include "python/tables.i"
#else
#error "no typemaps for this language yet: see CONTRIBUTING, adding a binding"
#endif

%include "base.i"
%include "pricing.i"
%include "kpi.i"
%include "routing.i"
%include "json.i"
%include "store.i"
%include "costing.i"
%include "picking.i"
%include "inventory.i"
%include "usage.i"
