// Finds the wrongly added recipient: simulated leaks, by the protocol of Carvalho & Cohen, SDM
// 2007.
//   leak_bench FOLDER [--fit] [--curve]
// FOLDER holds SOURCE-USER.jsonl (mails with text), leaks.tsv, enron-network-only.tsv and
// enron-network-only.leaks.tsv. Each sender's history is learned from its training mails only; each
// leak is added to its mail's recipients, and all are ranked. Printed for each sender: Prec@1 with
// leaks of its address book, and with the unseen ones (0.2) added; then what share of the leaks is
// found at which share of clean mails warned of.
//   --fit    weights fitted to these senders, and the figures of each sender with weights that were
//            fitted without it
//   --curve  every step of the curve, tab separated
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/time.h"
#include "bench/leak/softmax_fit.h"
#include "history/habits.h"
#include "history/rank.h"

namespace {

using namespace sendguard;
using namespace sendguard::history;
using bench::Case;

struct Leak {
    std::string address;
    bool unseen = false;
};
struct Sender {
    std::string name;
    bool text = false;
    std::vector<Letter> sent, received;
    std::vector<std::pair<Letter, std::vector<Leak>>> tests;
    std::map<std::string, std::size_t> test_of;  // message id
};

std::vector<std::string> fields_of(std::ifstream& in) {
    std::string line;
    std::vector<std::string> out;
    if (!std::getline(in, line)) return out;
    for (const auto one : split(line, '\t')) out.emplace_back(one);
    return out;
}

Letter letter(const std::string& date, std::vector<std::string> recipients) {
    std::ranges::sort(recipients);
    recipients.erase(std::unique(recipients.begin(), recipients.end()), recipients.end());
    return {.from = {},
            .recipients = std::move(recipients),
            .text = {},
            .at = parse_rfc3339(date + "Z").value()};
}

Sender read_mails(const std::filesystem::path& file) {
    Sender out;
    const auto stem = file.stem().string();
    out.name = stem.substr(stem.find('-') + 1);
    out.text = true;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        const auto mail = nlohmann::json::parse(line);
        auto to = mail["to"].get<std::vector<std::string>>();
        for (const auto& one : mail["cc"]) to.push_back(one.get<std::string>());
        auto one = letter(mail["date"], std::move(to));
        one.from = mail["from"];
        one.text = mail["subject"].get<std::string>() + "\n" + mail["body"].get<std::string>();
        const std::string kind = mail["split"];
        if (kind == "sent_test") {
            out.test_of[mail["mid"]] = out.tests.size();
            out.tests.push_back({std::move(one), {}});
        } else {
            (kind == "received" ? out.received : out.sent).push_back(std::move(one));
        }
    }
    return out;
}

void read_network(const std::filesystem::path& folder, std::vector<Sender>& senders) {
    std::map<std::string, Sender> by_name;
    std::ifstream in(folder / "enron-network-only.tsv");
    fields_of(in);
    for (auto row = fields_of(in); !row.empty(); row = fields_of(in)) {
        auto& sender = by_name[row[0]];
        sender.name = row[0];
        std::vector<std::string> to;
        for (const auto one : split(row[3], ',')) to.emplace_back(one);
        auto one = letter(row[2], std::move(to));
        if (row[1] == "train") {
            sender.sent.push_back(std::move(one));
        } else {
            sender.test_of[row[4]] = sender.tests.size();
            sender.tests.push_back({std::move(one), {}});
        }
    }
    for (auto& [name, sender] : by_name) senders.push_back(std::move(sender));
}

void read_leaks(const std::filesystem::path& file, bool text, std::vector<Sender>& senders) {
    std::ifstream in(file);
    const std::size_t shift = text ? 0 : 1;  // a date stands between
    fields_of(in);
    for (auto row = fields_of(in); !row.empty(); row = fields_of(in)) {
        const auto found = std::ranges::find_if(senders, [&](const Sender& sender) {
            return sender.text == text && sender.name == row[0];
        });
        if (found == senders.end()) continue;
        const auto test = found->test_of.find(row[1 + shift]);
        if (test == found->test_of.end()) continue;
        found->tests[test->second].second.push_back({row[3 + shift], row[4 + shift] == "unseen"});
    }
}

