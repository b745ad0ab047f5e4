/* picking.i - which goods lie near: tables in, a table out. Stock picks its lots itself. */

%ignore eco_pick_place;
%ignore eco_pick_input;
%ignore eco_picked;
%ignore eco_inventory_pick;
%include <ecomops/inventory/picking.h>
