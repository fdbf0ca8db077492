// The words of file names by which it is told for whom a file is (file_for_other.cpp): in small
// letters without accents, in the languages of the shipped packs,
// blanks between.
#pragma once

#include <string_view>

namespace sendguard::check {

// What a document is that is made for one person or house, in the languages of the shipped packs.
inline constexpr std::string_view kPersonal =
    "payslip payroll paystub salary wages contract offer certificate dismissal termination "
    "reference appraisal evaluation assessment diagnosis invoice testimonial gehalt "
    "gehaltsabrechnung gehaltsnachweis gehaltszettel lohn lohnabrechnung lohnzettel "
    "lohnschein verdienstabrechnung entgeltabrechnung arbeitsvertrag vertrag zeugnis "
    "arbeitszeugnis angebot rechnung kundigung abmahnung bescheid befund arztbrief attest "
    "bulletin fiche contrat attestation certificat devis facture licenciement nomina "
    "contrato oferta certificado factura despido busta cedolino contratto offerta "
    "certificato fattura licenziamento loonstrook loonstrookje salarisstrook loonstaat "
    "arbeidsovereenkomst offerte getuigschrift factuur ontslag recibo holerite contracheque "
    "proposta fatura umowa swiadectwo zaswiadczenie faktura wypowiedzenie";

// Those that only a person gets: there, a name that is also a place or a thing is a person's.
inline constexpr std::string_view kPrivate =
    "payslip payroll paystub salary wages dismissal termination appraisal diagnosis gehalt "
    "gehaltsabrechnung gehaltsnachweis gehaltszettel lohn lohnabrechnung lohnzettel "
    "lohnschein verdienstabrechnung entgeltabrechnung arbeitsvertrag arbeitszeugnis "
    "kundigung abmahnung befund arztbrief attest fiche licenciement nomina despido busta "
    "cedolino licenziamento loonstrook loonstrookje salarisstrook loonstaat "
    "arbeidsovereenkomst ontslag holerite contracheque wypowiedzenie";

// What a document is that is made for one house.
inline constexpr std::string_view kForHouse =
    "quote quotation proposal bid tender agreement nda order pricing prices pricelist terms "
    "settlement angebotsschreiben kostenvoranschlag vereinbarung bestellung preisliste "
    "konditionen propuesta presupuesto acuerdo pedido preventivo accordo ordine proposition "
    "accord commande tarifs overeenkomst bestelling orcamento acordo zamowienie wycena "
    "ordering statement mahnung reminder creditnote gutschrift avoir sow msa";

// Words of file names that name nobody.
inline constexpr std::string_view kFillers =
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec januar februar marz maerz mai juni "
    "juli oktober dezember okt dez janvier fevrier mars avril juin juillet aout septembre "
    "octobre novembre decembre enero febrero marzo abril mayo junio julio agosto septiembre "
    "octubre noviembre diciembre gennaio febbraio aprile maggio giugno luglio settembre "
    "ottobre dicembre januari februari maart mei augustus janeiro fevereiro maio "
    "junho julho setembro outubro novembro dezembro styczen luty marzec kwiecien maj "
    "czerwiec lipiec sierpien wrzesien pazdziernik listopad grudzien final version signed "
    "scan copy kopie copia new neu nouveau nuovo nuevo draft entwurf for fur pour per para "
    "voor dla from von und and the paie paye salaire sueldo sueldos stipendio paga slip pay "
    "sheet travail trabajo lavoro arbeit praca prace pracy work employment letter brief "
    "lettre carta lettera pismo job interim zwischen end signiert unterschrieben firmado "
    "firmato signe getekend podpisana revised updated corrected mrs herr frau herrn madame "
    "monsieur senor senora signor signora pan pani personal private confidential document "
    "dokument file datei pdf doc docx monat month mensuel mensile monthly annual year jahr";

// What a word that is also a given name stands before when it names a place or a thing.
inline constexpr std::string_view kThings =
    "boss bosch wolfskin versand grohe vuitton lauren lagerfeld hilfiger deere davidson planck "
    "adenauer zeiss mara tailor daniels walker beam morgan schwab luxemburg ebert stiftung plc inc "
    "saint san santa santo sankt sainte new old grand royal "
    "hotel hotels period street strasse park house haus hall station airport university "
    "college school church bridge beach county city town lake river road avenue square "
    "garden gardens museum theatre theater centre center festival award foundation prize "
    "fund trust act law cup day week project plan report list group team restaurant cafe "
    "bar club shop store market resort island islands bay harbour harbor port court tower "
    "villa palace castle hospital clinic insurance bank capital partners consulting "
    "services service systems solutions software media press energy travel tours holdings "
    "limited agency studio studios design rental car cars wedding conference workshop "
    "seminar event events exhibition fair expo line north south east west region state "
    "museo plaza calle rue place piazza via platz stadt schule klinik verlag";

// Given names that are also places, houses and things.
inline constexpr std::string_view kAmbiguous =
    "victoria florence grace jordan chelsea austin madison hope faith rose ruby amber lily "
    "daisy ivy holly jade dawn eve mercedes bill rich chip gene rob max art frank sue pat "
    "dot pia gloria carmen regina rosa lola marina viola diana iris rene jean dick hal "
    "stella aurora sierra virginia georgia carolina savannah paris sydney adele alma "
    "angelica axel bella belle claire clara cornelia emilia flora leon linus magnolia mona "
    "nova olympia pilar rita roman santiago sofia sol tara vera wolf julia laura alba marco";

// Names of houses that are everyday words: in a file's name they name nobody.
inline constexpr std::string_view kCommonLabels =
    "ministry ministerium agents agent principals principal test tests partner partners "
    "office north south east west central global world europe online digital media press "
    "house group company market energy travel health school church garden harbour harbor "
    "bridge green white black project report review design water music sport sports letter "
    "order contract offer invoice board member members customer customers general national "
    "international first second union capital trust metro times daily herald guardian post "
    "express planet future smart solutions systems";

}  // namespace sendguard::check