Profile learned(const Sender& sender) {
    Profile profile;
    for (const auto& one : sender.sent) profile.learn_sent(one);
    for (const auto& one : sender.received) profile.learn_received(one);
    return profile;
}

void add_cases(const Sender& sender, std::size_t number, const Profile& profile,
               std::vector<Case>& cases) {
    for (const auto& [test, leaks] : sender.tests) {
        if (leaks.empty()) continue;
        const auto add = [&](const Letter& mail, const Leak* leak) {
            Case out{.sender = number, .text = sender.text};
            out.evidence = evidence_of(profile, mail);
            if (leak != nullptr) {
                const auto at = std::ranges::find(mail.recipients, leak->address);
                out.leak = static_cast<std::ptrdiff_t>(at - mail.recipients.begin());
                out.unseen = leak->unseen;
            }
            cases.push_back(std::move(out));
        };
        add(test, nullptr);
        for (const auto& leak : leaks) {
            if (std::ranges::find(test.recipients, leak.address) != test.recipients.end()) continue;
            auto mail = test;
            mail.recipients.push_back(leak.address);
            std::ranges::sort(mail.recipients);
            add(mail, &leak);
        }
    }
}

/// In how many clean mails the other rules would speak.
struct Habits {
    std::size_t mails = 0, first_time = 0, missing = 0, lookalike = 0;
};
void count_habits(const Sender& sender, const Profile& profile, Habits& habits) {
    if (!knows_enough(profile)) return;
    for (const auto& [mail, leaks] : sender.tests) {
        ++habits.mails;
        const auto any = [&](auto test) {
            return std::ranges::any_of(mail.recipients, test) ? 1 : 0;
        };
        habits.first_time += any([&](const auto& one) { return is_first_time(profile, one); });
        habits.lookalike +=
            any([&](const auto& one) { return lookalike(profile, one).has_value(); });
        habits.missing += missing_usual(profile, mail).empty() ? 0 : 1;
    }
}

struct Score {
    double hits = 0, all = 0, hits_seen = 0, seen = 0;
};
struct Point {
    double probability = 0;
    bool leak = false, unseen = false, named = false;
};

/// Of ties, the share that the leak has of them.
double first_place(const std::vector<double>& probabilities, std::size_t leak) {
    const double most = *std::ranges::max_element(probabilities);
    if (probabilities[leak] < most) return 0;
    return 1.0 / static_cast<double>(std::ranges::count(probabilities, most));
}

void print_curve(std::vector<Point> points, bool all) {
    std::ranges::stable_sort(points, std::greater<>(), &Point::probability);
    double clean = 0, leaks = 0, unseen = 0;
    for (const auto& point : points) ++(!point.leak ? clean : point.unseen ? unseen : leaks);
    double warned = 0, found = 0, named = 0, strange = 0;
    std::size_t mark = 0;
    constexpr std::array kMarks{0.0, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.2};
    fmt::print("clean warned\tleaks found\trightly named\tunseen found\tprobability\n");
    const auto line = [&](double probability) {
        fmt::print("{:.4f}\t{:.3f}\t{:.3f}\t{:.3f}\t{:.4f}\n", warned / clean, found / leaks,
                   named / leaks, unseen > 0 ? strange / unseen : 0, probability);
    };
    for (const auto& point : points) {
        if (!point.leak) {
            const bool passed = mark < kMarks.size() && (warned + 1) / clean > kMarks[mark];
            if (all || passed) line(point.probability);
            while (mark < kMarks.size() && (warned + 1) / clean > kMarks[mark]) ++mark;
            ++warned;
        } else if (point.unseen) {
            ++strange;
        } else {
            ++found;
            named += point.named ? 1 : 0;
        }
    }
}

