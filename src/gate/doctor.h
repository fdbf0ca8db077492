// `doctor`: what passes send-guard by in the set-up that it stands in. Text of a configuration and
// facts about the machine go in, findings come out; nothing is run, opened or connected here.
//
// The problem: a gate is worth what its fence is worth, and one line of master.cf opens a hole that
// nobody sees in the log. The idea: every way into the mail server is listed, and each must lead
// to an address of the policy or be closed; then every way behind send-guard is listed, and none
// may be open to others. Limits: lookup tables are searched as text for a few words; what the
// network lets through from other machines is tried only from this one.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gate/postfix_setup.h"
#include "policy/service.h"

namespace sendguard::gate {

struct DoctorFinding {
    std::string id;    ///< "doctor/local-mail"
    bool door = true;  ///< false: worth knowing, nothing passes by
    std::string passes;
    std::string where;
    std::string instead;  ///< what to write
};

struct Diagnosis {
    std::vector<std::string> looked;  ///< what was looked at and in order, one line each
    std::vector<DoctorFinding> findings;

    bool open() const;  ///< a door among the findings
    void look(std::string line) { looked.push_back(std::move(line)); }
    /// in: id - without "doctor/"
    void door(std::string_view id, std::string passes, std::string where, std::string instead);
    void note(std::string_view id, std::string passes, std::string where, std::string instead);
};

enum class Reach : std::uint8_t { unknown, answers, refused };

/// What a server said to mail for a foreign address, without a login; the mail was never sent.
struct ForeignMail {
    std::string at;  ///< "192.0.2.2:10026"
    Reach reach = Reach::unknown;
    bool taken = false;  ///< the recipient was accepted
    std::string reply;   ///< the last one
};

struct FileFact {
    bool exists = false;
    std::uint32_t mode = 0;  ///< permission bits
};

/// What only the machine can tell, keyed as DoctorQuestions names it.
struct DoctorFacts {
    std::map<std::string, Reach> endpoints;
    std::vector<ForeignMail> next_hop;
    std::map<std::string, std::string> tables;  ///< those that could be read
    std::map<std::string, FileFact> files;
};

struct DoctorQuestions {
    std::vector<std::string> endpoints;  ///< does anybody listen: "127.0.0.1:10025", "unix:/x"
    std::optional<HostPort> next_hop;    ///< does it take foreign mail from others
    std::vector<std::string> tables;     ///< paths of text tables
    std::vector<std::string> files;      ///< who can read them
};

/// in: setup - nullptr where there is no Postfix
DoctorQuestions doctor_questions(const PostfixSetup* setup, const policy::Service& service);
Diagnosis diagnose(const PostfixSetup* setup, const policy::Service& service,
                   const DoctorFacts& facts);

}  // namespace sendguard::gate
