#include "bench/mail_maker.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sendguard::bench {
namespace {

constexpr std::string_view kProse =
    "the of and to in that for with on as by from at this will which have were their more "
    "after program report minister council public service year people between company "
    "announced budget support local national market meeting office project results increase "
    "health education region plan million percent agreement development information community "
    "statement review process about above account across action added address afternoon again "
    "against agency almost along already although among amount annual another answer approach "
    "April area around article assembly attention August authority autumn available average "
    "balance bank because become before began behind believe benefit better beyond bill board "
    "bridge bring broad brought building business called campaign capital care carried case "
    "central centre century certain chair chance change charge child choice church citizen "
    "city civil clear close club coast college committee common compared complete concern "
    "condition conference consider contract control cost could country county couple course "
    "court cover create crime crisis culture current daily damage data day deal debate decade "
    "December decided decision defence degree demand department describe design despite "
    "detail develop difference difficult director discuss distance district doctor document "
    "during early earlier east economic economy effect effort eight either election electric "
    "energy engine enough environment equipment especially establish estate estimate evening "
    "event every evidence example exchange expect experience explain export express extend "
    "facility factor family farm fast February federal feature field fifteen figure final "
    "finance find firm first five follow food force foreign forest former forward found four "
    "freedom Friday front fuel full fund further future garden general government grant great "
    "green ground group grow growth half hand happen harbour head hear heavy held help high "
    "history hold home hospital hour house however human hundred idea image impact important "
    "improve include income indeed industry inside instead institute interest international "
    "investment island issue itself January job join judge July June keep kind knowledge "
    "labour land language large last late law lead learn least leave legal less letter level "
    "library life light likely limit line list little live long look lose loss lower main "
    "maintain major manage March material matter May measure medical member memory method "
    "middle might military mind mine minute model modern moment Monday money month morning "
    "most mother motor move much museum music must nature near nearly necessary need network "
    "never news next night nine nobody north November number October offer official often "
    "older once only open operation opinion order organisation other outside over owner page "
    "paper parent park part partner party past patient pattern pay peace perhaps period "
    "person phone picture place plant play point police policy political popular population "
    "port position possible power practice prepare present president press pressure previous "
    "price primary private problem produce product profit promise protect provide quality "
    "quarter question quick quiet quite radio railway raise range rate rather reach read "
    "ready real reason receive recent record reduce reform relation release remain remember "
    "repair replace require research resource response rest return rise river road role room "
    "round rural safety sale same Saturday scheme school science season second section sector "
    "security seem sell send senior September series serious seven several share ship short "
    "should show side sign similar simple since single site situation size skill small social "
    "society soil some south space speak special spend sport spring staff stage standard "
    "start state station stay still stock stop store story street strong structure student "
    "study subject success such suggest summer Sunday supply surface survey system table take "
    "talk target tax teacher team technical technology term thank than them then theory there "
    "these thing think third those though thousand three through Thursday tide time title "
    "today together tonight toward town trade traffic train transport travel tree trial true "
    "trust Tuesday twelve twenty under union unit university until upon urban use usual "
    "valley value various very view village visit voice volume wage wait wall warm water "
    "weather Wednesday week weight welcome west wheel where whether while whole wide wind "
    "window winter within without woman wood word work world worth would write yesterday "
    "yield young ";

/// Lines of a header field: all but the first begin with a tab.
std::string folded(std::string lines) {
    for (std::size_t at = lines.find('\n'); at + 1 < lines.size(); at = lines.find('\n', at + 2)) {
        lines.insert(at + 1, 1, '\t');
    }
    return lines;
}

}  // namespace

std::string base64_lines(std::string_view bytes) {
    constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0, column = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
        for (std::size_t k = 0; k < 3; ++k) {
            group = group << 8 | (k < n ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            out += k <= n ? kDigits[(group >> (18 - 6 * k)) & 63] : '=';
        }
        if ((column += 4) == 76) {
            out += "\r\n";
            column = 0;
        }
    }
    return out + "\r\n";
}

