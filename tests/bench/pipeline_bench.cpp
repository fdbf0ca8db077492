// How fast a draft is checked, against GMime alone on the same mail, in pairs in one run.
//
//   read      GMime parses and decodes every text part                      (the peer)
//   guard     read + decode + fold + evaluate + decide, default packs + N rules of a house
//
// usage: pipeline_bench [mails] [pairs] [FOLDER]      FOLDER: real .eml files in place of the made
// mail prints: MB/s of each, the ratio guard/GMime (median of the pairs), and the time of 10,000
// rules
//         against 10.
#include <fmt/format.h>
#include <gmime/gmime.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "base/files.h"
#include "bench/mail_maker.h"
#include "check/evaluate.h"
#include "check/searched_text.h"
#include "draft/read.h"
#include "policy/load.h"

using namespace sendguard;

namespace {

using Mails = std::vector<std::shared_ptr<const std::string>>;
using Seconds = std::chrono::duration<double>;

void decode_part(GMimeObject*, GMimeObject* part, gpointer sum) {
    if (!GMIME_IS_TEXT_PART(part)) return;
    char* text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
    if (text != nullptr) *static_cast<std::size_t*>(sum) += text[0] != '\0';
    g_free(text);
}

double time_gmime(const Mails& mails) {
    const auto begin = std::chrono::steady_clock::now();
    std::size_t sum = 0;
    for (const auto& mail : mails) {
        GMimeStream* stream = g_mime_stream_mem_new_with_buffer(mail->data(), mail->size());
        GMimeParser* parser = g_mime_parser_new_with_stream(stream);
        GMimeMessage* message = g_mime_parser_construct_message(parser, nullptr);
        g_mime_message_foreach(message, decode_part, &sum);
        g_object_unref(message);
        g_object_unref(parser);
        g_object_unref(stream);
    }
    if (sum == 0) std::abort();
    return Seconds(std::chrono::steady_clock::now() - begin).count();
}

double time_guard(const Mails& mails, const policy::Policy& policy, check::Workspace& workspace) {
    const auto begin = std::chrono::steady_clock::now();
    const check::Facts facts{
        Timestamp(std::chrono::seconds(1'600'000'000)), policy::GateKind::check, {}, false};
    for (const auto& mail : mails) {
        const auto draft = draft::read_draft(mail, {.source = "bench.eml", .expect_mail = true});
        if (!check::evaluate(policy, draft, facts, workspace)) std::abort();
    }
    return Seconds(std::chrono::steady_clock::now() - begin).count();
}

/// Microseconds a mail of reading alone, and of reading, folding and scanning.
std::pair<double, double> time_stages(const Mails& mails, const policy::Policy& policy) {
    check::SearchedText text;
    double read = 0, searched = 0;
    for (const auto& mail : mails) {
        const auto begin = std::chrono::steady_clock::now();
        const auto draft = draft::read_draft(mail, {.source = "bench.eml", .expect_mail = true});
        const auto between = std::chrono::steady_clock::now();
        if (!text.prepare(draft, policy.patterns)) std::abort();
        const auto end = std::chrono::steady_clock::now();
        read += Seconds(between - begin).count();
        searched += Seconds(end - between).count();
    }
    const double to_mail = 1e6 / static_cast<double>(mails.size());
    return {read * to_mail, searched * to_mail};
}

std::shared_ptr<const policy::Policy> make_policy(std::size_t rules) {
    const auto path = std::filesystem::temp_directory_path() /
                      fmt::format("send-guard-bench-{}-{}.yaml", ::getpid(), rules);
    if (!write_file(path, bench::MailMaker(11).policy(rules))) std::abort();
    auto loaded = policy::load_policy(path, {.use_cache = false});
    std::filesystem::remove(path);
    if (!loaded.policy) {
        fmt::print(stderr, "{}", loaded.faults.text());
        std::exit(2);
    }
    return loaded.policy;
}

Mails made_mails(std::size_t count) {
    bench::MailMaker maker(7);
    Mails mails;
    for (std::size_t i = 0; i < count; ++i) {
        mails.push_back(std::make_shared<const std::string>(maker.mail(3000 + 24 * (i % 1000))));
    }
    return mails;
}

Mails mails_of(const std::filesystem::path& folder, std::size_t count) {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".eml") paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    if (paths.size() > count) paths.resize(count);
    Mails mails;
    for (const auto& path : paths) {
        auto bytes = read_file(path, std::size_t{50} << 20);
        if (bytes) mails.push_back(std::make_shared<const std::string>(std::move(bytes.value())));
    }
    return mails;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
    const std::size_t count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1000;
    const int pairs = argc > 2 ? std::atoi(argv[2]) : 7;
    g_mime_init();
    const Mails mails = argc > 3 ? mails_of(argv[3], count) : made_mails(count);
    std::size_t bytes = 0;
    for (const auto& mail : mails) bytes += mail->size();
    const double megabytes = static_cast<double>(bytes) / 1e6;
    fmt::print("{} mails, {:.1f} MB\n", mails.size(), megabytes);

    check::Workspace workspace;
    std::vector<std::shared_ptr<const policy::Policy>> policies;
    for (const std::size_t rules : {10u, 1000u, 10000u}) policies.push_back(make_policy(rules));
    std::vector<double> gmime, ten, thousand, ten_thousand, ratio, growth;
    time_gmime(mails);
    for (const auto& policy : policies) time_guard(mails, *policy, workspace);
    for (int i = 0; i < pairs; ++i) {
        gmime.push_back(time_gmime(mails));
        thousand.push_back(time_guard(mails, *policies[1], workspace));
        ten.push_back(time_guard(mails, *policies[0], workspace));
        ten_thousand.push_back(time_guard(mails, *policies[2], workspace));
        ratio.push_back(gmime.back() / thousand.back());
        growth.push_back(ten_thousand.back() / ten.back());
    }
    const auto speed = [&](const std::vector<double>& seconds) {
        return megabytes / median(seconds);
    };
    fmt::print("GMime alone, parse + decode          {:7.1f} MB/s\n", speed(gmime));
    fmt::print("guard, default packs +    10 rules   {:7.1f} MB/s\n", speed(ten));
    fmt::print("guard, default packs +  1000 rules   {:7.1f} MB/s\n", speed(thousand));
    fmt::print("guard, default packs + 10000 rules   {:7.1f} MB/s\n", speed(ten_thousand));
    const auto [read, searched] = time_stages(mails, *policies[1]);
    const double whole = median(thousand) * 1e6 / static_cast<double>(mails.size());
    fmt::print("a mail at 1,000 rules: read {:.0f} us, fold and scan {:.0f} us, rules {:.0f} us\n",
               read, searched, whole - read - searched);
    fmt::print("guard / GMime at 1,000 rules         {:7.2f}   (required 0.6, aim 0.8)\n",
               median(ratio));
    fmt::print("time at 10,000 rules / at 10 rules   {:7.2f}   (required 2 at most)\n",
               median(growth));
}
