// The door to the GMime module: one call of each kind, through a plain function of a known type.
#include "draft/mime_second.h"

#include "base/module.h"

namespace sendguard::draft {

Result<std::vector<SecondText>> read_with_gmime(std::string_view bytes) {
    using Read = void (*)(std::string_view, std::vector<SecondText>*);
    BOOST_OUTCOME_TRY(void* const symbol, module_symbol("gmime", "sendguard_gmime_read"));
    std::vector<SecondText> texts;
    reinterpret_cast<Read>(symbol)(bytes, &texts);
    return texts;
}

Result<std::vector<Mailbox>> parse_mailboxes_with_gmime(std::string_view value) {
    using Parse = void (*)(std::string_view, std::vector<Mailbox>*);
    BOOST_OUTCOME_TRY(void* const symbol, module_symbol("gmime", "sendguard_gmime_mailboxes"));
    std::vector<Mailbox> mailboxes;
    reinterpret_cast<Parse>(symbol)(value, &mailboxes);
    return mailboxes;
}

}  // namespace sendguard::draft
