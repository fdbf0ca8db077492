#include "gate/policy_holder.h"

namespace sendguard::gate {

Result<std::shared_ptr<const policy::Policy>> PolicyHolder::reload() {
    const std::lock_guard lock(loading_);
    auto loaded = policy::load_policy(path_, options_, source_);
    if (!loaded.policy || !loaded.faults.faults.empty()) {
        for (const auto& fault : loaded.faults.faults) {
            log_.write(LogLevel::error, "policy_fault",
                       {field("file", fault.where.file), field("line", fault.where.line),
                        field("column", fault.where.column), field("message", fault.message)});
        }
        return error(Errc::bad_policy, loaded.faults.text());
    }
    for (const auto& weakening : loaded.policy->weakenings) {
        log_.write(LogLevel::warning, "policy_weakening",
                   {field("rule", weakening.rule), field("change", weakening.change),
                    field("file", weakening.where.file), field("line", weakening.where.line)});
    }
    policy_.store(loaded.policy);
    return loaded.policy;
}

std::filesystem::path gate_policy_path(const std::optional<std::string>& given) {
    return given ? std::filesystem::path(*given)
                 : std::filesystem::path("/etc/send-guard/send-guard.yaml");
}

}  // namespace sendguard::gate
