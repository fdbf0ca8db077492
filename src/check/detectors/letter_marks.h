// What else stands in letters and tells of their form (letter_words.h): lower case, in the
// languages of the shipped packs.
#pragma once

#include <string_view>

namespace sendguard::check {

inline constexpr std::string_view kSubjects[] = {
    "subject:",     "subj:",          "re:",           "ref:",     "reference:", "our ref",
    "your ref",     "memorandum for", "memorandum to", "betreff:", "betr.:",     "betrifft:",
    "aktenzeichen", "unser zeichen",  "objet:",        "objet :",  "réf",        "asunto:",
    "ref.:",        "oggetto:",       "assunto:",      "betreft:", "onderwerp:", "kenmerk",
    "dotyczy:",     "temat:",         "znak:",         "тема:",    "о:",         "исх.",
    "вих.",         "стосовно",       "الموضوع",       "موضوع",    "konu:",      "sayı:",
    "事由",         "主题",           "主題",          "关于",     "關於",       "件名",
    "제목",
};
inline constexpr std::string_view kRanks[] = {
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
inline constexpr std::string_view kSignatureMarks[] = {
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
inline constexpr std::string_view kSignatureBlanks[] = {
    "[signature", "(signature",  "<signature",    "[name",           "<name",          "[your name",
    "[sign here", "sign here",   "[unterschrift", "(unterschrift",   "[signature ici", "[firma",
    "(firma",     "[assinatura", "[handtekening", "[podpis",         "(podpis",        "[подпис",
    "(подпис",    "[підпис",     "[توقيع",        "(توقيع",          "[امضا",          "[imza",
    "[签名",      "[署名",       "[서명",         "signature block", "[to be signed",
};
inline constexpr std::string_view kAfterBlock[] = {
    "the honorable", "the honourable",
    "hon.",          "enclosure",
    "encl",          "attachment",
    "cc:",           "cc ",
    "copy to",       "copies to",
    "p.s.",          "ps:",
    "anlage",        "kopie",
    "pièce",         "p.j.",
    "copie",         "anexo",
    "adjunto",       "allegat",
    "anexos",        "bijlage",
    "załącznik",     "приложени",
    "додат",         "ek:",
    "附件",          "添付",
    "別添",          "identical letter",
};
// What mail programs put above a mail that is answered or passed on; dashes before it are cut.
inline constexpr std::string_view kQuotations[] = {
    "original message",        "begin forwarded",
    "forwarded message",       "forwarded by",
    "forwarded text",          "weitergeleitete nachricht",
    "ursprüngliche nachricht", "originalnachricht",
    "message original",        "message d'origine",
    "message transféré",       "mensaje original",
    "mensaje reenviado",       "messaggio originale",
    "messaggio inoltrato",     "oorspronkelijk bericht",
    "doorgestuurd bericht",    "mensagem original",
    "mensagem encaminhada",    "wiadomość oryginalna",
    "oryginalna wiadomość",    "treść przekazanej wiadomości"};
inline constexpr std::string_view kMailFields[] = {
    "to:",        "cc:",        "bcc:",     "from:",  "sent:",  "date:",   "subject:", "an:",
    "von:",       "gesendet:",  "betreff:", "datum:", "de:",    "à :",     "envoyé",   "objet",
    "para:",      "enviado",    "asunto:",  "da:",    "a:",     "inviato", "oggetto:", "aan:",
    "verzonden:", "onderwerp:", "do:",      "od:",    "temat:", "assunto:"};
// Greetings by title: the letter is to a person whom its writer does not call by the first name.
inline constexpr std::string_view kTitledSalutations[] = {
    "dear mr",      "dear ms",       "dear mrs",     "dear miss",      "dear mx",
    "dear dr",      "dear prof",     "dear rev",     "dear judge",     "dear councillor",
    "dear mayor",   "dear director", "to whom",      "bonjour m",      "cher monsieur",
    "chère madame", "estimado sr",   "estimada sra", "estimado don",   "estimada doña",
    "gentile sig",  "gentile dott",  "caro signor",  "prezado senhor", "prezada senhora",
    "geachte",      "уважаемый",     "уважаемая",    "шановн",
};
// After a closing's comma they greet once more, and sign nothing: "..., Madame, ..."
inline constexpr std::string_view kAddressed[] = {
    "madame", "monsieur", "mesdames", "messieurs", "mademoiselle", "sir",    "madam",  "señor",
    "señora", "signor",   "signora",  "yours",     "yours,",       "wishes", "regards"};

}  // namespace sendguard::check
