#include "check/detectors/letter_words.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <span>
#include <string>

#include "base/text.h"
#include "draft/fold.h"

namespace sendguard::check {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::string_view kSalutations[] = {
    "dear ",
    "sir,",
    "sir:",
    "madam",
    "sirs",
    "gentlemen",
    "ladies and gentlemen",
    "to whom",
    "excellency",
    "your excellency",
    "hello ",
    "good morning",
    "good afternoon",
    "sehr geehrte",
    "sehr verehrte",
    "liebe ",
    "lieber ",
    "guten tag",
    "exzellenz",
    "madame",
    "monsieur",
    "mesdames",
    "cher ",
    "chère ",
    "chers ",
    "bonjour",
    "excellence",
    "estimad",
    "querid",
    "muy señor",
    "distinguid",
    "señor",
    "excelentísim",
    "excelencia",
    "gentile",
    "gentili",
    "egregi",
    "spettabil",
    "caro ",
    "cara ",
    "eccellenza",
    "illustr",
    "prezad",
    "exmo",
    "exma",
    "excelentíssim",
    "senhor",
    "caro senhor",
    "geachte",
    "beste ",
    "hooggeachte",
    "weledel",
    "excellentie",
    "szanown",
    "droga ",
    "drogi ",
    "ekscelencj",
    "уважаем",
    "глубокоуважаем",
    "многоуважаем",
    "дорог",
    "ваше превосходительство",
    "шановн",
    "вельмишановн",
    "ваша високоповажносте",
    "السيد",
    "سعادة",
    "معالي",
    "عزيز",
    "حضرة",
    "تحية طيبة",
    "جناب",
    "سرکار",
    "با سلام",
    "با احترام",
    "همکار گرامی",
    "آقای",
    "خانم",
    "sayın",
    "sevgili",
    "değerli",
    "ekselans",
    "尊敬的",
    "敬启者",
    "敬啟者",
    "亲爱的",
    "親愛的",
    "拝啓",
    "謹啓",
    "前略",
    "존경하는",
    "친애하는",
    "귀하",
    "kære ",
    "kära ",
    "bästa ",
    "kjære ",
};
constexpr std::string_view kFormalSalutations[] = {
    "sir,",
    "sir:",
    "madam,",
    "madam:",
    "sirs",
    "gentlemen",
    "excellency",
    "your excellency",
    "dear sir",
    "dear madam",
    "dear general",
    "dear minister",
    "dear ambassador",
    "dear mr. ",
    "dear ms. ",
    "dear senator",
    "dear secretary",
    "dear colonel",
    "dear admiral",
    "dear president",
    "dear chair",
    "dear major",
    "dear governor",
    "dear commissioner",
    "sehr geehrte",
    "sehr verehrte",
    "exzellenz",
    "monsieur",
    "madame",
    "excellence",
    "estimado señor",
    "estimada señora",
    "excelentísim",
    "excelencia",
    "muy señor",
    "señor min",
    "egregi",
    "spettabil",
    "eccellenza",
    "illustr",
    "exmo",
    "exma",
    "excelentíssim",
    "senhor min",
    "hooggeachte",
    "weledel",
    "excellentie",
    "szanown",
    "ekscelencj",
    "глубокоуважаем",
    "многоуважаем",
    "уважаемый господин",
    "уважаемая госпожа",
    "ваше превосходительство",
    "вельмишановн",
    "ваша високоповажносте",
    "سعادة",
    "معالي",
    "السيد",
    "جناب",
    "sayın",
    "ekselans",
    "尊敬的",
    "敬启者",
    "敬啟者",
    "拝啓",
    "謹啓",
    "존경하는",
};
constexpr std::string_view kClosings[] = {
    "sincerely",
    "yours sincerely",
    "yours faithfully",
    "yours truly",
    "yours respectfully",
    "very truly yours",
    "respectfully",
    "very respectfully",
    "most respectfully",
    "with respect",
    "kind regards",
    "best regards",
    "warm regards",
    "with kind regards",
    "with best regards",
    "regards",
    "cordially",
    "faithfully",
    "best wishes",
    "with best wishes",
    "i have the honour",
    "i have the honor",
    "v/r",
    "for the commander",
    "by direction",
    "mit freundlichen grüßen",
    "mit freundlichen grüssen",
    "mit freundlichem gruß",
    "freundliche grüße",
    "mit besten grüßen",
    "beste grüße",
    "viele grüße",
    "hochachtungsvoll",
    "mit vorzüglicher hochachtung",
    "cordialement",
    "bien cordialement",
    "salutations distinguées",
    "veuillez agréer",
    "je vous prie d'agréer",
    "nous vous prions d'agréer",
    "respectueusement",
    "atentamente",
    "cordialmente",
    "un cordial saludo",
    "saludos cordiales",
    "respetuosamente",
    "reciba un",
    "le saluda atentamente",
    "distinti saluti",
    "cordiali saluti",
    "con osservanza",
    "in fede",
    "con i migliori saluti",
    "atenciosamente",
    "com os melhores cumprimentos",
    "melhores cumprimentos",
    "respeitosamente",
    "com os meus cumprimentos",
    "met vriendelijke groet",
    "hoogachtend",
    "met de meeste hoogachting",
    "z poważaniem",
    "z wyrazami szacunku",
    "z wyrazami poważania",
    "с уважением",
    "с глубоким уважением",
    "с почтением",
    "з повагою",
    "із повагою",
    "з глибокою повагою",
    "مع خالص التحية",
    "وتفضلوا بقبول",
    "مع فائق الاحترام",
    "مع أطيب التحيات",
    "با احترام",
    "با تقدیم احترام",
    "با سپاس",
    "saygılarımla",
    "saygılarımızla",
    "arz ederim",
    "此致",
    "敬礼",
    "敬禮",
    "顺颂商祺",
    "順頌商祺",
    "谨启",
    "謹啟",
    "敬上",
    "敬具",
    "謹白",
    "草々",
    "med venlig hilsen",
    "med vänlig hälsning",
    "med vennlig hilsen",
};
constexpr std::string_view kFormalClosings[] = {
    "very respectfully",
    "respectfully",
    "most respectfully",
    "yours faithfully",
    "sincerely",
    "yours sincerely",
    "yours respectfully",
    "i have the honour",
    "i have the honor",
    "v/r",
    "for the commander",
    "by direction",
    "hochachtungsvoll",
    "mit vorzüglicher hochachtung",
    "veuillez agréer",
    "je vous prie d'agréer",
    "nous vous prions d'agréer",
    "respectueusement",
    "atentamente",
    "le saluda atentamente",
    "respetuosamente",
    "distinti saluti",
    "con osservanza",
    "atenciosamente",
    "respeitosamente",
    "hoogachtend",
    "z poważaniem",
    "z wyrazami",
    "с уважением",
    "с глубоким уважением",
    "з повагою",
    "وتفضلوا بقبول",
    "مع فائق الاحترام",
    "با احترام",
    "با تقدیم احترام",
    "saygılarımla",
    "saygılarımızla",
    "arz ederim",
    "此致",
    "敬礼",
    "敬禮",
    "敬具",
    "謹白",
};
constexpr std::string_view kSubjects[] = {
    "subject:",     "subj:",          "re:",           "ref:",     "reference:", "our ref",
    "your ref",     "memorandum for", "memorandum to", "betreff:", "betr.:",     "betrifft:",
    "aktenzeichen", "unser zeichen",  "objet:",        "objet :",  "réf",        "asunto:",
    "ref.:",        "oggetto:",       "assunto:",      "betreft:", "onderwerp:", "kenmerk",
    "dotyczy:",     "temat:",         "znak:",         "тема:",    "о:",         "исх.",
    "вих.",         "стосовно",       "الموضوع",       "موضوع",    "konu:",      "sayı:",
    "事由",         "主题",           "主題",          "关于",     "關於",       "件名",
    "제목",
};
constexpr std::string_view kRanks[] = {
    "general",   "colonel",      "major",    "captain",   "lieutenant", "commander",  "commanding",
    "admiral",   "brigadier",    "minister", "secretary", "director",   "ambassador", "chair",
    "president", "commissioner", "counsel",  "chief",     "deputy",     "head of",    "governor",
    "oberst",    "direktor",     "leiter",   "präsident", "directeur",  "directrice", "ministre",
    "général",   "préfet",       "ministro", "ministra",  "director",   "directora",  "presidente",
    "direttore", "generale",     "diretor",  "directeur", "minister",   "dyrektor",   "prezes",
    "generał",   "директор",     "министр",  "генерал",   "начальник",  "міністр",    "начальник",
    "المدير",    "الوزير",       "اللواء",   "مدیر",      "وزیر",       "سرلشکر",     "müdür",
    "bakan",     "başkan",       "司令",     "部长",      "部長",       "主任",       "局长",
    "局長",      "大臣",         "장관",
};
constexpr std::string_view kSignatureMarks[] = {
    "/s/",
    "//s//",
    "s/ ",
    "(s)",
    "/signed/",
    "//signed//",
    "signed,",
    "signed:",
    "signed by",
    "(signed",
    "[signed",
    "original signed",
    "digitally signed",
    "electronically signed",
    "sgd",
    "gez.",
    "gezeichnet",
    "i.v. gez",
    "(gez",
    "elektronisch gezeichnet",
    "signé",
    "(signé",
    "[signé",
    "firmado",
    "(firmado",
    "fdo.",
    "fdo:",
    "firmato",
    "f.to",
    "(firmato",
    "assinado",
    "(assinado",
    "(ass.)",
    "w.g.",
    "(getekend",
    "getekend",
    "podpisan",
    "(-)",
    "/-/",
    "подписано",
    "(подпись имеется)",
    "підписано",
    "توقيع:",
    "موقع",
    "تم التوقيع",
    "امضا:",
    "امضاء",
    "imza:",
    "imzalı",
    "(imza)",
    "e-imzalıdır",
    "签字:",
    "签名:",
    "簽署:",
    "署名:",
    "서명:",
    "[signature on file",
    "signature on file",
    "(seal)",
    "l.s.",
};
constexpr std::string_view kSignatureBlanks[] = {
    "[signature", "(signature",  "<signature",    "[name",           "<name",          "[your name",
    "[sign here", "sign here",   "[unterschrift", "(unterschrift",   "[signature ici", "[firma",
    "(firma",     "[assinatura", "[handtekening", "[podpis",         "(podpis",        "[подпис",
    "(подпис",    "[підпис",     "[توقيع",        "(توقيع",          "[امضا",          "[imza",
    "[签名",      "[署名",       "[서명",         "signature block", "[to be signed",
};
constexpr std::string_view kAfterBlock[] = {
    "the honorable",
    "the honourable",
    "hon.",
    "enclosure",
    "encl",
    "attachment",
    "cc:",
    "cc ",
    "copy to",
    "copies to",
    "p.s.",
    "ps:",
    "anlage",
    "kopie",
    "pièce",
    "p.j.",
    "copie",
    "anexo",
    "adjunto",
    "allegat",
    "anexos",
    "bijlage",
    "załącznik",
    "приложени",
    "додат",
    "ek:",
    "附件",
    "添付",
    "別添",
    "identical letter",
    "--",
    "___",
    "---",
};

bool starts_with_one(std::string_view line, Words words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return line.starts_with(word); });
}

