#include <catch2/catch.hpp>

#include <chrono>
#include <string>

#include "draft/quotes.h"

using namespace sendguard::draft;

namespace {
/// Passages at a place, '|' between, as they are read.
std::string at(std::string_view text, Place place, Flowed flowed = {}) {
    std::string out;
    for (const TextPassage& passage : split_text(text, flowed)) {
        if (passage.place != place) continue;
        if (!out.empty()) out += '|';
        out += passage.text.empty() ? text.substr(passage.begin, passage.end - passage.begin)
                                    : std::string_view(passage.text);
    }
    return out;
}
std::string body(std::string_view text) {
    return at(text, Place::body);
}
std::string quote(std::string_view text) {
    return at(text, Place::quote);
}
std::string signature(std::string_view text) {
    return at(text, Place::signature);
}
}  // namespace

TEST_CASE("quotes: a text without quotes is one body, not copied", "[draft][quotes]") {
    const std::string text = "Dear all,\r\n\r\nthe room opens: at 9 - or later.\r\n";
    const auto passages = split_text(text);
    REQUIRE(passages.size() == 1);
    CHECK(passages[0].place == Place::body);
    CHECK(passages[0].text.empty());
    CHECK(passages[0].end == text.size());
    CHECK(split_text("").empty());
}

TEST_CASE("quotes: marked lines lose their marks", "[draft][quotes]") {
    CHECK(quote("> a\n> b\nmine\n") == "a\nb\n");
    CHECK(body("> a\n> b\nmine\n") == "mine\n");
    CHECK(quote(">> a\n> > b\n>>> c\n") == "a\nb\nc\n");
    CHECK(quote("> not for\r\n> release\r\n") == "not for\r\nrelease\r\n");
    CHECK(body("a\n> b\nc\n> d\ne\n") == "a\n|c\n|e\n");
}

TEST_CASE("quotes: what is no mark", "[draft][quotes]") {
    CHECK(body(">From here on it is mine\n") == ">From here on it is mine\n");
    CHECK(body(">= 5 items\n") == ">= 5 items\n");
    CHECK(body("a > b\n") == "a > b\n");
}

TEST_CASE("quotes: the map leads back to the source", "[draft][quotes]") {
    const std::string text = "mine\n> one\n> > two\n";
    const auto passages = split_text(text);
    REQUIRE(passages.size() == 2);
    const TextPassage& quoted = passages[1];
    REQUIRE(quoted.text == "one\ntwo\n");
    REQUIRE(quoted.map.size() == 2);
    CHECK(quoted.map[0].origin == text.find("one"));
    CHECK(quoted.map[1].text == quoted.text.find("two"));
    CHECK(quoted.map[1].origin == text.find("two"));
}

TEST_CASE("quotes: attribution lines in many languages", "[draft][quotes]") {
    const char* line =
        GENERATE("On Mon, Feb 3, 2025 at 10:12 AM Anna <anna@example.org> wrote:",
                 "Le lun. 3 févr. 2025 à 10:12, Anna <anna@example.org> a écrit\u00A0:",
                 "Am 03.02.2025 um 10:12 schrieb Anna <anna@example.org>:",
                 "El lun, 3 feb 2025 a las 10:12, Anna (<anna@example.org>) escribió:",
                 "Il giorno lun 3 feb 2025 alle ore 10:12 Anna <anna@example.org> ha scritto:",
                 "Em seg., 3 de fev. de 2025, Anna <anna@example.org> escreveu:",
                 "Op ma 3 feb 2025 om 10:12 schreef Anna <anna@example.org>:",
                 "pon., 3 lut 2025 o 10:12 Anna <anna@example.org> napisał(a):",
                 "пн, 3 февр. 2025 г. в 10:12, Anna <anna@example.org>:",
                 "3 февраля 2025 г. Anna <anna@example.org> написал:",
                 "пн, 3 лют. 2025 р. о 10:12 Anna <anna@example.org> пише:",
                 "في الاثنين، 3 فبراير 2025 كتب Anna <anna@example.org>:",
                 "در تاریخ 3 فوریه 2025 Anna <anna@example.org> نوشت:",
                 "Anna <anna@example.org>, 3 Şub 2025 Pzt, 10:12 tarihinde şunu yazdı:",
                 "Anna <anna@example.org> 于2025年2月3日周一 10:12写道：",
                 "2025年2月3日(月) 10:12 Anna <anna@example.org>:",
                 "2025년 2월 3일 (월) 오전 10:12, Anna <anna@example.org>님이 작성:",
                 "Den mån 3 feb. 2025 kl 10:12 skrev Anna <anna@example.org>:",
                 "Den man. 3. feb. 2025 kl. 10.12 skrev Anna <anna@example.org>:");
    CAPTURE(line);
    CHECK(opens_quote(line));
    CHECK(body("mine\n\n" + std::string(line) + "\n> old\nmine too\n") == "mine\n\n|mine too\n");
    CHECK(body("mine\n\n" + std::string(line) + "\nold\n") == "mine\n\n");
}

