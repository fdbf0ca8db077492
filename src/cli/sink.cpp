// `sink`: the options of gate/sink.h on the command line.
#include <fmt/format.h>

#include <charconv>

#include "cli/commands.h"
#include "gate/sink.h"
#include "report/excerpt.h"

namespace sendguard::cli {
namespace {

using report::printable;

Result<std::uint64_t> number(const Arguments& arguments, std::string_view option,
                             std::uint64_t otherwise, std::uint64_t most) {
    const auto text = arguments.value(option);
    if (!text) return otherwise;
    std::uint64_t value = 0;
    const auto* end = text->data() + text->size();
    const auto parsed = std::from_chars(text->data(), end, value);
    if (parsed.ec != std::errc() || parsed.ptr != end || value > most) {
        return error(Errc::bad_input,
                     fmt::format("--{} is a number from 0 to {}, not '{}'", option, most, *text));
    }
    return value;
}

Result<gate::SinkOptions> sink_options(const Arguments& arguments) {
    constexpr std::uint64_t kMostPorts = 65535;
    constexpr std::uint64_t kUsualPort = 2525;
    gate::SinkOptions options;
    const auto maildir = arguments.value("maildir");
    if (!maildir || maildir->empty()) return error(Errc::bad_input, "sink needs --maildir DIR");
    options.maildir = *maildir;
    options.host = arguments.value("host").value_or(options.host);
    BOOST_OUTCOME_TRY(const auto port, number(arguments, "port", kUsualPort, kMostPorts));
    options.port = static_cast<std::uint16_t>(port);
    BOOST_OUTCOME_TRY(options.stop_after, number(arguments, "count", 0, UINT32_MAX));
    return options;
}

}  // namespace

int run_sink(const Arguments& arguments, Console& console) {
    auto options = sink_options(arguments);
    if (!options) {
        console.complain(printable(options.error().message));
        return 2;
    }
    auto& sink = options.value();
    sink.on_listening = [&console, host = sink.host](std::uint16_t port) {
        console.out << fmt::format("listening on {}:{}\n", printable(host), port) << std::flush;
    };
    sink.on_delivery = [&console](const gate::SinkSession::Delivery& delivery,
                                  const std::string& name) {
        console.out << fmt::format(
                           "{} from <{}> to <{}> {} bytes\n", name, printable(delivery.sender),
                           printable(fmt::format("{}", fmt::join(delivery.recipients, ">, <"))),
                           delivery.message.size())
                    << std::flush;
    };
    const auto done = gate::run_sink(sink);
    if (done) return 0;
    console.complain(printable(done.error().message));
    return 2;
}

}  // namespace sendguard::cli
