// `why-not`: the conditions of one rule on one draft, and which of them kept it silent.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "check/why_not.h"
#include "cli/commands.h"
#include "cli/draft_check.h"
#include "cli/policy_choice.h"
#include "cli/request.h"
#include "report/excerpt.h"

namespace sendguard::cli {
namespace {

using report::printable;

std::string_view answer_word(const check::Answer& answer) {
    if (!answer.held) return "? ";
    return *answer.held ? "yes" : "no ";
}

void print_sightings(const check::WhyNot& why, const std::string& text, Console& console) {
    if (text.empty()) return;
    for (const auto& one : why.sightings)
        console.out << fmt::format("  the words stand in {} line {}, column {}{}\n",
                                   draft::place_name(one.where.place), one.where.line,
                                   one.where.column,
                                   one.where.part.empty() || one.where.part == "1"
                                       ? ""
                                       : ", part " + printable(one.where.part));
    if (!why.sightings.empty()) return;
    console.out << "  these words stand nowhere in the draft as send-guard reads it";
    if (why.near)
        console.out << fmt::format("; likest, in {}: \"{}\"", draft::place_name(*why.near),
                                   printable(why.nearest));
    console.out << "; `send-guard view` shows what it reads\n";
}

void print_text(const check::WhyNot& why, const std::string& rule, const std::string& text,
                Console& console) {
    console.out << fmt::format("{}: {}\n", printable(rule),
                               !why.in_force  ? "does not hold for this path"
                               : !why.fires   ? "silent"
                               : why.observed ? "fires, but its mode is observe: it stops nothing"
                                              : "fires");
    print_sightings(why, text, console);
    for (const auto& line : why.lines) {
        const auto indent = 2 * line.answer.depth;
        const bool leaf = !line.notes.empty();
        console.out << fmt::format("  {:{}}{} {}{}\n", "", indent, answer_word(line.answer),
                                   printable(line.words),
                                   line.answer.decides && leaf ? "   <- decides" : "");
        for (const auto& note : line.notes)
            console.out << fmt::format("  {:{}}      {}\n", "", indent, printable(note));
    }
}

void print_json(const check::WhyNot& why, const std::string& rule, Console& console) {
    using Json = nlohmann::ordered_json;
    Json json;
    json["version"] = 1;
    json["rule"] = to_valid_utf8(rule);
    json["in_force"] = why.in_force;
    json["fires"] = why.fires;
    json["observed"] = why.observed;
    json["text"] = Json::array();
    for (const auto& one : why.sightings)
        json["text"].push_back({{"place", draft::place_name(one.where.place)},
                                {"part", to_valid_utf8(one.where.part)},
                                {"line", one.where.line},
                                {"column", one.where.column}});
    json["conditions"] = Json::array();
    for (const auto& line : why.lines) {
        Json one;
        one["depth"] = line.answer.depth;
        one["condition"] = to_valid_utf8(line.words);
        one["held"] = line.answer.held ? Json(*line.answer.held) : Json(nullptr);
        one["decides"] = line.answer.decides;
        one["notes"] = Json::array();
        for (const auto& note : line.notes) one["notes"].push_back(to_valid_utf8(note));
        json["conditions"].push_back(std::move(one));
    }
    console.out << json.dump(2, ' ', true, Json::error_handler_t::replace) << '\n';
}

Result<check::WhyNot> ask(const policy::Policy& policy, const std::string& file,
                          const Request& request, const std::string& rule,
                          const std::string& text) {
    BOOST_OUTCOME_TRY(auto bytes, read_draft_file(file));
    const auto in_repository = bytes.signoffs.path_in_repository;
    const auto draft = read_for_statement(bytes, file, request);
    check::Facts facts{.now = request.now,
                       .gate = policy::GateKind::check,
                       .signoffs = signoff::stated_signoffs(draft),
                       .path = in_repository};
    std::string trouble;
    BOOST_OUTCOME_TRY(const auto histories,
                      gate::histories_for(policy, gate::HistoryUse::ask, trouble));
    if (!trouble.empty()) return error(Errc::unavailable, trouble);
    if (histories) {
        BOOST_OUTCOME_TRY(gate::ask_history(*histories, policy, draft, facts));
    }
    return check::why_not(policy, draft, facts, rule, text);
}

}  // namespace

int run_why_not(const Arguments& arguments, Console& console) {
    const auto rule = arguments.value("rule").value_or("");
    const auto request = read_request(arguments);
    if (rule.empty() || !request) {
        console.complain(rule.empty() ? "which rule? --rule ID; `send-guard rules list` has them"
                                      : printable(request.error().message));
        return 2;
    }
    const auto& file = arguments.positional()[0];
    const auto choice = choose_policy(arguments, file, console);
    if (!choice.policy) return 2;
    const auto text = arguments.value("text").value_or("");
    const auto why = ask(*choice.policy, file, request.value(), rule, text);
    if (!why) {
        console.complain(printable(why.error().message));
        return 2;
    }
    if (arguments.value("format") == "json") {
        print_json(why.value(), rule, console);
    } else {
        print_text(why.value(), rule, text, console);
    }
    if (!why.value().lines.empty() && !why.value().lines.front().answer.held) return 2;
    return why.value().fires && !why.value().observed ? 1 : 0;
}

}  // namespace sendguard::cli
