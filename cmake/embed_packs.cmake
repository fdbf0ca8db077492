# Writes OUT: the table of policy/packs.h with the bytes of every file in PACKS.
set(text "#include \"policy/packs.h\"\n\nnamespace sendguard::policy {\nnamespace {\n")
set(rows "")
foreach(file ${PACKS})
    get_filename_component(name ${file} NAME_WE)
    string(REPLACE "-" "_" id ${name})
    file(READ ${file} hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    string(APPEND text "const unsigned char k_${id}[] = {${bytes}0};\n")
    string(APPEND rows "    {\"${name}\", {reinterpret_cast<const char*>(k_${id}), sizeof(k_${id}) - 1}},\n")
endforeach()
string(APPEND text "}  // namespace\n\nconst std::vector<EmbeddedPack>& embedded_packs() {\n"
       "    static const std::vector<EmbeddedPack> packs = {\n${rows}    };\n    return packs;\n}\n\n"
       "}  // namespace sendguard::policy\n")
file(WRITE ${OUT} "${text}")