std::string quoted_printable(std::string_view bytes) {
    std::string out;
    std::size_t column = 0;
    for (const char c : bytes) {
        if (c == '\n') {
            out += "\r\n";
            column = 0;
            continue;
        }
        if (column > 70) {
            out += "=\r\n";
            column = 0;
        }
        if (c == '=' || static_cast<unsigned char>(c) >= 0x80) {
            out += fmt::format("={:02X}", static_cast<unsigned char>(c));
            column += 3;
        } else {
            out += c;
            ++column;
        }
    }
    return out + "\r\n";
}

std::string MailMaker::code_name() {
    constexpr std::string_view kConsonants = "bcdfghjklmnprstvz";
    constexpr std::string_view kVowels = "aeiou";
    std::string out;
    for (std::size_t n = 3 + pick(3); n > 0; --n) {
        out += kConsonants[pick(kConsonants.size())];
        out += kVowels[pick(kVowels.size())];
    }
    return out;
}

void MailMaker::make_vocabulary() {
    for (const auto word : split(kProse, ' ')) {
        if (word.empty()) continue;
        // Short words are the frequent ones, as in any prose.
        const std::size_t copies = word.size() <= 4 ? 6 : 1;
        vocabulary_.insert(vocabulary_.end(), copies, std::string(word));
    }
}

std::string MailMaker::paragraph() {
    std::string out;
    for (std::size_t sentences = 2 + pick(4); sentences > 0; --sentences) {
        std::string sentence;
        for (std::size_t words = 7 + pick(16); words > 0; --words) {
            if (!sentence.empty()) sentence += pick(40) == 0 ? " \u2014 " : " ";
            sentence += word();
            if (pick(60) == 0) sentence += "\u2019s";
            if (pick(80) == 0) sentence += "\u00e9";
        }
        if (sentence[0] >= 'a') sentence[0] = static_cast<char>(sentence[0] - 32);
        out += sentence + ". ";
    }
    out.pop_back();
    return out;
}

std::string MailMaker::prose(std::size_t bytes, std::vector<std::string>& paragraphs) {
    std::string out;
    while (out.size() < bytes) {
        paragraphs.push_back(paragraph());
        std::size_t column = 0;
        for (const char c : paragraphs.back()) {
            const bool wrap = c == ' ' && column > 66;
            out += wrap ? '\n' : c;
            column = wrap ? 0 : column + 1;
        }
        out += "\n\n";
    }
    return out;
}

std::string MailMaker::html(const std::vector<std::string>& paragraphs) {
    std::string out =
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>Release</title>"
        "<style>body{color:#222}.f{font-size:11px}</style></head>\n<body><table "
        "width=600><tr><td>\n";
    for (const auto& one : paragraphs) {
        out += "<p style=\"margin:0 0 12px;font-family:Arial\">" + one + "</p>\n";
    }
    return out + "</td></tr></table></body></html>\n";
}

std::string MailMaker::text_part(std::string_view type, const std::string& body,
                                 std::size_t encoding) {
    constexpr std::string_view kNames[] = {"quoted-printable", "8bit", "base64"};
    std::string out =
        fmt::format("Content-Type: {}; charset=utf-8\r\nContent-Transfer-Encoding: {}\r\n\r\n",
                    type, kNames[encoding]);
    if (encoding == 0) return out + quoted_printable(body);
    if (encoding == 2) return out + base64_lines(body);
    for (const char c : body) {
        if (c == '\n') out += '\r';
        out += c;
    }
    return out;
}

std::string MailMaker::headers() {
    ++serial_;
    std::string signature;
    for (int i = 0; i < 96; ++i) signature += static_cast<char>(random_());
    std::string out = fmt::format(
        "Received: from mail.example.org (mail.example.org [192.0.2.7])\r\n\tby mx.example.com "
        "(Postfix) with ESMTPS id 4F{:06X}\r\n\tfor <desk@example.com>; Mon, 6 Jan 2020 10:22:33 "
        "+0000 (UTC)\r\nDKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; "
        "s=s1;\r\n\th=from:to:subject:date;\r\n\tb={}",
        serial_, folded(base64_lines(signature)));
    out += "From: =?utf-8?B?SsO8cmdlbiBNw7xsbGVy?= <press@example.org>\r\nTo: ";
    for (std::size_t n = 1 + pick(5); n > 0; --n) {
        out += fmt::format("Anna Berg <u{}@example.com>{}", pick(900), n > 1 ? ", " : "\r\n");
    }
    out += fmt::format("Subject: {} {} {} {}\r\nDate: Mon, 6 Jan 2020 10:11:12 +0000\r\n", word(),
                       word(), word(), word());
    out += fmt::format("Message-ID: <{}.x@example.org>\r\nMIME-Version: 1.0\r\n", serial_);
    return out + "X-Mailer: Editorial Desk 4.1\r\nReply-To: press@example.org\r\n";
}

