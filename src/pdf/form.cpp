// Form fields and what was typed into them (ISO 32000-2, 12.7).
#include <Catalog.h>
#include <XRef.h>
#include <fmt/format.h>

#include "base/text.h"
#include "pdf/objects.h"
#include "pdf/parts.h"

namespace sendguard::pdf {
namespace {

constexpr int kMaxFields = 20'000;
constexpr int kMaxDepth = 32;
constexpr int kHiddenFlags = 2 | 32;    ///< annotation flags Hidden and NoView (table 167)
constexpr int kPasswordFlag = 1 << 13;  ///< of a text field (table 231)

/// What a field has from those above it.
struct Inherited {
    std::string name, type, value;
    bool has_value = false;
    int flags = 0;
};

int number_at(const Object& dictionary, const char* key, int otherwise) {
    const Object number = dictionary.dictLookup(key);
    return number.isInt() ? number.getInt() : otherwise;
}

std::string value_of(const Object& value) {
    if (!value.isArray()) return long_text_of(value);
    std::string out;
    for (int i = 0; i < value.arrayGetLength() && i < 1000; ++i) {
        if (i > 0) out += ", ";
        out += text_of(value.arrayGet(i));
    }
    return out;
}

class Form {
  public:
    Form(std::string_view seen, Answer& answer) : seen_(one_line(seen)), answer_(answer) {}

    void field(const Object& dictionary, Inherited above, int depth) {
        if (!dictionary.isDict() || depth > kMaxDepth || ++fields_ > kMaxFields) return;
        if (const auto name = text_at(dictionary, "T"); !name.empty())
            above.name += (above.name.empty() ? "" : ".") + name;
        if (auto type = text_at(dictionary, "FT"); !type.empty()) above.type = std::move(type);
        above.flags = number_at(dictionary, "Ff", above.flags);
        if (const Object value = dictionary.dictLookup("V"); !value.isNull()) {
            above.value = value_of(value);
            above.has_value = true;
        }
        const Object kids = dictionary.dictLookup("Kids");
        if (kids.isArray() && kids.arrayGetLength() > 0 && has_fields(kids)) {
            for (int i = 0; i < kids.arrayGetLength() && fields_ < kMaxFields; ++i)
                field(kids.arrayGet(i), above, depth + 1);
            return;
        }
        say(above, is_hidden(dictionary, kids));
    }

  private:
    static bool has_fields(const Object& kids) {
        const Object first = kids.arrayGet(0);
        return first.isDict() && !first.dictLookup("T").isNull();
    }

    /// Of its widgets, all must be hidden.
    static bool is_hidden(const Object& dictionary, const Object& kids) {
        if (!kids.isArray() || kids.arrayGetLength() == 0)
            return (number_at(dictionary, "F", 0) & kHiddenFlags) != 0;
        for (int i = 0; i < kids.arrayGetLength(); ++i) {
            const Object widget = kids.arrayGet(i);
            if (widget.isDict() && (number_at(widget, "F", 0) & kHiddenFlags) == 0) return false;
        }
        return true;
    }

    void say(const Inherited& field, bool hidden) {
        if (field.type != "Tx" && field.type != "Ch") return;  // a tick or a seal holds no words
        if (!field.has_value || (field.flags & kPasswordFlag) != 0) return;
        const auto value = one_line(field.value);
        if (value.empty()) return;
        answer_.at(fmt::format("form field {}", field.name));
        answer_.holds(
            ContentKind::form_fields,
            fmt::format("the {}form field {} is filled in", hidden ? "hidden " : "", field.name),
            value);
        const bool seen = seen_.find(value) != std::string::npos;
        if (hidden) {
            answer_.text(Place::hidden, field.value + "\n", "hidden form field");
        } else if (!seen) {
            answer_.text(Place::body, field.value + "\n");
        }
    }

    std::string seen_;
    Answer& answer_;
    int fields_ = 0;
};

/// A form in XFA: its pages are made by the program that fills it in, and the PDF's own page says
/// so.
void read_xfa(const Object& catalog, const Object& form, Answer& answer) {
    const Object rendering = catalog.dictLookup("NeedsRendering");
    const Object packets = form.dictLookup("XFA");
    if (!rendering.isBool() || !rendering.getBool() || packets.isNull()) return;
    answer.at("XFA form");
    answer.fault("xfa-form", "the PDF is an XFA form, whose pages cannot be read");
    if (packets.isStream())
        answer.text(Place::hidden, without_tags(long_text_of(packets)) + "\n", "XFA form");
    if (!packets.isArray()) return;
    for (int i = 1; i < packets.arrayGetLength() && i < 100; i += 2)
        answer.text(Place::hidden, without_tags(long_text_of(packets.arrayGet(i))) + "\n",
                    "XFA form");
}

}  // namespace

void read_form(PDFDoc& document, std::string_view seen, Answer& answer) {
    const Object catalog = document.getXRef()->getCatalog();
    if (!catalog.isDict()) return;
    const Object form = catalog.dictLookup("AcroForm");
    if (!form.isDict()) return;
    read_xfa(catalog, form, answer);
    const Object fields = form.dictLookup("Fields");
    if (!fields.isArray()) return;
    Form reader(seen, answer);
    for (int i = 0; i < fields.arrayGetLength() && i < kMaxFields; ++i)
        reader.field(fields.arrayGet(i), {}, 0);
}

}  // namespace sendguard::pdf
