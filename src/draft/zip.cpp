// The door to the ZIP module.
#include "draft/zip.h"

#include "base/module.h"

namespace sendguard::draft {

Result<std::unique_ptr<ZipFile>> open_zip(std::string_view bytes) {
    using Open = ZipFile* (*)(std::string_view, std::string*);
    BOOST_OUTCOME_TRY(void* const symbol, module_symbol("zip", "sendguard_zip_open"));
    std::string why;
    std::unique_ptr<ZipFile> file(reinterpret_cast<Open>(symbol)(bytes, &why));
    if (!file) return error(Errc::bad_input, std::move(why));
    return file;
}

}  // namespace sendguard::draft