bool contains_one(std::string_view line, Words words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return line.find(word) != std::string_view::npos;
    });
}

/// How many words begin, in their first bytes: most lines are told apart from them at once.
class Beginnings {
  public:
    explicit Beginnings(Words words) {
        for (const auto word : words) seen_.set(index(word));
    }
    /// `raw`: not folded; what folding may change counts as a beginning.
    bool may_begin(std::string_view raw) const {
        if (raw.size() < kBytes) return false;
        // A mark or a letter of another script changes how the letters before it fold.
        const auto word = raw.substr(0, std::max(raw.find(' '), kBytes));
        const auto plain = [](char c) { return c >= ' ' && c < 0x7f; };
        return !std::all_of(word.begin(), word.end(), plain) || seen_.test(index(raw));
    }

  private:
    static constexpr std::size_t kBytes = 3;  ///< no word is shorter
    static constexpr std::size_t kSlots = 1 << 15;

    static std::size_t index(std::string_view text) {
        std::size_t sum = 0;
        for (std::size_t i = 0; i < kBytes; ++i)
            sum = sum * 37 + static_cast<unsigned char>(ascii_lower(text[i]));
        return sum % kSlots;
    }
    std::bitset<kSlots> seen_;
};

/// Letters of the line; non-ASCII bytes count as letters.
std::size_t count_letters(std::string_view line) {
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
        const char lower = ascii_lower(c);
        return (lower >= 'a' && lower <= 'z') || static_cast<unsigned char>(c) >= 0x80;
    }));
}

