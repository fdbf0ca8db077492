# Writes OUT: the table of review/page.h with the bytes of every file in PAGES.
set(text "#include \"review/page.h\"\n\nnamespace sendguard::review {\nnamespace {\n")
set(rows "")
foreach(file ${PAGES})
    get_filename_component(name ${file} NAME)
    string(MAKE_C_IDENTIFIER ${name} id)
    file(READ ${file} hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    string(APPEND text "const unsigned char k_${id}[] = {${bytes}0};\n")
    string(APPEND rows "        {\"${name}\", {reinterpret_cast<const char*>(k_${id}), sizeof(k_${id}) - 1}},\n")
endforeach()
string(APPEND text "}  // namespace\n\nconst std::vector<EmbeddedPage>& embedded_pages() {\n"
       "    static const std::vector<EmbeddedPage> pages = {\n${rows}    };\n    return pages;\n}\n\n"
       "}  // namespace sendguard::review\n")
file(WRITE ${OUT} "${text}")
