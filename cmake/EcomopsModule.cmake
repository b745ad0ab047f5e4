# ecomops_module(NAME [USES module ...] [LINKS library ...] [EXCLUDE regex])
#
# A module is the .c files of lib/NAME, compiled as an object library of its own. USES is the dependency law: the modules whose headers it may include
# and whose functions it may call. Two checks hold it: LayerCheck.cmake reads the includes at every build, and tests/CMakeLists.txt links each module
# with what it USES alone.
set(ECOMOPS_COMPILE_OPTIONS -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wno-overlength-strings)
# __int128 is ours by design; clang and gcc call it pedantic.
list(APPEND ECOMOPS_COMPILE_OPTIONS $<$<C_COMPILER_ID:GNU>:-Wno-pedantic> $<$<C_COMPILER_ID:Clang>:-Wno-gnu-zero-variadic-macro-arguments>)
if(ECOMOPS_WERROR)
  list(APPEND ECOMOPS_COMPILE_OPTIONS -Werror)
endif()
set(ECOMOPS_SANITIZE_OPTIONS)
if(ECOMOPS_SANITIZE)
  set(ECOMOPS_SANITIZE_OPTIONS -fsanitize=${ECOMOPS_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
endif()

# Flags that every target of ours has.
function(ecomops_target target)
  target_compile_features(${target} PRIVATE c_std_11)
  set_target_properties(${target} PROPERTIES C_EXTENSIONS ON C_VISIBILITY_PRESET hidden POSITION_INDEPENDENT_CODE ON)
  target_compile_options(${target} PRIVATE ${ECOMOPS_COMPILE_OPTIONS} ${ECOMOPS_SANITIZE_OPTIONS})
  target_link_options(${target} PRIVATE ${ECOMOPS_SANITIZE_OPTIONS})
  target_compile_definitions(${target} PRIVATE _GNU_SOURCE)
endfunction()

set_property(GLOBAL PROPERTY ECOMOPS_BUILT_MODULES "")

function(ecomops_module name)
  cmake_parse_arguments(MODULE "" "EXCLUDE" "USES;LINKS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.c)
  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.h)
  if(MODULE_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "${MODULE_EXCLUDE}")
    list(FILTER headers EXCLUDE REGEX "${MODULE_EXCLUDE}")
  endif()
  add_library(ecomops_${name} OBJECT ${sources})
  ecomops_target(ecomops_${name})
  target_include_directories(ecomops_${name} PRIVATE ${PROJECT_SOURCE_DIR}/lib
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>)
  target_link_libraries(ecomops_${name} PRIVATE ${MODULE_LINKS})
  set_property(GLOBAL APPEND PROPERTY ECOMOPS_BUILT_MODULES ${name})
  set_property(GLOBAL PROPERTY ECOMOPS_${name}_USES ${MODULE_USES})
  set_property(GLOBAL PROPERTY ECOMOPS_${name}_LINKS ${MODULE_LINKS})

  # The includes, at every build that touches the module.
  string(REPLACE ";" "," uses "${MODULE_USES}")
  set(checked ${sources} ${headers})
  list(JOIN checked "," checked)
  set(stamp ${CMAKE_CURRENT_BINARY_DIR}/${name}.layers)
  add_custom_command(OUTPUT ${stamp}
    COMMAND ${CMAKE_COMMAND} -DMODULE=${name} -DUSES=${uses} -DFILES=${checked} -DSTAMP=${stamp}
            -P ${PROJECT_SOURCE_DIR}/cmake/LayerCheck.cmake
    DEPENDS ${sources} ${headers} ${PROJECT_SOURCE_DIR}/cmake/LayerCheck.cmake VERBATIM)
  add_custom_target(ecomops_${name}_layers ALL DEPENDS ${stamp})
  add_dependencies(ecomops_${name} ecomops_${name}_layers)
endfunction()