std::size_t count_digits(std::string_view line) {
    return static_cast<std::size_t>(
        std::count_if(line.begin(), line.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

/// What a records system or a printer puts under a page, which no person is called.
constexpr std::string_view kStamps[] = {
    "management system", "conversion", "converted", "printed ", "generated by", "page ", "seite ",
    "document id",       "file name"};
constexpr std::array<std::string_view, 9> kNameless{"dear", "dear:", "dear,",   "cher",    "chère",
                                                    "caro", "beste", "geachte", "estimado"};
constexpr std::size_t kWidestBlank = 44;  ///< bytes; a rule across the page has 50 and more
constexpr std::size_t kShortLine = 110;   ///< bytes; a salutation or closing is a line of its own

bool ends_like_prose(std::string_view line) {
    return line.ends_with('.') || line.ends_with('?') || line.ends_with(';');
}

}  // namespace

bool may_be_salutation(std::string_view raw) {
    static const Beginnings beginnings(kSalutations);
    const auto start = std::min(raw.find_first_not_of(" \t"), raw.size());
    return beginnings.may_begin(raw.substr(start));
}

bool is_salutation(std::string_view line) {
    if (line.size() > kShortLine || ends_like_prose(line)) return false;
    const auto low = draft::lower(line);
    // The name may be left out: "Dear", alone on its line.
    return starts_with_one(low, kSalutations) ||
           std::ranges::find(kNameless, low) != kNameless.end();
}

bool is_formal_salutation(std::string_view line) {
    return is_salutation(line) && starts_with_one(draft::lower(line), kFormalSalutations);
}

bool is_closing(std::string_view line) {
    if (line.size() > kShortLine * 2) return false;
    const std::string low = draft::lower(line);
    for (const auto word : kClosings) {
        if (!low.starts_with(word)) continue;
        // The phrase is the line: what follows is a stop, or few words ("Sincerely yours,").
        const auto rest = trim(std::string_view(low).substr(word.size()));
        const bool long_form = word.size() > 12 && low.size() > word.size() + 20;
        if (rest.size() <= 24 || long_form) return !rest.ends_with('?');
    }
    return false;
}

bool is_formal_closing(std::string_view line) {
    return is_closing(line) && starts_with_one(draft::lower(line), kFormalClosings);
}

bool is_subject_line(std::string_view line) {
    return starts_with_one(draft::lower(line), kSubjects);
}

bool is_date_line(std::string_view line) {
    const std::size_t digits = count_digits(line);
    return line.size() <= 48 && digits >= 5 && digits <= 8 &&
           (line.find("19") != std::string_view::npos ||
            line.find("20") != std::string_view::npos) &&
           line.find('@') == std::string_view::npos && line.find('+') == std::string_view::npos;
}

bool names_a_rank(std::string_view line) {
    return line.size() <= kShortLine && contains_one(draft::lower(line), kRanks);
}

bool is_signature_mark(std::string_view line) {
    return starts_with_one(draft::lower(line), kSignatureMarks);
}

bool is_signature_blank(std::string_view line) {
    // A row of hyphens, or one as wide as the page, parts what stands above it from what follows.
    const bool rule = line.size() >= 4 && line.size() <= kWidestBlank &&
                      line.find_first_not_of("_. -") == std::string_view::npos &&
                      line.find_first_of("_.") != std::string_view::npos;
    return rule || starts_with_one(draft::lower(line), kSignatureBlanks);
}

bool is_after_block(std::string_view line) {
    return starts_with_one(draft::lower(line), kAfterBlock);
}

bool looks_like_name(std::string_view line) {
    if (line.size() > kShortLine || count_letters(line) < 2 || count_digits(line) > 0) return false;
    if (contains_one(draft::lower(line), kStamps)) return false;
    const auto words = std::count(line.begin(), line.end(), ' ') + 1;
    const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    const bool named = std::any_of(line.begin(), line.end(), capital) || !is_ascii(line) ||
                       words == 1;  // "anna" alone under a mail
    return words <= 8 && named && !is_after_block(line) && !is_signature_blank(line);
}

}  // namespace sendguard::check
