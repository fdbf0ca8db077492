#include "pdf/objects.h"

#include <UTF.h>
#include <goo/gmem.h>

#include <memory>

#include "base/text.h"

namespace sendguard::pdf {
namespace {

constexpr std::size_t kMaxLongText = 1u << 20;
constexpr int kMaxTreeDepth = 32;
constexpr int kMaxTreeNodes = 20'000;

struct Free {
    void operator()(Unicode* text) const { gfree(text); }
};

struct NameWalk {
    const std::function<void(const std::string&, const Object&)>& take;
    int nodes = 0;

    void node(const Object& tree, int depth) {
        if (!tree.isDict() || depth > kMaxTreeDepth || ++nodes > kMaxTreeNodes) return;
        const Object names = tree.dictLookup("Names");
        if (names.isArray()) {
            for (int i = 0; i + 1 < names.arrayGetLength() && nodes < kMaxTreeNodes; i += 2) {
                ++nodes;
                take(text_of(names.arrayGet(i)), names.arrayGet(i + 1));
            }
        }
        const Object kids = tree.dictLookup("Kids");
        if (!kids.isArray()) return;
        for (int i = 0; i < kids.arrayGetLength() && nodes < kMaxTreeNodes; ++i)
            node(kids.arrayGet(i), depth + 1);
    }
};

}  // namespace

std::string text_of(const GooString* text) {
    if (text == nullptr) return {};
    const std::string& bytes = text->toStr();
    if (bytes.starts_with("\xEF\xBB\xBF")) return to_valid_utf8(bytes.substr(3));
    Unicode* unicode = nullptr;
    const int length = TextStringToUCS4(bytes, &unicode);
    const std::unique_ptr<Unicode, Free> owned(unicode);
    std::string out;
    for (int i = 0; i < length; ++i)
        if (unicode[i] != 0) append_utf8(out, unicode[i] == '\r' ? U'\n' : unicode[i]);
    return to_valid_utf8(out);
}

std::string text_of(const Object& object) {
    if (object.isString()) return text_of(object.getString());
    if (object.isName()) return to_valid_utf8(object.getName());
    return {};
}

std::string text_at(const Object& dictionary, const char* key) {
    return dictionary.isDict() ? text_of(dictionary.dictLookup(key)) : std::string();
}

StreamBytes bytes_of(Stream* stream, std::size_t most) {
    StreamBytes out;
    stream->reset();
    for (int c = stream->getChar(); c != EOF; c = stream->getChar()) {
        if (out.bytes.size() == most) {
            out.whole = false;
            break;
        }
        out.bytes += static_cast<char>(c);
    }
    stream->close();
    return out;
}

std::string long_text_of(const Object& object) {
    if (!object.isStream()) return text_of(object);
    const GooString text(bytes_of(object.getStream(), kMaxLongText).bytes);
    return text_of(&text);
}

void each_name(const Object& tree,
               const std::function<void(const std::string&, const Object&)>& take) {
    NameWalk{take}.node(tree, 0);
}

std::string one_line(std::string_view text) {
    std::string out;
    bool gap = false;
    for (const char c : text) {
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f') {
            gap = !out.empty();
            continue;
        }
        if (gap) out += ' ';
        gap = false;
        out += c;
    }
    return out;
}

std::string without_tags(std::string_view markup) {
    std::string out;
    bool in_tag = false;
    for (const char c : markup) {
        if (c == '<') in_tag = true;
        if (!in_tag) out += c;
        if (c == '>') {
            in_tag = false;
            out += ' ';
        }
    }
    return one_line(out);
}

}  // namespace sendguard::pdf
