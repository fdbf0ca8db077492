#include "policy/cache.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <concepts>
#include <cstdlib>
#include <system_error>

#include "base/digest.h"
#include "base/files.h"

// The fields of each struct, once for writing and reading; before archive.h, whose templates find
// them by the struct's namespace.
namespace sendguard {
template <class Archive, class T>
requires std::same_as<std::remove_const_t<T>, Position>
void fields(Archive& archive, T& v) {
    archive(v.file, v.line, v.column);
}
template <class Archive, class T>
requires std::same_as<std::remove_const_t<T>, Network>
void fields(Archive& archive, T& v) {
    for (auto& byte : v.address.bytes) archive(byte);
    archive(v.bits);
}
}  // namespace sendguard

namespace sendguard::policy {
template <class T, class Wanted>
concept Is = std::same_as<std::remove_const_t<T>, Wanted>;

#define SENDGUARD_FIELDS(Type, ...)       \
    template <class Archive, Is<Type> T>  \
    void fields(Archive& archive, T& v) { \
        (void)v;                          \
        archive(__VA_ARGS__);             \
    }

SENDGUARD_FIELDS(PatternSpec, v.regex, v.ignore_case)
SENDGUARD_FIELDS(Approvers, v.group, v.sender, v.count, v.not_author, v.strength, v.term,
                 v.deputies, v.before)
SENDGUARD_FIELDS(Group, v.name, v.addresses, v.domains, v.globs, v.where)
SENDGUARD_FIELDS(AddressMatcher, v.kind, v.group, v.glob)
SENDGUARD_FIELDS(AddressTest, v.quantifier, v.matchers)
SENDGUARD_FIELDS(TextCondition, v.in, v.pattern, v.at_least, v.near_pattern, v.near_within, v.fix)
SENDGUARD_FIELDS(RecipientsCondition, v.tests, v.in, v.more_than, v.together, v.exposed_more_than)
SENDGUARD_FIELDS(SenderCondition, v.tests, v.users, v.kinds, v.listeners, v.clients)
SENDGUARD_FIELDS(HeaderCondition, v.name, v.present, v.pattern)
SENDGUARD_FIELDS(AttachmentCondition, v.name, v.types, v.larger_than, v.more_than, v.encrypted,
                 v.unreadable)
SENDGUARD_FIELDS(ContentCondition, v.kinds, v.more_than)
SENDGUARD_FIELDS(LinkCondition, v.pattern, v.hosts)
SENDGUARD_FIELDS(AudienceCondition, v.any)
SENDGUARD_FIELDS(GateCondition, v.any)
SENDGUARD_FIELDS(TimeCondition, v.zone, v.days, v.between, v.outside)
SENDGUARD_FIELDS(DetectCondition, v.name, v.kinds, v.settings, v.trigger)
SENDGUARD_FIELDS(MetadataCondition, v.keys, v.equals, v.pattern, v.present, v.future)
SENDGUARD_FIELDS(RateCondition, v.within, v.messages, v.new_recipients)
SENDGUARD_FIELDS(AllOf, v.children)
SENDGUARD_FIELDS(AnyOf, v.children)
SENDGUARD_FIELDS(Not, v.child)
SENDGUARD_FIELDS(Condition, v.is, v.line)
SENDGUARD_FIELDS(Rule, v.id, v.message, v.why, v.help, v.since, v.action, v.mode, v.never_allowed,
                 v.everywhere, v.approvers, v.wait_for, v.undo, v.when, v.where, v.triggers)
SENDGUARD_FIELDS(PathScope, v.match, v.on, v.off, v.changed, v.where)
SENDGUARD_FIELDS(NextHop, v.url, v.tls, v.ca_file, v.helo_name, v.auth, v.user, v.password_file,
                 v.token_file, v.token_command, v.timeout, v.connections, v.keep)
SENDGUARD_FIELDS(Listener, v.name, v.role, v.listen, v.socket_mode, v.lmtp, v.tls, v.users,
                 v.networks, v.xforward, v.xclient, v.proxy_protocol, v.mode, v.kind, v.received)
SENDGUARD_FIELDS(ServiceLimits, v.message_bytes, v.recipients, v.sessions, v.sessions_per_client,
                 v.hops, v.errors, v.line_bytes, v.memory_bytes, v.spool_over, v.idle, v.slow_grace,
                 v.slow_rate, v.check)
SENDGUARD_FIELDS(RefusalTexts, v.finding, v.missing, v.refused, v.could_not_check)
SENDGUARD_FIELDS(MilterSettings, v.listen, v.socket_mode, v.quarantine, v.control, v.mode)
SENDGUARD_FIELDS(HoldPrecondition, v.name, v.role)
SENDGUARD_FIELDS(BreakGlass, v.group, v.count, v.tell)
SENDGUARD_FIELDS(StoreSettings, v.url, v.key_file, v.undo, v.expire, v.keep, v.lease,
                 v.preconditions, v.remind, v.escalate_to, v.break_glass, v.from, v.page)
SENDGUARD_FIELDS(HistorySettings, v.url, v.key_file, v.keep)
SENDGUARD_FIELDS(ProxySettings, v.networks, v.user_header, v.address_header)
SENDGUARD_FIELDS(HttpSettings, v.listen, v.socket_mode, v.tls, v.users, v.tokens, v.proxy, v.page)
SENDGUARD_FIELDS(Service, v.listeners, v.next_hop, v.networks, v.certificate, v.private_key,
                 v.hostname, v.mode, v.normalize_line_ends, v.limits, v.texts, v.milter, v.spool,
                 v.metrics, v.control, v.store, v.history, v.http, v.refuse_holds)
SENDGUARD_FIELDS(Weakening, v.rule, v.change, v.where)
SENDGUARD_FIELDS(Dependency, v.name, v.digest, v.size)
// All but the patterns, which have bytes of their own.
SENDGUARD_FIELDS(Policy, v.files, v.digest, v.organization, v.internal_domains, v.internal_globs,
                 v.groups, v.group_by_name, v.rules, v.rules_by_trigger, v.untriggered_rules,
                 v.keyring, v.keyring_text, v.service, v.paths, v.weakenings, v.rate_windows)
#undef SENDGUARD_FIELDS
}  // namespace sendguard::policy

