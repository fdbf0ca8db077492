# The shipped packs are compiled into the program: what runs is what was tested, wherever it stands.
file(GLOB SENDGUARD_PACKS CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/rules/*.yaml)
set(SENDGUARD_PACKS_CPP ${CMAKE_BINARY_DIR}/packs.cpp)
add_custom_command(
    OUTPUT ${SENDGUARD_PACKS_CPP}
    COMMAND ${CMAKE_COMMAND} "-DPACKS=${SENDGUARD_PACKS}" -DOUT=${SENDGUARD_PACKS_CPP} -P
            ${CMAKE_SOURCE_DIR}/cmake/embed_packs.cmake
    DEPENDS ${SENDGUARD_PACKS} ${CMAKE_SOURCE_DIR}/cmake/embed_packs.cmake
    VERBATIM)
