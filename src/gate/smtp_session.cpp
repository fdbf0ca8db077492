// Lines, states and the data. What each command means stands in smtp_session_commands.cpp.
#include "gate/smtp_session.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace sendguard::gate {
namespace {

// RFC 5321's 512 bytes and room for what SMTPUTF8, DSN and SIZE add; Postfix takes 2,048.
constexpr std::size_t kMaxCommandBytes = 2048;
constexpr std::size_t kMostAsked = 100;      // as many as are pipelined to the next hop at once
constexpr std::uint64_t kFinalDotBytes = 3;  // ". CR LF" is no part of the message: RFC 1870 5
constexpr std::uint64_t kLargeTimes = 4;     // a message that much over the limit is cut off

}  // namespace

SmtpSession::SmtpSession(SessionSettings settings, MessageStore& store)
    : settings_(std::move(settings)), store_(store), data_(settings_.line_bytes) {}

void SmtpSession::greet() {
    reply({220, "", {settings_.hostname + (settings_.lmtp ? " LMTP" : " ESMTP") + " send-guard"}});
}

void SmtpSession::reply(const SmtpReply& reply) {
    output_ += wire(reply, utf8_);
}

SmtpSession::Want SmtpSession::hang_up(const SmtpReply& reply) {
    this->reply(reply);
    reset();
    state_ = State::closed;
    return Want::close;
}

SmtpSession::Want SmtpSession::refuse(const SmtpReply& reply) {
    this->reply(reply);
    if (++errors_ < settings_.errors) return Want::input;
    return hang_up({421, "4.7.0", {"Too many errors; goodbye"}});
}

void SmtpSession::end(const SmtpReply& reply) {
    if (state_ != State::closed) hang_up(reply);
}

void SmtpSession::reset() {
    if (sender_) ++ended_transactions_;
    sender_.reset();
    asked_.clear();
    taken_.clear();
    offered_ = 0;
    utf8_ = false;
    data_ = DataReceiver(settings_.line_bytes);
    too_large_ = store_failed_ = chunking_ = false;
    chunk_left_ = 0;
    forwarded_.clear();
    store_.clear();
}

void SmtpSession::receive(std::string_view bytes) {
    if (state_ == State::data && at_ == input_.size()) {
        input_.clear();
        at_ = 0;
        feed(bytes);
        return;
    }
    if (at_ > 0) input_.erase(0, at_);
    at_ = 0;
    input_ += bytes;
}

void SmtpSession::feed(std::string_view bytes) {
    auto& out = store_.tail();
    const auto taken = data_.receive(bytes, out);
    if (taken < bytes.size()) input_.insert(at_, bytes.substr(taken));
    too_large_ = too_large_ || data_.bytes() > settings_.message_bytes + kFinalDotBytes;
    if (too_large_ || store_failed_) {
        // Only the end is still looked for.
        auto tail = out.substr(out.size() - std::min(out.size(), DataReceiver::kTail));
        store_.clear();
        out = std::move(tail);
    } else if (!store_.settle(DataReceiver::kTail)) {
        store_failed_ = true;
    }
}

bool SmtpSession::next_line(std::string_view& line) {
    const auto end = input_.find('\n', at_);
    if (end == std::string::npos) return false;
    line = std::string_view(input_).substr(at_, end - at_);
    return true;
}

SmtpSession::Want SmtpSession::step() {
    for (;;) {
        if (state_ == State::closed) return Want::close;
        if (state_ == State::data) {
            if (!data_.ended() && at_ < input_.size()) {
                const auto rest = input_.substr(at_);
                input_.clear();
                at_ = 0;
                feed(rest);
            }
            if (data_.ended()) return end_of_data();
            if (data_.bytes() > kLargeTimes * settings_.message_bytes)
                return hang_up({552, "5.3.4", {"The message is far too large; goodbye"}});
            return Want::input;
        }
        if (state_ == State::chunk) {
            const auto want = take_chunk();
            if (want != Want::input || state_ == State::chunk) return want;
            continue;
        }
        std::string_view line;
        const std::size_t most = state_ == State::sasl ? kMaxSaslLineBytes + 2 : kMaxCommandBytes;
        const bool whole = next_line(line);
        if ((whole ? line.size() : input_.size() - at_) > most)
            return hang_up({500, "5.5.2", {"The line is too long; goodbye"}});
        if (!whole) return Want::input;
        if (!line.ends_with('\r') || line.find('\r') + 1 != line.size() ||
            line.find('\0') != std::string_view::npos)
            return hang_up(
                {500, "5.5.2", {"Lines end with CR LF, and hold no CR, LF or NUL; goodbye"}});
        const auto begin = at_;
        at_ += line.size() + 1;
        line.remove_suffix(1);
        const bool secret = state_ == State::sasl || starts_with_ignoring_case(line, "AUTH ");
        const auto want = state_ == State::sasl ? sasl(sasl_.step(line)) : command_line(line);
        if (secret)
            std::fill(input_.begin() + static_cast<std::ptrdiff_t>(begin),
                      input_.begin() + static_cast<std::ptrdiff_t>(at_), '\0');
        if (want != Want::input) return want;
    }
}

