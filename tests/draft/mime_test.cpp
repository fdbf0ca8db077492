#include <catch2/catch.hpp>

#include "draft/mime_reader.h"

using namespace sendguard::draft;
using namespace sendguard::draft::test;

TEST_CASE("mime: plain text stands in the source and is not copied", "[draft][mime]") {
    const Draft draft = read_mail("", "The bridge opens on Monday.\n");
    const Passage* const body = find(draft, Place::body, "bridge opens");
    REQUIRE(body != nullptr);
    CHECK(body->origin_kind == Origin::source);
    CHECK(body->text.data() >= draft.bytes->data());
    CHECK(body->text.data() < draft.bytes->data() + draft.bytes->size());
    CHECK(draft.faults.empty());
    CHECK(draft.parts.at(0).number == "1");
}

TEST_CASE("mime: base64 and quoted-printable text is decoded", "[draft][mime]") {
    CHECK(find(read_mail("Content-Transfer-Encoding: base64\n", "bm90IGZvciByZWxlYXNl\n"),
               Place::body, "not for release") != nullptr);
    CHECK(find(read_mail("Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: "
                         "quoted-printable\n",
                         "Gr=FC=DFe aus M=\nalm=F6\n"),
               Place::body, "Grüße aus Malmö") != nullptr);
}

TEST_CASE("mime: broken base64 is read in every way and is a fault", "[draft][mime]") {
    // "first " padded, then "second": decoders stop at the padding or go on.
    const Draft draft = read_mail("Content-Transfer-Encoding: base64\n", "Zmlyc3Q=\nc2Vjb25k\n");
    CHECK(has_fault(draft, "broken-base64"));
    CHECK(find(draft, Place::body, "second") != nullptr);
    const Draft junk =
        read_mail("Content-Transfer-Encoding: base64\n", "bm90!IGZv!ciBy!ZWxlYXNl\n");
    CHECK(has_fault(junk, "broken-base64"));
    CHECK(find(junk, Place::body, "not for release") != nullptr);
}

TEST_CASE("mime: two transfer encodings are both read and are a fault", "[draft][mime]") {
    const Draft draft =
        read_mail("Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n",
                  "bm90IGZvciByZWxlYXNl\n");
    CHECK(has_fault(draft, "duplicate-header"));
    CHECK(find(draft, Place::body, "not for release") != nullptr);
}

TEST_CASE("mime: an odd encoding word over plain text is no fault", "[draft][mime]") {
    CHECK(read_mail("Content-Transfer-Encoding: 7bits\n", "The bridge opens.\n").faults.empty());
}

