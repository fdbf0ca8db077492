#include "draft/office_helper.h"

#include <fmt/format.h>
#include <signal.h>

#include <array>
#include <utility>
#include <vector>

#include "base/process.h"
#include "base/text.h"

namespace sendguard::draft {
namespace {

struct Helper {
    OldFormat format;
    std::string_view program;
    std::vector<std::string> words;
};

/// catdoc reads its input when it has no file; the others want a file, and this is the same one.
/// Windows' Latin letters are what Word 97 means by eight bits (MS-DOC 2.9.73).
const std::array<Helper, 4>& helpers() {
    static const std::array<Helper, 4> all{{
        {OldFormat::word, "catdoc", {"-w", "-s", "cp1252", "-d", "utf-8"}},
        // With text that is deleted, and that is hidden.
        {OldFormat::word, "antiword", {"-r", "-s", "-w", "0", "-m", "UTF-8.txt", "/dev/stdin"}},
        {OldFormat::sheets, "xls2csv", {"-q", "0", "-c", "\t", "-d", "utf-8", "/dev/stdin"}},
        {OldFormat::slides, "catppt", {"-d", "utf-8", "/dev/stdin"}},
    }};
    return all;
}

struct FormatWords {
    std::string_view made_by, save_as;
};
FormatWords words_of(OldFormat format) {
    switch (format) {
        case OldFormat::word:
            return {"Word", "DOCX"};
        case OldFormat::sheets:
            return {"Excel", "XLSX"};
        case OldFormat::slides:
            return {"PowerPoint", "PPTX"};
    }
    return {};
}

OldText failed(OldText out, std::string_view fault, std::string message) {
    out.text.clear();
    out.fault = fault;
    out.message = std::move(message);
    return out;
}

OldText of_error(OldText out, const Error& why) {
    if (why.code == Errc::timeout)
        return failed(std::move(out), "limit-time", "reading the document takes too long");
    if (why.code == Errc::limit)
        return failed(std::move(out), "limit-document", "the document has too much text");
    return failed(std::move(out), "no-reader",
                  fmt::format("the document cannot be read: {}", why.message));
}

/// A program that prints a text and a complaint has read a part of it.
OldText of_ended(OldText out, Ended ended, OldFormat format) {
    if (ended.status == 128 + SIGXCPU || ended.status == 128 + SIGKILL)
        return failed(std::move(out), "limit-time", "reading the document takes too long");
    const auto program = out.program;
    if (ended.status > 128)
        return failed(
            std::move(out), "damaged",
            fmt::format("the document ended the program that was to read it ({})", program));
    if (ended.status != 0 || !trim(ended.err).empty())
        return failed(std::move(out), "damaged",
                      fmt::format("{} cannot read the document, or not all of it", program));
    if (trim(ended.out).empty())
        return failed(std::move(out), "old-office",
                      fmt::format("{} finds no text in the document; save it as {}", program,
                                  words_of(format).save_as));
    out.text = std::move(ended.out);
    return out;
}

}  // namespace

OldText read_with_helper(OldFormat format, std::string_view bytes,
                         const OfficeHelperLimits& limits) {
    OldText out;
    for (const auto& helper : helpers()) {
        if (helper.format != format) continue;
        const auto file = program_in_path(helper.program);
        if (!file) continue;
        out.program = helper.program;
        ProgramCall call{.argv = {*file},
                         .input = bytes,
                         .limit = limits.clock,
                         .most_output = limits.output,
                         .keeps_variable = [](std::string_view) { return false; },
                         // antiword complains where it has none; nothing is there to be read.
                         .variables = {"HOME=/nonexistent"},
                         .limits = ProgramLimits{limits.memory, limits.processor}};
        call.argv.insert(call.argv.end(), helper.words.begin(), helper.words.end());
        auto ended = run_program(call);
        if (!ended) return of_error(std::move(out), ended.error());
        return of_ended(std::move(out), std::move(ended.value()), format);
    }
    const auto [made_by, save_as] = words_of(format);
    return failed(std::move(out), "old-office",
                  fmt::format("the document is in {}'s old format; save it as {}, or install the "
                              "package catdoc, through which its text is read",
                              made_by, save_as));
}

}  // namespace sendguard::draft
