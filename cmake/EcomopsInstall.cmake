# The installed tree: headers of what was built, both libraries, ecomops.pc, and the CMake package with a component per module.
include(CMakePackageConfigHelpers)

get_property(built GLOBAL PROPERTY ECOMOPS_BUILT_MODULES)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/ecomops)

install(FILES include/ecomops/arrow.h include/ecomops/base.h include/ecomops/ecomops.h include/ecomops/host.h include/ecomops/id.h
              include/ecomops/money.h include/ecomops/table.h include/ecomops/time.h
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ecomops COMPONENT dev)
foreach(module ${built})
  if(EXISTS ${PROJECT_SOURCE_DIR}/include/ecomops/${module}.h AND NOT module STREQUAL "base")
    install(FILES include/ecomops/${module}.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ecomops COMPONENT dev)
  endif()
  if(IS_DIRECTORY ${PROJECT_SOURCE_DIR}/include/ecomops/${module})
    set(without_store)
    if(NOT ECOMOPS_STORE)
      set(without_store PATTERN "usage.h" EXCLUDE)
    endif()
    install(DIRECTORY include/ecomops/${module} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ecomops COMPONENT dev ${without_store})
  endif()
endforeach()

install(TARGETS ecomops_shared EXPORT ecomops-targets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime NAMELINK_COMPONENT dev)
install(TARGETS ecomops_static EXPORT ecomops-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
install(EXPORT ecomops-targets NAMESPACE ecomops:: DESTINATION ${package_dir} COMPONENT dev)

set(ECOMOPS_COMPONENTS "${built}")
list(JOIN built " " ECOMOPS_MODULES_TEXT)
configure_package_config_file(cmake/ecomopsConfig.cmake.in ${PROJECT_BINARY_DIR}/ecomopsConfig.cmake
  INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may break; after, only a major one.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/ecomopsConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/ecomopsConfig.cmake ${PROJECT_BINARY_DIR}/ecomopsConfigVersion.cmake
  DESTINATION ${package_dir} COMPONENT dev)

# prefix is found from where the file lies, so the tree may be moved.
set(ECOMOPS_REQUIRES_PRIVATE uuid)
if("json" IN_LIST built)
  list(APPEND ECOMOPS_REQUIRES_PRIVATE libcjson)
endif()
if("store" IN_LIST built)
  if(ECOMOPS_SQLITE)
    list(APPEND ECOMOPS_REQUIRES_PRIVATE sqlite3)
  endif()
  if(ECOMOPS_POSTGRES)
    list(APPEND ECOMOPS_REQUIRES_PRIVATE libpq)
  endif()
endif()
list(JOIN ECOMOPS_REQUIRES_PRIVATE ", " ECOMOPS_REQUIRES_PRIVATE)

file(RELATIVE_PATH ECOMOPS_PREFIX_FROM_PC ${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(pkgconfig/ecomops.pc.in ${PROJECT_BINARY_DIR}/ecomops.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/ecomops.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT dev)

install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT dev)
install(DIRECTORY docs/schemas DESTINATION ${CMAKE_INSTALL_DATADIR}/ecomops COMPONENT dev FILES_MATCHING PATTERN "*.json")