TEST_CASE("quotes: a wrapped attribution line belongs to the quote", "[draft][quotes]") {
    CHECK(body("mine\nOn Mon, Feb 3, 2025 at 10:12 AM Anna\n<anna@example.org> wrote:\n> old\n") ==
          "mine\n");
}

TEST_CASE("quotes: lines that only look like an attribution", "[draft][quotes]") {
    const char* line = GENERATE("The minister wrote:", "On 3 May 2024 the minister wrote:",
                                "He wrote to anna@example.org today",
                                "Prices in 2025:", "Write to anna@example.org:");
    CAPTURE(line);
    const std::string text = std::string(line) + "\nthe text goes on\n";
    CHECK(body(text) == text);
}

TEST_CASE("quotes: separators of forwarded mail in many languages", "[draft][quotes]") {
    const char* line =
        GENERATE("-----Original Message-----", "---------- Forwarded message ---------",
                 "-------- Original Message --------",
                 "Begin forwarded message:", "-----Ursprüngliche Nachricht-----",
                 "Anfang der weitergeleiteten Nachricht:", "-----Message d'origine-----",
                 "---------- Message transféré ---------", "-----Mensaje original-----",
                 "-----Messaggio originale-----", "-----Mensagem original-----",
                 "-----Oorspronkelijk bericht-----", "-----Wiadomość oryginalna-----",
                 "-----Исходное сообщение-----", "-----Вихідне повідомлення-----",
                 "-----الرسالة الأصلية-----", "-----پیام اصلی-----", "-----Özgün İleti-----",
                 "-----邮件原件-----", "-----元のメッセージ-----", "-----원본 메시지-----",
                 "-----Ursprungligt meddelande-----", "-----Oprindelig meddelelse-----");
    CAPTURE(line);
    CHECK(opens_quote(line));
    CHECK(body("mine\n" + std::string(line) + "\nold\n") == "mine\n");
}

TEST_CASE("quotes: rules and headings are no separators", "[draft][quotes]") {
    const char* line =
        GENERATE("-----", "--- Programme ---", "----- Original Message from the sea, a novel -----",
                 "_______________", "Original Message", "- forwarded message");
    CAPTURE(line);
    CHECK_FALSE(opens_quote(line));
    CHECK(quote("mine\n" + std::string(line) + "\nmore\n").empty());
}

TEST_CASE("quotes: header blocks of earlier mail", "[draft][quotes]") {
    const char* block = GENERATE("From: Anna\nSent: Monday\nTo: Ben\nSubject: Plan\n",
                                 "*From:* Anna\n*Sent:* Monday\n*To:* Ben\n*Subject:* Plan\n",
                                 "Von: Anna\r\nGesendet: Montag\r\nAn: Ben\r\nBetreff: Plan\r\n",
                                 "De : Anna\nEnvoyé : lundi\nÀ : Ben\nObjet : Plan\n",
                                 "De: Anna\nEnviado el: lunes\nPara: Ben\nAsunto: Plan\n",
                                 "Da: Anna\nInviato: lunedì\nA: Ben\nOggetto: Plan\n",
                                 "Van: Anna\nVerzonden: maandag\nAan: Ben\nOnderwerp: Plan\n",
                                 "Od: Anna\nWysłano: poniedziałek\nDo: Ben\nTemat: Plan\n",
                                 "От: Anna\nОтправлено: 3 февраля\nКому: Ben\nТема: Plan\n",
                                 "Від: Anna\nНадіслано: 3 лютого\nКому: Ben\nТема: Plan\n",
                                 "发件人: Anna\n发送时间: 2025\n收件人: Ben\n主题: Plan\n",
                                 "差出人：Anna\n送信日時：2025\n宛先：Ben\n件名：Plan\n",
                                 "보낸 사람: Anna\n보낸 날짜: 2025\n받는 사람: Ben\n제목: Plan\n",
                                 "من: Anna\nتاريخ الإرسال: 2025\nإلى: Ben\nالموضوع: Plan\n",
                                 "Kimden: Anna\nGönderildi: 2025\nKime: Ben\nKonu: Plan\n",
                                 "Från: Anna\nSkickat: 2025\nTill: Ben\nÄmne: Plan\n",
                                 "Fra: Anna\nSendt: 2025\nTil: Ben\nEmne: Plan\n",
                                 "From: Anna\nTo: Ben\n <ben@example.org>\nSubject: Plan\n");
    CAPTURE(block);
    CHECK(body("mine\n" + std::string(block) + "\nold\n") == "mine\n");
    CHECK(body("mine\n" + std::string(block) + "\n> old\nmine too\n") == "mine\n|mine too\n");
}

