# What nearly every source includes is read once. Not in dev: there each source must say what it includes, and clang-tidy
# reads the compile commands.
set(SENDGUARD_COMMON_HEADERS
    <algorithm> <array> <charconv> <chrono> <filesystem> <functional> <map> <memory> <mutex> <optional> <ranges> <set>
    <span> <string> <string_view> <vector> <boost/outcome/basic_result.hpp> <boost/outcome/policy/terminate.hpp>
    <boost/outcome/try.hpp> <fmt/format.h>)
function(sendguard_precompile target first)
    if(NOT SENDGUARD_PRECOMPILED)
        return()
    endif()
    if(target STREQUAL first)
        target_precompile_headers(${target} PRIVATE ${SENDGUARD_COMMON_HEADERS} ${ARGN})
    else()
        target_precompile_headers(${target} REUSE_FROM ${first})
    endif()
endfunction()

# One static library a folder of src/, one test program a folder of tests/.
function(sendguard_folder name)
    cmake_parse_arguments(ARG "" "" "DEPS" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
    list(FILTER sources EXCLUDE REGEX "_module\\.cpp$|/hold/sql/")  # a module's own
    if(NOT sources)
        file(WRITE ${CMAKE_BINARY_DIR}/empty_${name}.cpp "")
        set(sources ${CMAKE_BINARY_DIR}/empty_${name}.cpp)
    endif()
    add_library(sg_${name} STATIC ${sources})
    target_include_directories(sg_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(sg_${name} PUBLIC ${ARG_DEPS})
    target_compile_definitions(sg_${name} PRIVATE SENDGUARD_VERSION="${PROJECT_VERSION}")
    sendguard_precompile(sg_${name} sg_base)
endfunction()

# A module: the adapter of a library, loaded with dlopen (base/module.h).
function(sendguard_module name)
    cmake_parse_arguments(ARG "" "" "SOURCE;DEPS" ${ARGN})
    add_library(send-guard-${name} MODULE ${ARG_SOURCE})
    set_target_properties(send-guard-${name} PROPERTIES PREFIX "")
    target_include_directories(send-guard-${name} PRIVATE ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(send-guard-${name} PRIVATE ${ARG_DEPS})
    set_property(GLOBAL APPEND PROPERTY SENDGUARD_MODULES send-guard-${name})
endfunction()
