// Where signed statements are kept: FILE.signoff, and Send-Guard-Signoff: fields.
#include <fmt/core.h>

#include "base/text.h"
#include "draft/transfer.h"
#include "signoff/signature.h"

namespace sendguard::signoff {
namespace {

constexpr std::string_view kBegin = "-----BEGIN SSH SIGNATURE-----";
constexpr std::string_view kEnd = "-----END SSH SIGNATURE-----";
constexpr std::string_view kStatement = "send-guard-statement ";
constexpr std::string_view kHeader = "Send-Guard-Signoff";
constexpr std::size_t kMaxSignatures = 32;  // each costs two processes of about 7 ms

/// Takes a sidecar line by line: a statement, its signature, and again.
class Reader {
  public:
    explicit Reader(std::string_view name) : name_(name) {}

    Result<void> take(std::string_view line) {
        ++line_;
        switch (state_) {
            case State::between:
                return open(line);
            case State::statement:
                if (line == kBegin) {
                    state_ = State::signature;
                    add(current_.signature, line);
                } else if (line == kEnd || line.empty() || line.starts_with(kStatement)) {
                    return torn("the statement has no signature under it");
                } else {
                    add(current_.statement, line);
                }
                return outcome::success();
            case State::signature:
                return in_signature(line);
        }
        return outcome::success();
    }

    Result<std::vector<SignedStatement>> finish() {
        if (state_ != State::between) {
            return torn(state_ == State::statement ? "the statement has no signature under it"
                                                   : "the signature has no END line");
        }
        return std::move(found_);
    }

  private:
    enum class State { between, statement, signature };

    Result<void> open(std::string_view line) {
        if (line.empty()) {
            return outcome::success();
        }
        if (!line.starts_with(kStatement)) {
            return torn(fmt::format("here must stand a statement (`{}1`)", kStatement));
        }
        if (found_.size() == kMaxSignatures) {
            return error(Errc::limit,
                         fmt::format("{} holds more than {} signatures: take off those that no "
                                     "longer count",
                                     name_, kMaxSignatures),
                         place());
        }
        current_ = {.statement = {}, .signature = {}, .from = std::string(name_)};
        state_ = State::statement;
        add(current_.statement, line);
        return outcome::success();
    }

    Result<void> in_signature(std::string_view line) {
        constexpr std::string_view digits =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
        if (line != kEnd &&
            (line.empty() || line.find_first_not_of(digits) != std::string_view::npos)) {
            return torn("this line is no part of a signature");
        }
        add(current_.signature, line);
        if (line == kEnd) {
            found_.push_back(std::move(current_));
            state_ = State::between;
        }
        return outcome::success();
    }

    static void add(std::string& text, std::string_view line) { text.append(line).append("\n"); }
    Position place() const { return {.file = std::string(name_), .line = line_, .column = 1}; }
    Error torn(std::string_view why) const {
        return error(Errc::bad_input,
                     fmt::format("{} is damaged in line {}: {}; take the block off and sign again",
                                 name_, line_, why),
                     place());
    }

    std::string_view name_;
    State state_ = State::between;
    SignedStatement current_;
    std::vector<SignedStatement> found_;
    std::uint32_t line_ = 0;
};

bool is_base64(std::string_view text) {
    return text.find_first_not_of(
               "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n") ==
           std::string_view::npos;
}

}  // namespace

Result<std::vector<SignedStatement>> parse_sidecar(std::string_view bytes, std::string_view name) {
    Reader reader(name);
    while (!bytes.empty()) {
        const std::size_t newline = bytes.find('\n');
        auto line = bytes.substr(0, newline);
        bytes.remove_prefix(newline == std::string_view::npos ? bytes.size() : newline + 1);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        BOOST_OUTCOME_TRY(reader.take(line));
    }
    return reader.finish();
}

std::string format_sidecar(const std::vector<SignedStatement>& statements) {
    std::string out;
    for (const auto& [statement, signature, from] : statements) {
        out += statement + signature;
        if (!out.ends_with('\n')) {
            out += '\n';
        }
    }
    return out;
}

Result<std::vector<SignedStatement>> from_headers(const draft::Draft& mail) {
    std::vector<SignedStatement> all;
    const std::string name = "header " + std::string(kHeader);
    for (const auto& field : mail.headers) {
        if (!equals_ignoring_case(field.name, kHeader)) {
            continue;
        }
        const auto place = line_column(mail.bytes ? *mail.bytes : std::string(), field.begin);
        const Position where{.file = mail.source, .line = place.line, .column = 1};
        const std::string text = draft::decode_base64(field.value).text;
        if (!is_base64(field.value) || text.empty()) {
            return error(Errc::bad_input,
                         fmt::format("the {} in line {} is no base64: take it off and sign again",
                                     name, place.line),
                         where);
        }
        BOOST_OUTCOME_TRY(auto found, parse_sidecar(text, name));
        if (all.size() + found.size() > kMaxSignatures) {
            return error(Errc::limit,
                         fmt::format("the draft's {} fields hold more than {} signatures", kHeader,
                                     kMaxSignatures),
                         where);
        }
        std::move(found.begin(), found.end(), std::back_inserter(all));
    }
    return all;
}

}  // namespace sendguard::signoff
