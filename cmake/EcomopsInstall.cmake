# Installed tree: headers, both libraries, ecomops.pc, CMake package. Filled in by the house.
