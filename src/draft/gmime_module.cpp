// The adapter to GMime, a module of its own: the second reading of messages whose form lets readers
// differ. It hands back texts and addresses only; what they mean is decided where both readings are
// known.
#include <gmime/gmime.h>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "draft/mime_second.h"

namespace {

using sendguard::draft::Mailbox;
using sendguard::draft::Place;
using sendguard::draft::SecondText;

struct Unref {
    template <class T>
    void operator()(T* object) const {
        g_object_unref(object);
    }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

void start_gmime() {
    static std::once_flag started;
    std::call_once(started, [] { g_mime_init(); });
}

std::string as_string(const char* text) {
    return text == nullptr ? std::string() : std::string(text);
}

/// The strings of a GMime allocation.
std::string take(char* text) {
    std::string out = as_string(text);
    g_free(text);
    return out;
}

using Texts = std::vector<SecondText>;

void add(Texts& texts, Place place, std::string type, std::string text, std::string detail = {}) {
    if (!text.empty())
        texts.push_back({place, std::move(type), std::move(text), std::move(detail)});
}

void read_message(GMimeMessage* message, Texts& texts);

void read_text_part(GMimePart* part, const std::string& type, Texts& texts) {
    if (GMIME_IS_TEXT_PART(part)) {
        add(texts, Place::body, type, take(g_mime_text_part_get_text(GMIME_TEXT_PART(part))));
        return;
    }
    GMimeDataWrapper* const content = g_mime_part_get_content(part);
    if (content == nullptr) return;
    const Owned<GMimeStream> memory(g_mime_stream_mem_new());
    g_mime_data_wrapper_write_to_stream(content, memory.get());
    const GByteArray* const bytes =
        g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory.get()));
    const std::string_view text(reinterpret_cast<const char*>(bytes->data), bytes->len);
    if (text.find('\0') == std::string_view::npos &&
        g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr))
        add(texts, Place::body, type, std::string(text));
}

void read_object(GMimeObject* object, Texts& texts) {
    GMimeContentType* const content_type = g_mime_object_get_content_type(object);
    const std::string type = content_type == nullptr
                                 ? std::string()
                                 : take(g_mime_content_type_get_mime_type(content_type));
    if (GMIME_IS_MULTIPART(object)) {
        auto* const multipart = GMIME_MULTIPART(object);
        add(texts, Place::hidden, {}, as_string(g_mime_multipart_get_prologue(multipart)),
            "preamble");
        for (int i = 0; i < g_mime_multipart_get_count(multipart); ++i)
            read_object(g_mime_multipart_get_part(multipart, i), texts);
        add(texts, Place::hidden, {}, as_string(g_mime_multipart_get_epilogue(multipart)),
            "epilogue");
    } else if (GMIME_IS_MESSAGE_PART(object)) {
        GMimeMessage* const inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
        if (inner != nullptr) read_message(inner, texts);
    } else if (GMIME_IS_PART(object)) {
        auto* const part = GMIME_PART(object);
        const std::string name = as_string(g_mime_part_get_filename(part));
        add(texts, Place::filename, {}, name);
        add(texts, Place::header, {}, as_string(g_mime_part_get_content_description(part)),
            "Content-Description");
        read_text_part(part, type, texts);
    }
}

void read_message(GMimeMessage* message, Texts& texts) {
    add(texts, Place::subject, {}, as_string(g_mime_message_get_subject(message)));
    for (const auto type :
         {GMIME_ADDRESS_TYPE_FROM, GMIME_ADDRESS_TYPE_TO, GMIME_ADDRESS_TYPE_CC}) {
        InternetAddressList* const list = g_mime_message_get_addresses(message, type);
        const int count = list == nullptr ? 0 : internet_address_list_length(list);
        for (int i = 0; i < count; ++i)
            add(texts, Place::header, {},
                as_string(internet_address_get_name(internet_address_list_get_address(list, i))),
                "address");
    }
    GMimeObject* const part = g_mime_message_get_mime_part(message);
    if (part != nullptr) read_object(part, texts);
}

void read_list(InternetAddressList* list, std::vector<Mailbox>& mailboxes) {
    for (int i = 0; i < internet_address_list_length(list); ++i) {
        InternetAddress* const address = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_GROUP(address)) {
            InternetAddressList* const members =
                internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address));
            if (members != nullptr) read_list(members, mailboxes);
        } else if (INTERNET_ADDRESS_IS_MAILBOX(address)) {
            mailboxes.push_back(
                {as_string(internet_address_get_name(address)),
                 as_string(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)))});
        }
    }
}

}  // namespace

extern "C" {

void sendguard_gmime_read(std::string_view bytes, std::vector<SecondText>* texts) {
    start_gmime();
    const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
    const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    const Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
    if (message) read_message(message.get(), *texts);
}

void sendguard_gmime_mailboxes(std::string_view value, std::vector<Mailbox>* mailboxes) {
    start_gmime();
    const std::string text(value);
    const Owned<InternetAddressList> list(internet_address_list_parse(nullptr, text.c_str()));
    if (list) read_list(list.get(), *mailboxes);
}
}
