// Actions: what happens on a click, or without one.
#include <Catalog.h>
#include <XRef.h>
#include <fmt/format.h>

#include "base/text.h"
#include "pdf/objects.h"
#include "pdf/parts.h"

namespace sendguard::pdf {
namespace {

constexpr int kMaxSteps = 50;  ///< of actions that follow one another

/// The file that an action opens: a string, or a file specification.
std::string file_of(const Object& action) {
    const Object file = action.dictLookup("F");
    if (!file.isDict()) return text_of(file);
    for (const char* const key : {"UF", "F", "Unix", "DOS", "Mac"})
        if (auto name = text_at(file, key); !name.empty()) return name;
    return {};
}

/// One call of what Acrobat gives every form for numbers, dates and sums, and nothing else.
bool is_formatting(std::string_view code) {
    code = trim(code);
    if (code.ends_with(';')) code.remove_suffix(1);
    return code.starts_with("AF") && code.ends_with(')') &&
           code.find_first_of(";={}\n") == std::string_view::npos;
}

struct Actions {
    std::string_view whose;
    Answer& answer;
    int steps = 0;

    void script(const Object& action) {
        const auto code = long_text_of(action.dictLookup("JS"));
        if (trim(code).empty() || is_formatting(code)) return;
        answer.holds(ContentKind::macros, fmt::format("a script runs ({})", whose), one_line(code));
        answer.text(Place::hidden, code + "\n", "script");
    }

    void link(std::string_view target) {
        if (!trim(target).empty()) answer.text(Place::link, std::string(trim(target)) + "\n");
    }

    void launch(const Object& action) {
        auto file = file_of(action);
        if (file.empty()) file = text_at(action.dictLookup("Win"), "F");
        answer.holds(ContentKind::macros, fmt::format("a program is started ({})", whose), file);
        link(file);
    }

    void run(const Object& action) {
        if (!action.isDict() || ++steps > kMaxSteps) return;
        const auto kind = text_at(action, "S");
        if (kind == "JavaScript" || kind == "Rendition") {
            script(action);
        } else if (kind == "URI") {
            link(text_at(action, "URI"));
        } else if (kind == "Launch") {
            launch(action);
        } else if (kind == "GoToR" || kind == "SubmitForm" || kind == "ImportData") {
            link(file_of(action));
        }
        const Object next = action.dictLookup("Next");
        run(next);
        if (!next.isArray()) return;
        for (int i = 0; i < next.arrayGetLength() && steps <= kMaxSteps; ++i) run(next.arrayGet(i));
    }
};

}  // namespace

void read_action(const Object& action, std::string_view whose, Answer& answer) {
    Actions{whose, answer}.run(action);
}

void read_actions(PDFDoc& document, Answer& answer) {
    answer.at("document");
    const Object catalog = document.getXRef()->getCatalog();
    if (!catalog.isDict()) return;
    read_action(catalog.dictLookup("OpenAction"), "on opening", answer);
    const Object events = catalog.dictLookup("AA");
    if (events.isDict())
        for (int i = 0; i < events.getDict()->getLength(); ++i)
            read_action(events.getDict()->getVal(i), "on an event", answer);
    const Object names = catalog.dictLookup("Names");
    if (!names.isDict()) return;
    each_name(names.dictLookup("JavaScript"), [&](const std::string&, const Object& action) {
        read_action(action, "on opening", answer);
    });
}

}  // namespace sendguard::pdf