TEST_CASE("quotes: a list of two such words is no header block", "[draft][quotes]") {
    const std::string text = "From: Monday\nTo: Friday\nopen from 9 to 5\n";
    CHECK(body(text) == text);
    CHECK(quote("Subject: fish\nDate: today\nTo: all\n").empty());
}

TEST_CASE("quotes: signature marks", "[draft][quotes][signature]") {
    CHECK(signature("Hi\n-- \nAnna\nPress\n") == "-- \nAnna\nPress\n");
    CHECK(signature("Hi\r\n-- \r\nAnna\r\n> old\r\nmine\r\n") == "-- \r\nAnna\r\n");
    CHECK(body("Hi\r\n-- \r\nAnna\r\n> old\r\nmine\r\n") == "Hi\r\n|mine\r\n");
    CHECK(signature("Hi\n-- and more\n--- \nx\n").empty());
    CHECK(signature("> Hi\n> -- \n> Anna\n").empty());
}

TEST_CASE("quotes: name blocks after a closing line", "[draft][quotes][signature]") {
    const char* closing =
        GENERATE("Kind regards,", "Very respectfully,", "Mit freundlichen Grüßen", "Cordialement,",
                 "Un cordial saludo,", "Cordiali saluti", "Atenciosamente,",
                 "Met vriendelijke groet,", "Z poważaniem", "С уважением,", "З повагою,",
                 "مع أطيب التحيات،", "با احترام", "Saygılarımla,", "此致", "敬具", "감사합니다.",
                 "Med vänliga hälsningar", "Med venlig hilsen", "  BEST REGARDS,  ");
    CAPTURE(closing);
    const std::string start = "Hello\n\n" + std::string(closing) + "\n";
    CHECK(signature(start + "\nAnna\nPress\n") == "\nAnna\nPress\n");
    CHECK(body(start + "\nAnna\n") == start);
    CHECK(signature(start + "\nAnna\n\n> old\n") == "\nAnna\n\n");
}

TEST_CASE("quotes: no name block where the text goes on", "[draft][quotes][signature]") {
    std::string many = "Best regards,\n";
    for (int i = 0; i < 13; ++i) many += "line\n";
    CHECK(signature(many).empty());
    CHECK(signature("Kind regards,\n").empty());
    CHECK(signature("Kind regards to your sister,\nAnna\n").empty());
}

TEST_CASE("quotes: flowed lines are joined", "[draft][quotes][flowed]") {
    const Flowed flowed{true, false};
    CHECK(at("not for \r\nrelease\r\nend\r\n", Place::body, flowed) ==
          "not for release\r\nend\r\n");
    CHECK(at("> not for \n> release\n", Place::quote, flowed) == "not for release\n");
    CHECK(at(" > no quote\n", Place::body, flowed) == "> no quote\n");
    CHECK(at("Dra \nft\n", Place::body, {true, true}) == "Draft\n");
    CHECK(at("Hi\n-- \nAnna\n", Place::signature, flowed) == "-- \nAnna\n");
    CHECK(at("not for \nrelease\n", Place::body) == "not for \nrelease\n");
    CHECK(at("Hi \nall\nBest,\nAnna \nExample\n", Place::signature, flowed) == "Anna Example\n");
}

TEST_CASE("quotes: every byte outside marks stands in one passage", "[draft][quotes]") {
    const std::string text = "a\n> b\n\nc\nOn 3 May a@b.example wrote:\n> d\n-- \ne\n";
    std::size_t end = 0;
    for (const TextPassage& passage : split_text(text)) {
        CHECK(passage.begin == end);
        end = passage.end;
    }
    CHECK(end == text.size());
}

TEST_CASE("quotes: hostile repetition is read in linear time", "[draft][quotes]") {
    const std::string_view unit = GENERATE(">", "> ", "\n", "From: x\n", "a\n> b\n", "--\n", ":\n",
                                           "On 3 May wrote:\n\n", "-----\n", "Best,\n");
    CAPTURE(unit);
    std::string text;
    while (text.size() < 400'000) text += unit;
    const auto start = std::chrono::steady_clock::now();
    split_text(text, {true, true});
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
}
