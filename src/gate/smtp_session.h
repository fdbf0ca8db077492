// One SMTP (or LMTP) session as the server sees it, without sockets: bytes in, replies out, and
// wants in between. The driver (gate/smtp_driver.h) meets the wants: it asks the next hop about
// recipients, has the message judged and handed on, shakes hands for TLS, looks up a login.
//
//   receive(bytes) -> step() -> input                      read more
//                            -> recipients -> answer_recipients(replies, one each)
//                            -> message    -> answer_message(reply)
//                            -> login      -> answer_login(...)
//                            -> tls        -> tls_started()
//                            -> close                      write what is left, hang up
// Replies gather in output(), to be written before more is read.
//
// source: RFC 5321, 2920 (PIPELINING), 1870 (SIZE), 3030 (CHUNKING), 3207 (STARTTLS), 4954 (AUTH),
//         2033 (LMTP), 6531 (SMTPUTF8), Postfix's XFORWARD_README and XCLIENT_README
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gate/data_receiver.h"
#include "gate/message_store.h"
#include "gate/refusal.h"
#include "gate/sasl.h"
#include "gate/smtp_command.h"

namespace sendguard::gate {

/// What this session offers and allows; settled by the listener, the peer and the next hop.
struct SessionSettings {
    std::string hostname;
    bool lmtp = false;
    bool starttls = false;        ///< offered until it was used
    bool tls_required = false;    ///< before MAIL and AUTH
    bool auth = false;            ///< there are users
    bool auth_in_clear = false;   ///< the peer is on this machine: AUTH without TLS will do
    bool login_required = false;  ///< before MAIL, unless the peer may send without
    bool may_xforward = false, may_xclient = false;
    bool eight_bit = true, smtp_utf8 = true, dsn = true;
    std::vector<std::string> keywords;  ///< further ones of the next hop, whose parameters pass
    std::uint64_t message_bytes = 50u << 20;
    std::uint64_t line_bytes = 1u << 20;
    std::uint32_t recipients = 1000;
    std::uint32_t errors = 20;
    bool normalize_line_ends = false;
};

struct EnvelopePath {
    std::string address;  ///< as it stood, "" = the null sender
    std::vector<Parameter> parameters;
};

class SmtpSession {
  public:
    enum class Want : std::uint8_t { input, recipients, message, login, tls, close };

    SmtpSession(SessionSettings settings, MessageStore& store);

    void greet();
    /// in: bytes - what arrived; the caller's buffer may be reused at once
    void receive(std::string_view bytes);
    Want step();
    /// What is to be written now; empties it.
    std::string take_output() { return std::exchange(output_, {}); }
    bool has_output() const { return !output_.empty(); }

    /// The RCPTs that wait for an answer, in order.
    const std::vector<EnvelopePath>& asked() const { return asked_; }
    void answer_recipients(const std::vector<SmtpReply>& replies);

    const EnvelopePath& sender() const { return *sender_; }
    /// The recipients that were answered with 2xx, in order.
    const std::vector<EnvelopePath>& taken() const { return taken_; }
    /// Goes up with each transaction that ends, however it ends.
    std::uint64_t ended_transactions() const { return ended_transactions_; }
    bool in_data() const { return state_ == State::data || state_ == State::chunk; }
    std::uint64_t data_bytes() const { return data_.bytes(); }
    bool smtp_utf8() const { return utf8_; }
    /// Whether what was received must be rewritten with CRLF line ends (line_ends: normalize).
    bool bare_line_ends() const { return data_.bare_line_end(); }
    bool dotted() const { return data_.dotted(); }
    bool eight_bit() const { return data_.eight_bit(); }
    void answer_message(const SmtpReply& reply);

    const SaslCredentials& login() const { return login_; }
    /// in: user - "" when it was refused
    void answer_login(const SmtpReply& reply, std::string user);
    const std::string& user() const { return user_; }

    void tls_started();
    bool tls() const { return tls_; }

    /// Ends the session with `reply` (time is over, the service stops).
    void end(const SmtpReply& reply);

    const std::string& helo() const { return helo_; }
    bool extended() const { return extended_; }
    /// What XFORWARD or XCLIENT told: "NAME", "ADDR", ... to values, decoded.
    const std::map<std::string, std::string>& forwarded() const { return forwarded_; }
    /// What XCLIENT told, for the rest of the session.
    const std::map<std::string, std::string>& told() const { return told_; }

  private:
    enum class State : std::uint8_t { command, sasl, data, chunk, waiting, closed };

    Want command_line(std::string_view line);
    Want obey(const Command& command);
    Want hello(const Command& command);
    Want mail(const Command& command);
    Want rcpt(const Command& command);
    Want data(const Command& command);
    Want bdat(const Command& command);
    Want auth(const Command& command);
    Want sasl(const SaslStep& step);
    Want start_tls(const Command& command);
    Want xforward(const Command& command);
    Want xclient(const Command& command);
    void feed(std::string_view bytes);
    Want take_chunk();
    Want ask();
    bool next_line(std::string_view& line);
    std::optional<Command> next_recipient();
    Want end_of_data();
    std::optional<SmtpReply> judge_parameters(const std::vector<Parameter>& parameters,
                                              bool of_mail);
    std::optional<SmtpReply> read_size(const Parameter& parameter);
    std::optional<SmtpReply> judge_form() const;
    bool known_parameter(std::string_view name, bool of_mail) const;
    bool read_attributes(std::string_view text, std::map<std::string, std::string>& out) const;
    std::string ehlo_text() const;
    void reply(const SmtpReply& reply);
    Want refuse(const SmtpReply& reply);
    Want hang_up(const SmtpReply& reply);
    void reset();

    SessionSettings settings_;
    MessageStore& store_;
    State state_ = State::command;
    std::string input_;
    std::size_t at_ = 0;  ///< of input_, what was taken
    std::string output_;

    std::string helo_, user_;
    bool extended_ = false, tls_ = false, utf8_ = false, greeted_ = false;
    std::optional<EnvelopePath> sender_;
    std::vector<EnvelopePath> asked_, taken_;
    std::uint32_t offered_ = 0;  ///< recipients asked in this transaction
    DataReceiver data_;
    bool too_large_ = false, store_failed_ = false;
    std::uint64_t chunk_left_ = 0;
    bool last_chunk_ = false, chunking_ = false, skip_chunk_ = false;
    SmtpReply chunk_fault_;
    SaslExchange sasl_;
    SaslCredentials login_;
    std::map<std::string, std::string> forwarded_, told_;
    std::uint32_t errors_ = 0, idle_commands_ = 0;
    std::uint64_t ended_transactions_ = 0;
};

}  // namespace sendguard::gate