TEST_CASE("mime: a multipart's parts are numbered as IMAP numbers them", "[draft][mime]") {
    const Draft draft = read_mail("Content-Type: multipart/mixed; boundary=aa\n",
                                  "preface\n--aa\n\nFirst text.\n--aa\nContent-Type: "
                                  "multipart/alternative; boundary=bb\n\n--bb\n\n"
                                  "Inner text.\n--bb--\n--aa\nContent-Type: image/png; "
                                  "name=map.png\nContent-Transfer-Encoding: base64\n\n"
                                  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB\n--aa--\n");
    REQUIRE(draft.parts.size() == 5);
    CHECK(draft.parts[1].number == "1.1");
    CHECK(draft.parts[3].number == "1.2.1");
    CHECK(draft.parts[4].attachment);
    CHECK(draft.parts[4].size == 24);
    CHECK(find(draft, Place::filename, "map.png") != nullptr);
    CHECK(find(draft, Place::hidden, "preface") != nullptr);
    CHECK(find(draft, Place::body, "Inner text.") != nullptr);
    CHECK(draft.faults.empty());
}

TEST_CASE("mime: the form of a multipart that readers dispute is a fault, and all of it is read",
          "[draft][mime]") {
    const std::string head = "Content-Type: multipart/mixed; boundary=aa\n";
    CHECK(has_fault(read_mail(head, "--aa\n\nText\n"), "unclosed-multipart"));
    const Draft none = read_mail(head, "Just text.\n");
    CHECK(has_fault(none, "no-boundary-line"));
    CHECK(find(none, Place::body, "Just text.") != nullptr);
    const Draft after = read_mail(head, "--aa\n\nText\n--aa--\n--aa\n\nLate text\n--aa--\n");
    CHECK(has_fault(after, "parts-after-close"));
    const Draft near = read_mail(head, "--aa\n\nText\n--aa trailing\n\nMore\n--aa--\n");
    CHECK(has_fault(near, "ambiguous-boundary"));
    const Draft two = read_mail("Content-Type: multipart/mixed; boundary=aa; boundary=bb\n",
                                "--aa\n\nShown\n--aa--\n--bb\nContent-Transfer-Encoding: "
                                "base64\n\nc2VjcmV0IHBsYW4=\n--bb--\n");
    CHECK(has_fault(two, "duplicate-parameter"));
    REQUIRE(find(two, Place::body, "secret plan") != nullptr);
    CHECK(find(two, Place::body, "secret plan")->alternative);
}

TEST_CASE("mime: a boundary that begins with its container's is no fault", "[draft][mime]") {
    const Draft draft = read_mail("Content-Type: multipart/mixed; boundary=aa\n",
                                  "--aa\nContent-Type: multipart/mixed; "
                                  "boundary=\"aab\"\n\n--aab\n\nText\n--aab--\n--aa--\n");
    CHECK(draft.faults.empty());
}

TEST_CASE("mime: forwarded mail is quoted text, its subject too", "[draft][mime]") {
    const Draft draft =
        read_mail("Content-Type: message/rfc822\n",
                  "From: c@example.org\nSubject: =?utf-8?q?Old_plan?=\n\nOld words.\n");
    REQUIRE(find(draft, Place::quote, "Old plan") != nullptr);
    CHECK(find(draft, Place::quote, "Old plan")->detail == "Subject");
    CHECK(find(draft, Place::quote, "Old words.") != nullptr);
    CHECK(draft.subject() == "Notice");
}

TEST_CASE("mime: text is read under a wrong label, other content is named", "[draft][mime]") {
    const Draft text =
        read_mail("Content-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n",
                  "bm90IGZvciByZWxlYXNl\n");
    CHECK(find(text, Place::body, "not for release") != nullptr);
    const Draft bytes = read_mail(
        "Content-Type: application/octet-stream; name=a.bin\nContent-Transfer-Encoding: base64\n",
        "AAECAwQFBgcICQoLDA0ODw==\n");
    REQUIRE(has_fault(bytes, "unread-attachment"));
    CHECK(bytes.faults.front().fault_class == FaultClass::unread);
    CHECK_FALSE(bytes.parts.front().read);
}

TEST_CASE("mime: what is encrypted is said to be", "[draft][mime]") {
    const Draft pgp =
        read_mail("", "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n");
    REQUIRE(has_fault(pgp, "encrypted"));
    const Draft smime = read_mail(
        "Content-Type: application/pkcs7-mime; "
        "smime-type=enveloped-data\nContent-Transfer-Encoding: base64\n",
        "MIAGCSqGSIb3DQEHA6CAMIACAQAx\n");
    CHECK(has_fault(smime, "encrypted"));
    CHECK(smime.parts.front().encrypted);
}

TEST_CASE("mime: nesting over the limit is a fault and is still searched", "[draft][mime]") {
    std::string body = "deep words";
    for (int i = 60; i-- > 0;) {
        const std::string b = "b" + std::to_string(1000 + i);
        body = "Content-Type: multipart/mixed; boundary=" + b + "\n\n--" + b + "\n" +
               (i == 59 ? "\n" : "") + body + "\n--" + b + "--\n";
    }
    const Draft draft = read("From: a@example.org\nMIME-Version: 1.0\n" + body);
    CHECK(has_fault(draft, "limit-depth"));
    CHECK(find(draft, Place::body, "deep words") != nullptr);
}

TEST_CASE("mime: charsets beside UTF-8 are read, unknown ones are a fault", "[draft][mime]") {
    const auto with = [](const std::string& charset, const std::string& body) {
        return read_mail("Content-Type: text/plain; charset=" + charset + "\n", body);
    };
    CHECK(find(with("windows-1252", "a \x96 b\n"), Place::body, "a – b") != nullptr);
    CHECK(find(with("utf-7", "+AGQ-raft\n"), Place::body, "draft") != nullptr);
    CHECK(find(with("koi8-r", "\xF4\xE1\n"), Place::body, "ТА") != nullptr);
    CHECK(has_fault(with("x-no-such", "\xF4\xE1\n"), "charset"));
    CHECK(with("x-no-such", "plain\n").faults.empty());
}

TEST_CASE("mime: bare CR, NUL and mixed line ends are faults with their place", "[draft][mime]") {
    const Draft cr = read("From: a@example.org\r\nSubject: One\rSubject: Two\r\n\r\nText\r\n");
    REQUIRE(has_fault(cr, "bare-cr"));
    CHECK(cr.faults.front().offset == 33);
    CHECK(find(cr, Place::subject, "Two") != nullptr);
    CHECK(has_fault(read(std::string("From: a@example.org\n\nTe\0xt\n", 27)), "nul"));
    CHECK(has_fault(read("From: a@example.org\r\n\r\nText\nmore\r\n"), "mixed-line-ends"));
    CHECK(read("From: a@example.org\n\nText\nmore\n").faults.empty());
}

TEST_CASE("mime: what only GMime reads becomes another reading", "[draft][mime]") {
    const Draft draft = read("From: a@example.org\nSubject: One\nSubject: Two\n\nText\n");
    CHECK(draft.subject() == "One");
    CHECK(has_fault(draft, "duplicate-header"));
    REQUIRE(find(draft, Place::subject, "Two") != nullptr);
    CHECK(find(draft, Place::subject, "Two")->alternative);
}

TEST_CASE("mime: a mail that is cut anywhere, or whose parts are, is still read", "[draft][mime]") {
    std::string mail =
        "From: =?utf-8?Q?J=C3=BCrgen?= <j@example.org>\r\nTo: a@example.org, b@example.net\r\n"
        "Subject: =?utf-8?B?SGFyYm91cg==?=\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=\"x\"\r\n\r\n--x\r\n"
        "Content-Type: multipart/alternative; boundary=y\r\n\r\n--y\r\n"
        "Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\nText \r\n> quote\r\n--y\r\n"
        "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        "<p style=3D\"display:none\">h=\r\nidden</p><a href=3D\"http://a.example\">l</a>&amp;"
        "\r\n--y--\r\n--x\r\nContent-Type: application/octet-stream; name*=utf-8''a%20b\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\nAAAAGGZ0eXBtcDQyAAAAAA==\r\n--x\r\n"
        "Content-Type: message/rfc822\r\n\r\nFrom: c@example.org\r\n\r\nInner\r\n--x--\r\n";
    for (std::size_t size = 0; size <= mail.size(); ++size) {
        CAPTURE(size);
        CHECK(read(mail.substr(0, size)).parts.size() <= 8);
    }
    // An attachment of each small size, binary and in base64.
    for (const std::string content :
         {"", "\xff", "ab", "abc", "S", "SN", "SNI", "SNIP", "SNIPS=="}) {
        CAPTURE(content);
        for (const char* encoding : {"binary", "base64", "quoted-printable"}) {
            const auto draft = read_mail(
                "Content-Type: application/octet-stream\nContent-Disposition: attachment\n"
                "Content-Transfer-Encoding: " +
                    std::string(encoding) + "\n",
                content);
            CHECK(draft.parts.size() == 1);
        }
    }
}