template <class Probabilities>
void print_figures(const std::vector<Sender>& senders, const std::vector<Case>& cases, bool text,
                   bool curve, Probabilities probabilities_of) {
    std::vector<Score> scores(senders.size());
    std::vector<Point> points;
    for (const auto& one : cases) {
        if (one.text != text) continue;
        const auto probabilities = probabilities_of(one);
        Point point{.probability = *std::ranges::max_element(probabilities),
                    .leak = one.leak >= 0,
                    .unseen = one.unseen};
        if (point.leak) {
            const auto hit = first_place(probabilities, static_cast<std::size_t>(one.leak));
            auto& score = scores[one.sender];
            score.hits += hit;
            ++score.all;
            if (!one.unseen) score.hits_seen += hit;
            if (!one.unseen) ++score.seen;
            point.named = hit > 0;
        }
        points.push_back(point);
    }
    double sum = 0, sum_all = 0, count = 0;
    fmt::print("\n{}\nsender\tPrec@1\twith unseen\ttrials\n", text ? "With text" : "Network only");
    for (std::size_t i = 0; i < senders.size(); ++i) {
        const auto& score = scores[i];
        if (score.all == 0) continue;
        fmt::print("{}\t{:.3f}\t{:.3f}\t{}\n", senders[i].name, score.hits_seen / score.seen,
                   score.hits / score.all, score.all);
        sum += score.hits_seen / score.seen;
        sum_all += score.hits / score.all;
        ++count;
    }
    if (count == 0) return;
    fmt::print("mean of {} senders\t{:.3f}\t{:.3f}\n\n", count, sum / count, sum_all / count);
    print_curve(std::move(points), curve);
}

std::string as_code(const Weights& weights) {
    std::string out;
    for (const double weight : weights)
        out += fmt::format("{}{:.2f}", out.empty() ? "" : ", ", weight);
    return "{" + out + "}";
}

}  // namespace

int main(int count, char** words) {
    const std::vector<std::string> arguments(words + 1, words + count);
    if (arguments.empty()) {
        std::cerr << "usage: leak_bench FOLDER [--fit] [--curve]\n";
        return 2;
    }
    const auto has = [&](std::string_view name) {
        return std::ranges::find(arguments, name) != arguments.end();
    };
    const std::filesystem::path folder(arguments[0]);
    std::vector<Sender> senders;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".jsonl") senders.push_back(read_mails(entry.path()));
    read_network(folder, senders);
    std::ranges::sort(senders, {}, &Sender::name);
    read_leaks(folder / "leaks.tsv", true, senders);
    read_leaks(folder / "enron-network-only.leaks.tsv", false, senders);

    std::vector<Case> cases;
    Habits habits;
    std::size_t bytes = 0, largest = 0;
    std::chrono::duration<double, std::milli> ranking{0};
    for (std::size_t i = 0; i < senders.size(); ++i) {
        const auto profile = learned(senders[i]);
        const auto size = profile.encode().size();
        bytes += size;
        largest = std::max(largest, size);
        count_habits(senders[i], profile, habits);
        const auto start = std::chrono::steady_clock::now();
        add_cases(senders[i], i, profile, cases);
        ranking += std::chrono::steady_clock::now() - start;
    }
    fmt::print(
        "{} senders, {} cases; a history: {} bytes, the largest {}; a mail ranked in {:.3f} ms\n",
        senders.size(), cases.size(), bytes / senders.size(), largest,
        ranking.count() / static_cast<double>(cases.size()));

    fmt::print(
        "of {} clean mails: {} with a first-time recipient, {} with a look-alike, {} with a "
        "missing one\n",
        habits.mails, habits.first_time, habits.lookalike, habits.missing);

    if (has("--fit")) {
        const auto text = bench::fit(cases, bench::With::text);
        const auto network = bench::fit(cases, bench::With::network);
        fmt::print("kText{}\nkNetwork{}\n", as_code(text), as_code(network));
        std::vector<std::pair<Weights, Weights>> without;
        for (std::size_t i = 0; i < senders.size(); ++i)
            without.emplace_back(bench::fit(cases, bench::With::text, i),
                                 bench::fit(cases, bench::With::network, i));
        for (const bool mails : {true, false})
            print_figures(senders, cases, mails, has("--curve"), [&](const Case& one) {
                const auto& [with_text, plain] = without[one.sender];
                return leak_probabilities(one.evidence,
                                          shares_words(one.evidence) ? with_text : plain);
            });
        return 0;
    }
    for (const bool mails : {true, false})
        print_figures(senders, cases, mails, has("--curve"), [&](const Case& one) {
            return leak_probabilities(one.evidence, weights_for(shares_words(one.evidence)));
        });
}
