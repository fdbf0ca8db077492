// The load program of the SMTP benches: client, sink, a proxy that does nothing, and the mail.
// Client and sink share the machine with the server under test, so both are as cheap as can be.
//
//   smtp_load send [--sessions N] [--messages N] [--per-session N] [--pipeline] [--seconds S]
//                  [--from ADDRESS] [--to ADDRESS] TARGET MAIL...
//       prints: send messages=N failed=N seconds=S rate=R bytes=N p50_us=.. p95_us=.. p99_us=..
//               max_us=.. [first_failure="..."]
//   smtp_load sink AT              takes all mail; SIGUSR1 prints what came, SIGTERM ends
//   smtp_load pipe AT NEXT_HOP     a proxy filter that does nothing
//   smtp_load mail text BYTES      a message: text and HTML, both encoded
//   smtp_load mail annex BYTES     a message: 10 KB of text, the rest an attachment
//   smtp_load policy COUNT         a policy with so many rules of a house
//
// TARGET, AT and NEXT_HOP are a port of 127.0.0.1, or the path of a UNIX socket.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "bench/load/client.h"
#include "bench/load/pipe.h"
#include "bench/load/sink.h"
#include "bench/mail_maker.h"

using namespace sendguard::bench;

namespace {

constexpr std::uint32_t kSeed = 7;

int usage() {
    std::fputs(
        "usage: smtp_load send [--sessions N] [--messages N] [--per-session N] [--pipeline]\n"
        "                      [--seconds S] [--from A] [--to A] TARGET MAIL...\n"
        "       smtp_load sink AT | pipe AT NEXT_HOP | mail text|annex BYTES | policy COUNT\n",
        stderr);
    return 2;
}

std::string read_all(const char* path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) die(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

double quantile_us(const std::vector<std::int64_t>& sorted, double share) {
    if (sorted.empty()) return 0;
    const auto last = static_cast<double>(sorted.size() - 1);
    return static_cast<double>(sorted[static_cast<std::size_t>(share * last)]) / 1e3;
}

void print(LoadResult result) {
    auto& sorted = result.latencies_ns;
    std::ranges::sort(sorted);
    const auto count = static_cast<double>(sorted.size());
    std::printf(
        "send messages=%zu failed=%u seconds=%.4f rate=%.2f bytes=%llu p50_us=%.1f p95_us=%.1f "
        "p99_us=%.1f max_us=%.1f",
        sorted.size(), result.failed, result.seconds, count / result.seconds,
        static_cast<unsigned long long>(result.bytes), quantile_us(sorted, .5),
        quantile_us(sorted, .95), quantile_us(sorted, .99), quantile_us(sorted, 1));
    if (result.failed > 0) {
        const auto end = result.first_failure.find_last_not_of("\r\n");
        std::printf(" first_failure=\"%s\"", result.first_failure.substr(0, end + 1).c_str());
    }
    std::printf("\n");
}

int run_send(const std::vector<std::string>& words) {
    LoadPlan plan;
    std::size_t i = 0;
    for (; i < words.size() && words[i].starts_with("--"); ++i) {
        if (words[i] == "--pipeline") {
            plan.pipeline = true;
            continue;
        }
        if (i + 1 == words.size()) return usage();
        const auto& name = words[i];
        const auto& value = words[++i];
        const auto number = static_cast<std::uint32_t>(std::strtoul(value.c_str(), nullptr, 10));
        if (name == "--sessions") {
            plan.sessions = number;
        } else if (name == "--messages") {
            plan.messages = number;
        } else if (name == "--per-session") {
            plan.per_session = number;
        } else if (name == "--seconds") {
            plan.seconds = std::strtod(value.c_str(), nullptr);
        } else if (name == "--from") {
            plan.sender = value;
        } else if (name == "--to") {
            plan.recipient = value;
        } else {
            return usage();
        }
    }
    if (words.size() < i + 2 || plan.sessions == 0 || plan.messages == 0) return usage();
    plan.target = parse_endpoint(words[i]);
    while (++i < words.size()) plan.texts.push_back(for_the_wire(read_all(words[i].c_str())));
    auto result = send_load(plan);
    const bool good = result.failed == 0;
    print(std::move(result));
    return good ? 0 : 1;
}

int run_mail(const std::string& kind, const std::string& bytes) {
    const auto size = static_cast<std::size_t>(std::strtoul(bytes.c_str(), nullptr, 10));
    MailMaker maker(kSeed);
    const auto mail = kind == "annex" ? maker.annex_mail(size) : maker.alternative_mail(size);
    std::fwrite(mail.data(), 1, mail.size(), stdout);
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> words(arguments + 1, arguments + count);
    if (words.empty()) return usage();
    raise_file_limit();
    if (words[0] == "send") return run_send({words.begin() + 1, words.end()});
    if (words[0] == "mail" && words.size() == 3) return run_mail(words[1], words[2]);
    if (words[0] == "policy" && words.size() == 2) {
        const auto rules = std::strtoul(words[1].c_str(), nullptr, 10);
        std::fputs(MailMaker(kSeed).policy(rules).c_str(), stdout);
        return 0;
    }
    if (words[0] == "sink" && words.size() == 2) {
        run_sink(parse_endpoint(words[1]));
        return 0;
    }
    if (words[0] == "pipe" && words.size() == 3)
        run_pipe(parse_endpoint(words[1]), parse_endpoint(words[2]));
    return usage();
}
