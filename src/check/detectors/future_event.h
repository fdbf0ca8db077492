// The words that future_event.cpp reads a sentence by.
#pragma once

#include <cstdint>
#include <string_view>

namespace sendguard::check {

/// What a word says here.
enum Sense : std::uint32_t {
    kPast = 1,           ///< something happened: "struck"
    kParticiple = 2,     ///< the same, unless "is" or "be" stands before it: "destroyed"
    kWithHave = 4,       ///< the same, behind "est", "a", "si e": "produit"
    kWithWas = 8,        ///< the same, in a sentence with "wurde", "ist": "getotet"
    kWeak = 16,          ///< only beside a quake: "hit"
    kDisaster = 32,      ///< "earthquake"
    kAhead = 64,         ///< the sentence speaks of what is to come, or is no report
    kOccasion = 128,     ///< the date may be an occasion's: "hearing"
    kBound = 256,        ///< the date behind it begins or ends a time: "until"
    kSubordinate = 512,  ///< the verb behind it belongs to somebody else: "those who died"
    kPresent = 1024,     ///< "is", "be"
    kHave = 2048,        ///< "est", "a", "heeft"
    kWas = 4096,         ///< "wurde"
    kNews = 8192,        ///< "breaking"
    kNewsToo = 16384,    ///< "just": news beside a quake
    kPurpose = 32768,    ///< "for": "registered for"
    kClause = 65536,     ///< begins or carries another clause: "and", "takes", "we"
    kArticle = 131072,   ///< "the injured players" are not told to have been injured
    kVerb = kPast | kParticiple | kWithHave | kWithWas | kWeak,
};

struct EventWords {
    std::uint32_t sense = 0;
    std::string_view words;  ///< as tokens have them, without accents
};
inline constexpr EventWords kEventWords[] = {
    {kPast,
     "occurred happened struck died erupted exploded crashed collapsed derailed capsized "
     "perished ereignete ereigneten geschah geschahen erschutterte erschutterten totete toteten "
     "starb starben verungluckte verungluckten explodierte ocurrio ocurrieron sucedio sacudio "
     "murio murieron fallecio fallecieron exploto gebeurde gebeurden overleed ocorreu ocorreram "
     "aconteceu morreu morreram wydarzyło wydarzyła wydarzył zginął zginęła zginęło zginęli zmarł "
     "zmarła"},
    {kParticiple, "killed injured wounded destroyed"},
    {kWithHave,
     "accaduto accaduta avvenuto avvenuta produit produits produite mort morts morte decede "
     "decedee "
     "verificato verificata verificati colpito morto morta morti deceduto deceduta "
     "produjo produjeron plaatsgevonden omgekomen overleden"},
    {kWithWas, "getotet verletzt zerstort gestorben verschuttet explodiert ereignet"},
    {kWeak,
     "hit shook made felt recorded registered reported measured detected rattled jolted rocked "
     "frappe secoue verzeichnet registriert gemessen traf enregistre ressenti mesure registro "
     "registrado "
     "registrada sintio registrato avvertito getroffen geregistreerd gevoeld gemeten registado "
     "sentido atingiu wystapiło uderzyło zarejestrowano odczuto nawiedziło"},
    {kDisaster,
     "earthquake earthquakes quake quakes temblor tremor tremors magnitude epicenter epicentre "
     "tsunami aftershock aftershocks eruption hurricane typhoon cyclone tornado landslide "
     "avalanche erdbeben beben seebeben nachbeben epizentrum erdrutsch lawine orkan seisme "
     "tremblement secousse terremoto sismo seismo magnitud scossa aardbeving trzesienie "
     "trzesienia richter"},
    {kAhead,
     "will ll shall would should could might expected planned scheduled forecast predicted due "
     "opens open opening reopen reopens begins begin starts start starting returns expires expire "
     "valid deadline anniversary memorial commemorate commemorates commemoration remember drill "
     "exercise simulation scenario insurance warranty film movie documentary novel fiction "
     "premiere next if suppose imagine assuming unless "
     "wird werden soll sollen findet beginnt startet offnet endet gilt gultig lauft frist "
     "jahrestag gedenken gedenkfeier ubung kurs lehrgang versicherung garantie falls wenn sofern "
     "sera seront aura auront ouvrira commence commencera devrait expire prevu prevue delai "
     "exercice garantie assurance anniversaire hommage commemoration "
     "seran abrira comienza empieza vence plazo previsto simulacro aniversario homenaje garantia "
     "sara saranno inizia scade apre esercitazione anniversario garanzia "
     "zal zullen begint opent verloopt oefening cursus herdenking verzekering "
     "serao comeca termina prazo bedzie beda rozpocznie termin rocznica gwarancja cwiczenia"},
    {kOccasion,
     "hearing trial inquest court concert exhibition vote meeting match team album ceremony "
     "seminar "
     "workshop webinar course lecture conference training policy story book game series episode "
     "screening tour deal agreement bargain funeral burial tickets booking booked invoice payment "
     "contract prozess ausstellung konzert "
     "proces audience exposition juicio exposicion processo mostra wystawa tentoonstelling"},
    {kBound,
     "until untill till til by before from since after through thru to between ending ended ends "
     "beginning effective per than for bis ab vor seit nach jusqu jusque avant apres depuis partir "
     "pour hasta antes desde despues para fino entro dal dopo prima tot voor vanaf na sinds ate "
     "apos do od przed po"},
    {kSubordinate,
     "who which that what whose whom how why when whether because where qui que dont che quien "
     "quienes "
     "cui ktory ktora ktorzy"},
    {kPresent, "is are be being gets get ist sind"},
    {kHave, "est sont a ont etait etaient e se si ha han hanno heeft hebben is zijn sono"},
    {kWas, "wurde wurden ist sind hat haben kamen kam sich"},
    {kNews, "breaking eilmeldung soeben urgent alerte ultima pilne alert automated"},
    {kNewsToo, "just now"},
    {kClause,
     "and but so while und aber et mais y e pero ma maar ale oraz mas i has have hat haben takes "
     "take goes go comes come moves move can we you he she they it us me my your wir ich nous vous "
     "je ils elles noi ik wij see"},
    {kArticle, "the a an his her their our these those my your"},
    {kPurpose, "for fur pour per voor para"},
};

}  // namespace sendguard::check
