// `serve`: the options of gate/serve.h on the command line.
#include "gate/serve.h"

#include <unistd.h>

#include <charconv>

#include "check/detector.h"
#include "cli/commands.h"
#include "gate/policy_holder.h"
#include "review/service.h"

namespace sendguard::cli {

int run_serve(const Arguments& arguments, Console& console) {
    const bool json = arguments.value("log-format") == "json";
    const Log log(STDERR_FILENO, json ? LogFormat::json : LogFormat::text);
    gate::ServeOptions options{.policy = gate::gate_policy_path(arguments.value("policy")),
                               .load = check::with_detectors({}),
                               .beside = review::start_review};
    options.load.use_cache = !arguments.has("no-cache");
    const auto done = gate::run_serve(options, log);
    if (done) return 0;
    console.err << done.error().message << '\n';
    console.complain("nothing is served");
    return 2;
}

}  // namespace sendguard::cli