#include "policy/archive.h"

namespace sendguard::policy {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "send-guard policy cache 6\n";
constexpr std::size_t kMaxCacheBytes = 256u << 20;

// What made a cache file: two builds of one version may compile a policy differently, so the very
// program counts, by size and time.
std::string engine() {
    struct stat program {};
    if (stat("/proc/self/exe", &program) != 0) program = {};
    return fmt::format("{} {} {}.{} {}", SENDGUARD_VERSION, program.st_size, program.st_mtim.tv_sec,
                       program.st_mtim.tv_nsec, PatternSet::engine_tag());
}

// magic, then the payload's digest, then the payload.
std::string seal(std::string payload) {
    return std::string(kMagic) + sha256_hex(payload) + std::move(payload);
}

std::optional<std::string_view> unseal(std::string_view bytes) {
    if (!bytes.starts_with(kMagic) || bytes.size() < kMagic.size() + 64) return std::nullopt;
    const auto digest = bytes.substr(kMagic.size(), 64), payload = bytes.substr(kMagic.size() + 64);
    return sha256_hex(payload) == digest ? std::optional(payload) : std::nullopt;
}

Error not_whole() {
    return error(Errc::bad_input, "the cached policy is not whole or of another version");
}

// Numbers that lead somewhere must lead into the policy.
bool consistent(const Policy& policy) {
    if (policy.rules_by_trigger.size() != policy.patterns.size()) return false;
    for (const auto& rules : policy.rules_by_trigger) {
        for (const auto rule : rules) {
            if (rule >= policy.rules.size()) return false;
        }
    }
    for (const auto rule : policy.untriggered_rules) {
        if (rule >= policy.rules.size()) return false;
    }
    const auto known = [&](std::uint32_t rule) { return rule < policy.rules.size(); };
    return std::ranges::all_of(policy.paths, [&](const PathScope& scope) {
        return std::ranges::all_of(scope.on, known) && std::ranges::all_of(scope.off, known) &&
               std::ranges::all_of(scope.changed,
                                   [&](const auto& changed) { return known(changed.first); });
    });
}

std::string file_name(const PolicyPath& path) {
    std::error_code code;
    const auto full = path ? fs::absolute(*path, code).lexically_normal().string() : std::string();
    return sha256_hex(full).substr(0, 32) + ".policy";
}

bool own_and_closed(const struct stat& info) {
    return info.st_uid == geteuid() && (info.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

// The file's bytes, when file and folder are the user's own and nobody else can write them.
std::optional<std::string> read_trusted(const fs::path& folder, const std::string& name) {
    struct stat info {};
    if (stat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode) || !own_and_closed(info))
        return std::nullopt;
    const int file = open((folder / name).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) return std::nullopt;
    std::optional<std::string> out;
    if (fstat(file, &info) == 0 && S_ISREG(info.st_mode) && own_and_closed(info) &&
        static_cast<std::size_t>(info.st_size) <= kMaxCacheBytes) {
        out.emplace(static_cast<std::size_t>(info.st_size), '\0');
        std::size_t done = 0;
        while (done < out->size()) {
            const auto got = read(file, out->data() + done, out->size() - done);
            if (got <= 0) break;
            done += static_cast<std::size_t>(got);
        }
        if (done != out->size()) out.reset();
    }
    close(file);
    return out;
}

bool unchanged(const std::vector<Dependency>& dependencies, const PolicySource& source) {
    for (const auto& dependency : dependencies) {
        const auto bytes = source.read(dependency.name);
        if (!bytes || bytes.value().size() != dependency.size ||
            sha256_hex(bytes.value()) != dependency.digest)
            return false;
    }
    return true;
}

}  // namespace

std::string serialize_condition(const Condition& condition) {
    Writer writer;
    writer(condition);
    return std::move(writer.bytes);
}

std::string serialize_policy(const Policy& policy) {
    Writer writer;
    std::vector<PatternSpec> specs;
    for (PatternId id = 0; id < policy.patterns.size(); ++id)
        specs.push_back(policy.patterns.spec(id));
    const auto patterns = policy.patterns.serialize();
    if (!patterns) return "";
    writer(engine(), policy, specs, patterns.value());
    return seal(std::move(writer.bytes));
}

Result<Policy> deserialize_policy(std::string_view bytes) {
    const auto payload = unseal(bytes);
    if (!payload) return not_whole();
    Reader reader(*payload);
    std::string made_by, patterns;
    std::vector<PatternSpec> specs;
    Policy policy;
    reader(made_by);
    if (!reader.good() || made_by != engine()) return not_whole();
    reader(policy, specs, patterns);
    if (!reader.whole()) return not_whole();
    BOOST_OUTCOME_TRY(policy.patterns, PatternSet::deserialize(std::move(specs), patterns));
    if (!consistent(policy)) return not_whole();
    return policy;
}

std::optional<fs::path> cache_folder() {
    const char* given = std::getenv("XDG_CACHE_HOME");
    if (given != nullptr && *given == '/') return fs::path(given) / "send-guard";
    const char* home = std::getenv("HOME");
    if (home != nullptr && *home == '/') return fs::path(home) / ".cache" / "send-guard";
    return std::nullopt;
}

std::string cache_key(const PolicyPath& path, std::string_view bytes, const LoadOptions& options,
                      const PolicySource& source) {
    Sha256 sum;
    const auto add = [&sum](std::string_view part) {
        sum.add(fmt::format("{}:", part.size()));
        sum.add(part);
    };
    std::error_code code;
    add(engine());
    add(fs::current_path(code).string());
    add(path ? path->string() : "");
    add(bytes);
    for (const auto name : source.pack_names()) {
        add(name);
        add(source.pack(name).value_or(""));
    }
    for (const auto& detector : options.detectors) {
        add("detector " + detector.name);
        for (const auto& kind : detector.kinds) add("kind " + kind);
        for (const auto& setting : detector.settings) add("setting " + setting);
        for (const auto& trigger : detector.triggers) add("trigger " + trigger);
    }
    return sum.hex();
}

std::optional<Policy> read_cached(const PolicyPath& path, std::string_view key,
                                  const PolicySource& source) {
    const auto folder = cache_folder();
    const auto bytes = folder ? read_trusted(*folder, file_name(path)) : std::nullopt;
    if (!bytes || !bytes->starts_with(kMagic)) return std::nullopt;
    // The head names the key and the files; the sealed policy follows it.
    Reader reader(std::string_view(*bytes).substr(kMagic.size()));
    std::string found_key, sealed;
    std::vector<Dependency> dependencies;
    reader(found_key);
    if (!reader.good() || found_key != key) return std::nullopt;
    reader(dependencies, sealed);
    if (!reader.whole() || !unchanged(dependencies, source)) return std::nullopt;
    auto policy = deserialize_policy(sealed);
    return policy ? std::optional(std::move(policy.value())) : std::nullopt;
}

void write_cached(const PolicyPath& path, std::string_view key, const Policy& policy,
                  const std::vector<Dependency>& dependencies) {
    const auto folder = cache_folder();
    const auto sealed = serialize_policy(policy);
    if (!folder || sealed.empty()) return;
    std::error_code code;
    fs::create_directories(folder->parent_path(), code);
    if (mkdir(folder->c_str(), 0700) != 0 && errno != EEXIST) return;
    // The policy file and the packs are in the key already.
    std::vector<Dependency> others;
    for (const auto& dependency : dependencies) {
        if (!dependency.name.starts_with("pack:") && !(path && dependency.name == path->string()))
            others.push_back(dependency);
    }
    Writer writer;
    writer(std::string(key), others, sealed);
    (void)write_file(*folder / file_name(path), std::string(kMagic) + writer.bytes, 0600);
}

}  // namespace sendguard::policy