std::string MailMaker::alternative(std::size_t text_bytes) {
    std::vector<std::string> paragraphs;
    const std::string plain = prose(text_bytes, paragraphs);
    return fmt::format("Content-Type: multipart/alternative; boundary=\"a{}\"\r\n\r\n--a{}\r\n",
                       serial_, serial_) +
           text_part("text/plain", plain, 0) + fmt::format("\r\n--a{}\r\n", serial_) +
           text_part("text/html", html(paragraphs), pick(2) == 0 ? 0 : 2) +
           fmt::format("\r\n--a{}--\r\n", serial_);
}

std::string MailMaker::with_annex(const std::string& body, std::size_t annex_bytes) {
    std::string blob;
    while (blob.size() < annex_bytes) blob += static_cast<char>(random_());
    return headers() +
           fmt::format("Content-Type: multipart/mixed; boundary=\"m{0}\"\r\n\r\n--m{0}\r\n",
                       serial_) +
           body +
           fmt::format(
               "\r\n--m{0}\r\nContent-Type: image/png; name=\"annex.png\"\r\n"
               "Content-Disposition: attachment; filename=\"annex.png\"\r\n"
               "Content-Transfer-Encoding: base64\r\n\r\n",
               serial_) +
           base64_lines(blob) + fmt::format("\r\n--m{}--\r\n", serial_);
}

std::string MailMaker::mail(std::size_t bytes) {
    const std::size_t kind = pick(4);
    if (kind == 0) {
        std::vector<std::string> paragraphs;
        return headers() + text_part("text/plain", prose(bytes - 900, paragraphs), pick(3));
    }
    // Half of these are alternatives with as much HTML as text: a quarter of all text is HTML.
    const std::size_t text_bytes = kind == 3 ? bytes / 4 : bytes / 2 - 700;
    const std::string body = alternative(text_bytes);
    if (kind == 3) return with_annex(body, bytes / 4);
    const std::size_t id = serial_;
    std::string head = headers();
    serial_ = id;
    return head + body;
}

std::string MailMaker::alternative_mail(std::size_t bytes) {
    constexpr std::size_t kHeads = 1600;  // of the message, its parts and the HTML
    std::string head = headers();
    return head + alternative(bytes > 2 * kHeads ? (bytes - kHeads) * 2 / 5 : bytes / 4);
}

std::string MailMaker::annex_mail(std::size_t bytes) {
    constexpr std::size_t kText = 10'000;
    constexpr std::size_t kHeads = 1600;
    std::vector<std::string> paragraphs;
    const std::string body = text_part("text/plain", prose(kText, paragraphs), 0);
    const std::size_t room = bytes > kText + kHeads ? bytes - kText - kHeads : 1000;
    return with_annex(body, room / 78 * 57);  // 57 bytes are a line of base64
}

std::string MailMaker::pattern() {
    if (pick(50) == 0) return fmt::format("\\b{}\\s+{}\\b", word(), word());
    const std::size_t kind = pick(100);
    if (kind < 60) return code_name();
    if (kind < 85) return fmt::format("\\b{}\\s+{}\\b", code_name(), code_name());
    if (kind < 93) return fmt::format("\\b{}-?[0-9]{{2,4}}\\b", code_name());
    return fmt::format("\\b(?:{}|{})\\s+{}", code_name(), code_name(), code_name());
}

std::string MailMaker::policy(std::size_t count) {
    std::string out = "version: 1\norganization: {name: Bench, domains: [example.org]}\nrules:\n";
    for (std::size_t i = 0; i < count; ++i) {
        out += fmt::format(
            "  - id: bench-{}\n    message: Bench rule {}.\n    action: warn\n"
            "    when: {{text: {{regex: '{}'}}}}\n",
            i, i, pattern());
    }
    return out;
}

}  // namespace sendguard::bench
