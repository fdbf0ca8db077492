// `view`: a draft as send-guard sees it.
#include "report/view.h"
#include "cli/commands.h"
#include "cli/draft_check.h"
#include "report/excerpt.h"

namespace sendguard::cli {

int run_view(const Arguments& arguments, Console& console) {
    constexpr int kCouldNot = 2;
    const auto request = read_request(arguments);
    if (!request) {
        console.complain(request.error().message);
        return kCouldNot;
    }
    for (const auto& path : arguments.positional()) {
        const auto file = read_draft_file(path);
        if (!file) {
            console.complain(report::printable(file.error().message));
            return kCouldNot;
        }
        const auto draft = read_for_statement(file.value(), path, request.value());
        console.out << (arguments.value("format") == "json" ? report::json_view(draft)
                                                            : report::text_view(draft));
    }
    return 0;
}

}  // namespace sendguard::cli