SmtpSession::Want SmtpSession::command_line(std::string_view line) {
    const auto command = parse_command(line);
    if (!command.well_formed()) return refuse(command.fault);
    return obey(command);
}

/// The next RCPT, when it stands whole in what was received and is in order.
std::optional<Command> SmtpSession::next_recipient() {
    std::string_view line;
    if (!next_line(line) || line.size() > kMaxCommandBytes || !line.ends_with('\r'))
        return std::nullopt;
    line.remove_suffix(1);
    if (!starts_with_ignoring_case(line, "RCPT ")) return std::nullopt;
    auto command = parse_command(line);
    if (!command.well_formed() || command.address.empty() ||
        judge_parameters(command.parameters, false) || offered_ >= settings_.recipients ||
        (!utf8_ && !is_ascii(command.address)))
        return std::nullopt;
    at_ += line.size() + 2;
    return command;
}

SmtpSession::Want SmtpSession::ask() {
    while (asked_.size() < kMostAsked) {
        auto next = next_recipient();
        if (!next) break;
        ++offered_;
        asked_.push_back({std::move(next->address), std::move(next->parameters)});
    }
    state_ = State::waiting;
    return Want::recipients;
}

void SmtpSession::answer_recipients(const std::vector<SmtpReply>& replies) {
    state_ = State::command;
    for (std::size_t i = 0; i < asked_.size(); ++i) {
        reply(replies[i]);
        if (replies[i].code / 100 == 2) taken_.push_back(std::move(asked_[i]));
    }
    asked_.clear();
}

std::optional<SmtpReply> SmtpSession::judge_form() const {
    if (too_large_) return SmtpReply{552, "5.3.4", {"The message is too large"}};
    if (store_failed_)
        return SmtpReply{
            452, "4.3.1", {"The message could not be kept while it was read; try later"}};
    if (data_.bare_line_end() && !settings_.normalize_line_ends)
        return SmtpReply{550,
                         "5.6.0",
                         {"The message holds a CR or LF that is no CR LF; where one reader sees a "
                          "line end another does not. End every line with CR LF"}};
    if (data_.line_too_long())
        return SmtpReply{550, "5.6.0", {"A line of the message is too long"}};
    return std::nullopt;
}

SmtpSession::Want SmtpSession::end_of_data() {
    state_ = State::waiting;
    if (const auto fault = judge_form()) {
        answer_message(*fault);
        ++errors_;
        return step();
    }
    return Want::message;
}

void SmtpSession::answer_message(const SmtpReply& reply) {
    // source: RFC 2033 4.2: LMTP answers once for each recipient that was taken
    const std::size_t times = settings_.lmtp ? std::max<std::size_t>(taken_.size(), 1) : 1;
    for (std::size_t i = 0; i < times; ++i) this->reply(reply);
    reset();
    state_ = State::command;
    idle_commands_ = 0;
}

void SmtpSession::answer_login(const SmtpReply& reply, std::string user) {
    state_ = State::command;
    login_ = {};
    user_ = std::move(user);
    if (user_.empty()) {
        refuse(reply);
    } else {
        this->reply(reply);
    }
}

void SmtpSession::tls_started() {
    tls_ = true;
    greeted_ = false;
    reset();
    input_.clear();
    at_ = 0;
    user_.clear();
    helo_.clear();
    state_ = State::command;
}

SmtpSession::Want SmtpSession::take_chunk() {
    const auto some = std::min<std::uint64_t>(chunk_left_, input_.size() - at_);
    const auto piece = std::string_view(input_).substr(at_, some);
    if (!skip_chunk_ && !too_large_ && !store_failed_) {
        data_.receive_chunk(piece, store_.tail());
        too_large_ = data_.bytes() > settings_.message_bytes;
        if (too_large_) {
            store_.clear();
        } else if (!store_.settle(DataReceiver::kTail)) {
            store_failed_ = true;
        }
    }
    at_ += some;
    chunk_left_ -= some;
    if (chunk_left_ > 0) return Want::input;
    state_ = State::command;
    if (skip_chunk_) return refuse(chunk_fault_);
    if (!last_chunk_) {
        reply({250, "2.0.0", {"Chunk taken"}});
        return Want::input;
    }
    data_.end_chunks(store_.tail());
    return end_of_data();
}

}  // namespace sendguard::gate
