# The reviewer's pages are compiled into the program, as the packs are.
file(GLOB SENDGUARD_PAGES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/review/pages/*)
set(SENDGUARD_PAGES_CPP ${CMAKE_BINARY_DIR}/pages.cpp)
add_custom_command(
    OUTPUT ${SENDGUARD_PAGES_CPP}
    COMMAND ${CMAKE_COMMAND} "-DPAGES=${SENDGUARD_PAGES}" -DOUT=${SENDGUARD_PAGES_CPP} -P
            ${CMAKE_SOURCE_DIR}/cmake/embed_pages.cmake
    DEPENDS ${SENDGUARD_PAGES} ${CMAKE_SOURCE_DIR}/cmake/embed_pages.cmake
    VERBATIM)
