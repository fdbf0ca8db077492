// A two-part mail built by hand, so that each case can change one fact of it, and ssh keys in a
// folder that goes with the case.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "signoff/signoff.h"

namespace sendguard {

struct Letter {
    std::string text = "Dear Sir,\nyes.\n";
    draft::TransferEncoding encoding = draft::TransferEncoding::seven_bit;
    std::string pdf = "JVBERi0x";  // %PDF-1
    std::string subject = "Answer";
    std::string from_name = "Anna Muster";
    std::string to = "bo@ministry.example";
    std::string bcc;
    std::string signoff_field;
    std::optional<std::string> envelope_sender;
};

inline draft::Draft draft_of(const Letter& letter) {
    draft::Draft out;
    out.source = "letter.eml";
    out.bytes = std::make_shared<const std::string>(letter.text + letter.pdf);
    const auto text_end = static_cast<std::uint32_t>(letter.text.size());
    draft::Part root, text, pdf;
    root.number = "1";
    root.type = "multipart/mixed";
    root.multipart = true;
    text.number = "1.1";
    text.type = "text/plain";
    text.charset = "utf-8";
    text.encoding = letter.encoding;
    text.content_end = text_end;
    pdf.number = "1.2";
    pdf.type = "application/pdf";
    pdf.disposition = "attachment";
    pdf.filename = "the letter.pdf";
    pdf.encoding = draft::TransferEncoding::base64;
    pdf.content_begin = text_end;
    pdf.content_end = static_cast<std::uint32_t>(out.bytes->size());
    out.parts = {root, text, pdf};
    out.envelope.sender = letter.envelope_sender;
    out.from = {{letter.from_name, "anna@example.org"}};
    out.recipients.push_back({{"Bo", letter.to}, draft::Role::to, true});
    if (!letter.bcc.empty()) {
        out.recipients.push_back({{"", letter.bcc}, draft::Role::bcc, true});
    }
    draft::Passage subject;
    subject.place = draft::Place::subject;
    subject.text = out.keep(letter.subject);
    out.passages.push_back(subject);
    if (!letter.signoff_field.empty()) {
        out.headers.push_back({"Send-Guard-Signoff", out.keep(letter.signoff_field), 0, 0});
    }
    return out;
}

class Keys {
  public:
    Keys() {
        std::string pattern = "/tmp/signoff-test-XXXXXX";
        REQUIRE(mkdtemp(pattern.data()) != nullptr);
        folder_ = pattern;
    }
    ~Keys() { std::filesystem::remove_all(folder_); }
    std::filesystem::path make(const std::string& name) const {
        const auto path = folder_ / name;
        REQUIRE(std::system(("ssh-keygen -q -t ed25519 -N '' -C '' -f " + path.string()).c_str()) ==
                0);
        return path;
    }
    static std::string line(const std::string& principals, const std::filesystem::path& key) {
        std::ifstream file(key.string() + ".pub");
        return principals + " " + std::string(std::istreambuf_iterator<char>(file), {});
    }

  private:
    std::filesystem::path folder_;
};

}  // namespace sendguard
