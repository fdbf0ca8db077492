// Embargo lines in the languages that they are written in: each is read rightly, or refused with
// the reason.
#include "check/embargo_rows.h"

using namespace sendguard::test;

TEST_CASE("embargo: English lines", "[check][embargo]") {
    check_all({
        {"EMBARGOED UNTIL 2 March 2027, 10:00 CET", "2027-03-02T09:00:00Z"},
        {"Strict embargo: 00.01 GMT, Tuesday 2 March 2027", "2027-03-02T00:01:00Z"},
        {"Not for publication before 0900 hrs BST on Monday 5 April 2027", "2027-04-05T08:00:00Z"},
        {"EMBARGOED UNTIL 12:01 A.M. ET, TUESDAY, MARCH 2, 2027", "2027-03-02T05:01:00Z"},
        {"STRICTLY EMBARGOED UNTIL 0001 HOURS GMT TUESDAY 2ND MARCH 2027", "2027-03-02T00:01:00Z"},
        {"Embargoed for release until 8:30 a.m. (EST), Friday, March 5, 2027",
         "2027-03-05T13:30:00Z"},
        {"Embargoed until 16:00 London time / 11:00 US Eastern Time on Wednesday 3 March 2027",
         "2027-03-03T16:00:00Z"},
        {"Under embargo until Tuesday, the 2nd of March 2027 at 10 a.m. Paris time",
         "2027-03-02T09:00:00Z"},
        {"Embargo: 2027-03-02T10:00:00+01:00", "2027-03-02T09:00:00Z"},
        {"Embargo: 20270302T100000Z", "2027-03-02T10:00:00Z"},
        {"Embargo: 2027-03-02 10:00 UTC", "2027-03-02T10:00:00Z"},
        {"Embargo: Tue, 02 Mar 2027 10:00:00 +0100", "2027-03-02T09:00:00Z"},
        {"EMBARGO: Tues 2 Mar '27, 3pm PST (UTC-8)", "2027-03-02T23:00:00Z"},
        {"EMBARGOED UNTIL 10:00 Europe/Berlin, 2 July 2027", "2027-07-02T08:00:00Z"},
        {"NEWS RELEASE - EMBARGOED UNTIL NOON EDT, JULY 4, 2027", "2027-07-04T16:00:00Z"},
        {"Embargoed until 12 noon CT on 4 July 2027", "2027-07-04T17:00:00Z"},
        {"Embargo ends: 2 March 2027 at 10:00 JST", "2027-03-02T01:00:00Z"},
        {"Embargo: 00:01am BST, 5 May 2027", "2027-05-04T23:01:00Z"},
        {"EMBARGO: 3 p.m. ET (noon PT), March 2, 2027", "2027-03-02T20:00:00Z"},
        {"Embargoed until 5 p.m. U.S. Eastern Time, March 2, 2027", "2027-03-02T22:00:00Z"},
        {"Embargo: 1000 GMT Tue 2 Mar 2027", "2027-03-02T10:00:00Z"},
        {"EMBARGOED UNTIL\n2 March 2027\n10:00 CET", "2027-03-02T09:00:00Z"},
        {"Not to be published, broadcast or used before 10:00 (GMT+1)\non Tuesday 2 March 2027",
         "2027-03-02T09:00:00Z"},
        {"Hold for release until 2 March 2027, 24:00 GMT", "2027-03-03T00:00:00Z"},
    });
}

TEST_CASE("embargo: lines in other languages", "[check][embargo]") {
    check_all({
        // German
        {"Sperrfrist: Dienstag, 2. März 2027, 10.00 Uhr MEZ", "2027-03-02T09:00:00Z"},
        {"SPERRFRIST BIS 2. MÄRZ 2027, 10 UHR (MEZ)", "2027-03-02T09:00:00Z"},
        {"Sperrfrist: Di., 02.03.2027, 0.01 Uhr Ortszeit Berlin", "2027-03-01T23:01:00Z"},
        {"Achtung, Sperrfrist: Freitag, 2. Juli 2027, 15 Uhr MESZ", "2027-07-02T13:00:00Z"},
        {"Gesperrt bis 2.3.2027 um 10:30 Uhr (Wiener Zeit)", "2027-03-02T09:30:00Z"},
        {"Sperrfrist: 10 Uhr am Dienstag, 2. März 2027 (deutscher Zeit)", "2027-03-02T09:00:00Z"},
        {"Sperrfrist für alle Medien: 2. März 27, 12 Uhr mittags MEZ", "2027-03-02T11:00:00Z"},
        {"Bitte Sperrfrist beachten: 2. März 2027, 10:00 Uhr MEZ", "2027-03-02T09:00:00Z"},
        // French
        {"Embargo jusqu'au mardi 2 mars 2027 à 10 h 30 (heure de Paris)", "2027-03-02T09:30:00Z"},
        {"SOUS EMBARGO JUSQU'AU 1ER AOÛT 2027, 6H00, HEURE DE BRUXELLES", "2027-08-01T04:00:00Z"},
        {"Sous embargo jusqu’au mar. 2 mars 2027 à midi, heure de Genève", "2027-03-02T11:00:00Z"},
        {"Ne pas publier avant le 14 juillet 2027 à 00h01 (heure française)",
         "2027-07-13T22:01:00Z"},
        {"Embargo : 2 mars 2027, 10h (HNE)", "2027-03-02T15:00:00Z"},
        // Spanish
        {"Embargo hasta el 2 de marzo de 2027, 10:00 h (hora peninsular)", "2027-03-02T09:00:00Z"},
        {"EMBARGADO HASTA EL MARTES 2 DE MARZO DE 2027 A LAS 10:00 HORAS (HORA DE MADRID)",
         "2027-03-02T09:00:00Z"},
        {"Bajo embargo hasta las 00:01 horas del 2 de marzo de 2027 (hora de México)",
         "2027-03-02T06:01:00Z"},
        {"No difundir antes del 2 de julio de 2027 a las 9.30 h, hora canaria",
         "2027-07-02T08:30:00Z"},
        // Italian
        {"Embargo fino alle ore 10:00 di martedì 2 marzo 2027 (ora italiana)",
         "2027-03-02T09:00:00Z"},
        {"Sotto embargo fino al 2 luglio 2027, ore 12.30 CEST", "2027-07-02T10:30:00Z"},
        {"EMBARGO: 1° marzo 2027, ore 18 (ora di Roma)", "2027-03-01T17:00:00Z"},
        // Portuguese
        {"Embargo até terça-feira, 2 de março de 2027, às 10h00 (hora de Lisboa)",
         "2027-03-02T10:00:00Z"},
        {"Sob embargo até às 10h do dia 2 de março de 2027 (horário de Brasília)",
         "2027-03-02T13:00:00Z"},
        {"EMBARGADO ATÉ 2 DE JULHO DE 2027, 15H30 WEST", "2027-07-02T14:30:00Z"},
        {"Sob embargo até as 10h de terça-feira, 2/3/2027 (horário de Brasília)",
         "2027-03-02T13:00:00Z"},
        // Dutch
        {"Onder embargo tot dinsdag 2 maart 2027, 10.00 uur (Nederlandse tijd)",
         "2027-03-02T09:00:00Z"},
        {"EMBARGO TOT 2 JULI 2027 OM 06:00 UUR CEST", "2027-07-02T04:00:00Z"},
        {"Niet publiceren voor 2 mrt. 2027 10 uur, Brusselse tijd", "2027-03-02T09:00:00Z"},
        // Polish
        {"Embargo do wtorku, 2 marca 2027 r., godz. 10:00 (czasu polskiego)",
         "2027-03-02T09:00:00Z"},
        {"Objęte embargiem do 2 lipca 2027 roku do godz. 12.00 CEST", "2027-07-02T10:00:00Z"},
        // Ukrainian
        {"Ембарго до 2 березня 2027 року, 10:00 (за київським часом)", "2027-03-02T08:00:00Z"},
        {"Під ембарго до вівторка, 2 березня 2027 р., 10:00 EET", "2027-03-02T08:00:00Z"},
        // Russian
        {"Эмбарго до 10:00 (МСК) 2 марта 2027 года", "2027-03-02T07:00:00Z"},
        {"ПОД ЭМБАРГО ДО ВТОРНИКА, 2 МАРТА 2027 Г., 12:00 ПО МОСКОВСКОМУ ВРЕМЕНИ",
         "2027-03-02T09:00:00Z"},
        {"Під ембарго до п'ятниці, 5 березня 2027 року, 10:00 за Києвом", "2027-03-05T08:00:00Z"},
        {"Эмбарго до 2 марта 2027 г. 10:00 по Москве", "2027-03-02T07:00:00Z"},
        // Japanese, Korean
        {"解禁：2027年3月2日（火）午前10時（日本時間）", "2027-03-02T01:00:00Z"},
        {"報道解禁：2027年3月2日 15時30分 JST", "2027-03-02T06:30:00Z"},
        {"엠바고: 2027년 3월 2일 오전 10시 (한국시간)", "2027-03-02T01:00:00Z"},
        // Others, by ICU's names
        {"EMBARGO TILL TISDAG 2 MARS 2027 KL. 10.00 CET", "2027-03-02T09:00:00Z"},
        {"Embargo: úterý 2. března 2027, 10:00 CET", "2027-03-02T09:00:00Z"},
        {"Embargo: tiistai 2. maaliskuuta 2027 klo 10.00 EET", "2027-03-02T08:00:00Z"},
    });
}

TEST_CASE("embargo: what is missing or in doubt is refused with the reason", "[check][embargo]") {
    check_all({
        {"EMBARGOED UNTIL 2 March 2027, 10:00", EmbargoFault::no_zone,
         "no zone: write such as 10:00"},
        {"Sperrfrist: 2. März 2027, 10 Uhr", EmbargoFault::no_zone, "no zone"},
        {"EMBARGOED UNTIL 2 March 2027", EmbargoFault::no_time, "no time of day, no zone"},
        {"EMBARGOED UNTIL 2 March, 10:00 CET", EmbargoFault::no_year, "no year"},
        {"Эмбарго до 2 марта", EmbargoFault::no_year, "no year, no time of day, no zone"},
        {"解禁：3月2日", EmbargoFault::no_year, "no year"},
        {"EMBARGOED UNTIL 10:00 CET", EmbargoFault::no_date, "names no date"},
        {"EMBARGOED UNTIL FRIDAY, 10:00 CET", EmbargoFault::no_date, "names a Friday but no date"},
        {"EMBARGOED UNTIL 6 pm ET tomorrow", EmbargoFault::no_date, "\"tomorrow\" changes"},
        {"[EMBARGO] The results of the survey", EmbargoFault::no_date, "names no date"},
        {"EMBARGOED UNTIL AFTER THE FIRST READING ON 14 MAY 2027", EmbargoFault::event,
         "\"AFTER THE FIRST READING\""},
        {"EMBARGOED UNTIL AFTER 1ST READING IN PARLIAMENT ON 14 MAY 2027", EmbargoFault::event,
         "\"AFTER 1ST READING IN PARLIAMENT\""},
        {"Embargoed until delivery, 2 March 2027, 10:00 CET", EmbargoFault::event, "\"delivery\""},
        {"Embargo: 03/04/2027, 10:00 GMT", EmbargoFault::ambiguous_date,
         "3 April 2027 or 4 March 2027"},
        {"Embargo: 02/03/27, 10:00 GMT", EmbargoFault::ambiguous_date, "day, month and year apart"},
        {"Embargo: 2 March '31, 10:00 GMT", EmbargoFault::no_year, "two digits"},
        {"Embargo: 30 February 2027, 10:00 GMT", EmbargoFault::unreadable, "is no date"},
        {"Embargo: 2 March 2027, 25:00 GMT", EmbargoFault::unreadable, "25:00 is no time of day"},
        {"Embargo: 2 March 2027, 13:00 p.m. GMT", EmbargoFault::unreadable, "no time of day"},
        {"Embargo: 10 GMT, 2 March 2027", EmbargoFault::unreadable, "what the 10 means"},
        {"Embargo: 10-12 March 2027, 10:00 GMT", EmbargoFault::unreadable, "what the 10 means"},
        {"Embargo: midnight, 2 March 2027, ET", EmbargoFault::ambiguous_time, "00:01 or 23:59"},
        {"Embargo: 12 a.m. ET, March 2, 2027", EmbargoFault::ambiguous_time, "00:01 or 23:59"},
        {"Sous embargo jusqu'au 2 mars 2027 à minuit, heure de Paris", EmbargoFault::ambiguous_time,
         "\"minuit\""},
        {"EMBARGOED UNTIL Monday 2 March 2027, 10:00 CET", EmbargoFault::weekday,
         "2 March 2027 is a Tuesday, not a Monday"},
        {"Sperrfrist: Mittwoch, 2. März 2027, 10 Uhr MEZ", EmbargoFault::weekday, "Tuesday"},
        {"Embargo jusqu'au lundi 2 mars 2027 à 10 h, heure de Paris", EmbargoFault::weekday,
         "not a Monday"},
        {"Embargo: 2 March 2027, 10:00 IST", EmbargoFault::ambiguous_zone, "India, Ireland"},
        {"Embargo: 2 March 2027, 10:00 CST", EmbargoFault::ambiguous_zone, "Chicago, Shanghai"},
        {"Embargo: 2 March 2027, 10:00 AST", EmbargoFault::ambiguous_zone, "Halifax"},
        {"Embargo: 2 March 2027, 10:00 XYT", EmbargoFault::unknown_zone, "XYT is no zone"},
        {"Embargo: 2 March 2027, 10:00 local time", EmbargoFault::unknown_zone, "whose local time"},
        {"Sperrfrist: 2. März 2027, 10 Uhr Ortszeit", EmbargoFault::unknown_zone, "whose"},
        {"Embargo: 10:00 CET and 11:00 CET on 2 March 2027", EmbargoFault::disagreement,
         "not the same time"},
        {"Embargo: 10.30am-11am GMT, 2 March 2027", EmbargoFault::disagreement, "keep one"},
        {"Embargo: 16:00 GMT / 10:00 EST, 2 March 2027", EmbargoFault::disagreement, "16:00 GMT"},
        {"Embargo: 2 July 2027, 10:00 GMT (London time)", EmbargoFault::disagreement, "one zone"},
        {"Embargo: 2 March 2027 (3 March 2027), 10:00 GMT", EmbargoFault::disagreement,
         "two dates"},
    });
}

TEST_CASE("embargo: slashes are read where one reading is left", "[check][embargo]") {
    check_all({
        {"Embargo: 25/03/2027, 10:00 GMT", "2027-03-25T10:00:00Z"},
        {"Embargo: 03/25/2027, 10:00 GMT", "2027-03-25T10:00:00Z"},
        {"Embargo: 03/03/2027, 10:00 GMT", "2027-03-03T10:00:00Z"},
        {"Embargo: Tuesday 02/03/2027, 10:00 GMT", "2027-03-02T10:00:00Z"},
        {"Embargo: 2027/03/02 10:00 GMT", "2027-03-02T10:00:00Z"},
    });
}

TEST_CASE("embargo: a missing year is the next, when the weekday agrees", "[check][embargo]") {
    check_all({
        {"EMBARGOED UNTIL 10:00 CET, Tuesday 2 March", "2027-03-02T09:00:00Z"},
        {"EMBARGOED UNTIL 10:00 CET, Friday 1 January", "2027-01-01T09:00:00Z"},  // just ended
        {"EMBARGOED UNTIL 10:00 CET, Wednesday 1 December", "2027-12-01T09:00:00Z"},
    });
    check_all({
        {"EMBARGOED UNTIL 10:00 CET, Monday 2 March", EmbargoFault::weekday, "write the year"},
        {"Sperrfrist: Montag, 2. März, 10 Uhr MEZ", EmbargoFault::weekday, "is a Tuesday"},
    });
}

TEST_CASE("embargo: summer and winter time that the date contradicts", "[check][embargo]") {
    check_all({
        {"Embargo: 2 July 2027, 10:00 CET", EmbargoFault::season,
         "write 10:00 CEST, or 11:00 CEST if 10:00 CET is meant"},
        {"Sperrfrist: 2. Juli 2027, 10 Uhr MEZ", EmbargoFault::season, "MESZ does"},
        {"Embargo: 2 March 2027, 10:00 CEST", EmbargoFault::season, "CET does"},
        {"Embargo: July 2, 2027, 10 a.m. EST", EmbargoFault::season, "EDT does"},
        {"Embargo: March 2, 2027, 10 a.m. PDT", EmbargoFault::season, "PST does"},
        {"Embargo: 2 January 2028, 10:00 BST", EmbargoFault::season, "09:00 GMT if 10:00 BST"},
        {"Embargo: 2 July 2027, 10:00 CST (Chicago)", EmbargoFault::season, "in Chicago"},
        // A day before and after the change
        {"Embargo: 27 March 2027, 10:00 CEST", EmbargoFault::season, "CET does"},
        {"Embargo: 28 March 2027, 10:00 CET", EmbargoFault::season, "CEST does"},
    });
    check_all({
        {"Embargo: 27 March 2027, 10:00 CET", "2027-03-27T09:00:00Z"},
        {"Embargo: 28 March 2027, 10:00 CEST", "2027-03-28T08:00:00Z"},
        {"Embargo: March 14, 2027, 10:00 a.m. EDT", "2027-03-14T14:00:00Z"},
        {"Embargo: 2 July 2027, 10:00 GMT", "2027-07-02T10:00:00Z"},
        {"Embargo: 2 July 2027, 10:00 (UTC+1)", "2027-07-02T09:00:00Z"},
        {"Embargo: 2 March 2027, 10:00 CST (Chicago)", "2027-03-02T16:00:00Z"},
    });
}

TEST_CASE("embargo: the hour that a spring night leaves out", "[check][embargo][dst]") {
    check_all({
        {"Embargo: 28 March 2027, 02:30 (Paris time)", EmbargoFault::gap, "no 02:30 on 28 March"},
        {"Embargo: 28 March 2027, 02:30 CET", EmbargoFault::gap, "put forward"},
        {"Embargo: 28 March 2027, 02:30 CEST", EmbargoFault::gap, "Europe/Berlin"},
        {"Embargo: 28 March 2027, 01:30 (London time)", EmbargoFault::gap, "no 01:30"},
        {"Embargo: March 14, 2027, 2:30 a.m. ET", EmbargoFault::gap, "no 02:30"},
        {"Embargo: 3 October 2027, 02:15 (Sydney time)", EmbargoFault::gap, "no 02:15"},
    });
    check_all({
        {"Embargo: 28 March 2027, 01:59 (Paris time)", "2027-03-28T00:59:00Z"},
        {"Embargo: 28 March 2027, 03:00 (Paris time)", "2027-03-28T01:00:00Z"},
        {"Embargo: 28 March 2027, 02:30 GMT", "2027-03-28T02:30:00Z"},
        {"Embargo: 28 March 2027, 02:30+01:00", "2027-03-28T01:30:00Z"},
        {"Embargo: 14 March 2027, 02:30 CET", "2027-03-14T01:30:00Z"},
        {"Embargo: March 14, 2027, 2:30 a.m. (Phoenix time)", "2027-03-14T09:30:00Z"},
    });
}

TEST_CASE("embargo: the hour that an autumn night has twice", "[check][embargo][dst]") {
    check_all({
        {"Embargo: 31 October 2027, 02:30 (Paris time)", EmbargoFault::overlap,
         "write 02:30+02:00 or 02:30+01:00"},
        {"Sperrfrist: 31. Oktober 2027, 2.30 Uhr Ortszeit Berlin", EmbargoFault::overlap, "twice"},
        {"Embargo: 31 October 2027, 01:15 (London time)", EmbargoFault::overlap, "01:15+01:00"},
        {"Embargo: November 7, 2027, 1:30 a.m. ET", EmbargoFault::overlap, "01:30-04:00"},
    });
    check_all({
        {"Embargo: 31 October 2027, 02:30 CEST", "2027-10-31T00:30:00Z"},
        {"Embargo: 31 October 2027, 02:30 CET", "2027-10-31T01:30:00Z"},
        {"Embargo: 31 October 2027, 01:15 BST", "2027-10-31T00:15:00Z"},
        {"Embargo: 31 October 2027, 01:15 GMT", "2027-10-31T01:15:00Z"},
        {"Embargo: November 7, 2027, 1:30 a.m. EDT", "2027-11-07T05:30:00Z"},
        {"Embargo: November 7, 2027, 1:30 a.m. EST", "2027-11-07T06:30:00Z"},
        {"Embargo: 31 October 2027, 03:00 (Paris time)", "2027-10-31T02:00:00Z"},
        {"Embargo: 2027-10-31T02:30:00+02:00", "2027-10-31T00:30:00Z"},
    });
}

TEST_CASE("embargo: the part of the day moves an hour of twelve", "[check][embargo]") {
    check_all({
        {"Embargo: 8:00 in the evening, 2 March 2027, GMT", "2027-03-02T20:00:00Z"},
        {"Embargo: 2 March 2027, 8:00 GMT in the evening", "2027-03-02T20:00:00Z"},
        {"Embargo: Tuesday evening, 2 March 2027, 8:00 GMT", "2027-03-02T20:00:00Z"},
        {"Embargo: 2 March 2027, 8 p.m. GMT in the evening", "2027-03-02T20:00:00Z"},
        {"Embargo: 10:00 GMT, 2 March 2027 - evening edition", "2027-03-02T10:00:00Z"},
        {"Sperrfrist: 2. März 2027, 8 Uhr abends MEZ", "2027-03-02T19:00:00Z"},
        {"Sperrfrist: 2. März 2027, 2 Uhr nachts MEZ", "2027-03-02T01:00:00Z"},
        {"Embargo jusqu'au 2 mars 2027 à 8 h du soir, heure de Paris", "2027-03-02T19:00:00Z"},
        {"Embargo jusqu'au 2 mars 2027, heure de Paris, à 3 h de l'après-midi",
         "2027-03-02T14:00:00Z"},
        {"Embargo hasta el 2 de marzo de 2027, hora de Madrid, a las 8:00 de la tarde",
         "2027-03-02T19:00:00Z"},
        {"Sotto embargo fino alle 8 di sera del 2 marzo 2027 (ora di Roma)",
         "2027-03-02T19:00:00Z"},
        {"Sob embargo até às 8 da noite de 2 de março de 2027 (horário de Brasília)",
         "2027-03-02T23:00:00Z"},
        {"Embargo tot dinsdag 2 maart 2027, 8 uur 's avonds (Nederlandse tijd)",
         "2027-03-02T19:00:00Z"},
        {"Embargo do 2 marca 2027, godz. 8 wieczorem CET", "2027-03-02T19:00:00Z"},
        {"Ембарго до 8 вечора 2 березня 2027 року за Києвом", "2027-03-02T18:00:00Z"},
        {"Эмбарго до 10 часов утра 2 марта 2027 года (МСК)", "2027-03-02T07:00:00Z"},
    });
    check_all({
        {"Embargo: 2 March 2027, 15:00 in the morning GMT", EmbargoFault::unreadable,
         "no time of day"},
        {"Embargo: 2 March 2027, 12 at night GMT", EmbargoFault::ambiguous_time, "00:01 or 23:59"},
    });
}

TEST_CASE("embargo: midnight in digits is read, in words refused", "[check][embargo]") {
    check_all({
        {"Embargo: 00:00 CET, 2 March 2027", "2027-03-01T23:00:00Z"},
        {"Embargo: 24:00 CET, 2 March 2027", "2027-03-02T23:00:00Z"},
        {"Embargo: 2027-03-02T24:00:00Z", "2027-03-03T00:00:00Z"},
        {"Sperrfrist: 2. März 2027, 24 Uhr MEZ", "2027-03-02T23:00:00Z"},
        {"Embargo: 11:59 p.m. ET, March 2, 2027", "2027-03-03T04:59:00Z"},
        {"Embargo: 12:30 a.m. ET, March 2, 2027", "2027-03-02T05:30:00Z"},
        {"Embargo: 12:00 p.m. ET, March 2, 2027", "2027-03-02T17:00:00Z"},
    });
    check_all({
        {"Embargo: 12:00 midnight GMT, 2 March 2027", EmbargoFault::ambiguous_time, "12:00"},
        {"Sperrfrist: 2. März 2027, Mitternacht MEZ", EmbargoFault::ambiguous_time, "Mitternacht"},
        {"Embargo: 2027-03-02T24:00:01Z", EmbargoFault::unreadable, "no time of day"},
    });
}

TEST_CASE("embargo: gaps and overlaps beyond Europe and America's east", "[check][embargo][dst]") {
    check_all({
        // At midnight, by which "24:00" of the day before is left out too.
        {"Embargo: 5 September 2027, 00:00 (Santiago time)", EmbargoFault::gap, "no 00:00"},
        {"Embargo: 4 September 2027, 24:00 (Santiago time)", EmbargoFault::gap, "no 00:00"},
        {"Embargo: March 14, 2027, 2:30 a.m. PT", EmbargoFault::gap, "put forward"},
        {"Embargo: 28 March 2027, 03:30 EET", EmbargoFault::gap, "Europe/Kyiv"},
        {"Embargo: 26 September 2027, 02:30 NZST", EmbargoFault::gap, "Pacific/Auckland"},
        {"Embargo: 3 October 2027, 02:15 Australia/Lord_Howe", EmbargoFault::gap, "no 02:15"},
        {"Embargo: November 7, 2027, 1:30 a.m. PT", EmbargoFault::overlap, "01:30-07:00"},
        {"Embargo: 31 October 2027, 03:30 (Kyiv time)", EmbargoFault::overlap, "03:30+03:00"},
        {"Embargo: 4 April 2027, 02:30 (Wellington time)", EmbargoFault::overlap, "02:30+13:00"},
        // Half an hour only
        {"Embargo: 4 April 2027, 01:45 Australia/Lord_Howe", EmbargoFault::overlap, "01:45+10:30"},
    });
    check_all({
        {"Embargo: 4 April 2027, 01:15 Australia/Lord_Howe", "2027-04-03T14:15:00Z"},
        {"Embargo: 5 September 2027, 01:00 (Santiago time)", "2027-09-05T04:00:00Z"},
    });
}

TEST_CASE("embargo: one date for two days is refused", "[check][embargo]") {
    check_all({
        {"Embargo: 2 March 2027, 00:01 GMT (19:01 EST)", "2027-03-02T00:01:00Z"},
        {"Embargo: 00:01 GMT on 2 March 2027 (19:01 EST)", "2027-03-02T00:01:00Z"},
        {"Embargo: 2 March 2027, 00:01 GMT / 1 March 2027, 19:01 EST", "2027-03-02T00:01:00Z"},
    });
    check_all({
        {"Embargo: 00:01 GMT / 19:01 EST, 2 March 2027", EmbargoFault::disagreement, "same day"},
        {"Embargo: 19:01 EST / 00:01 GMT, 2 March 2027", EmbargoFault::disagreement,
         "the date of each"},
    });
}

TEST_CASE("embargo: what is advised can be copied", "[check][embargo]") {
    check_all({
        {"Gesperrt bis 2. März 2027, 10 Uhr.", EmbargoFault::no_zone, "10 Uhr CET"},
        // Not the December that has just gone.
        {"Embargo: 31 December", EmbargoFault::no_year, "31 December 2027"},
        {"Embargo: 2 July 2027, 10:00 IST", EmbargoFault::ambiguous_zone, "town or the offset"},
    });
    check_all({
        {"Embargo: 2 July 2027, 10:00 IST (Dublin)", "2027-07-02T09:00:00Z"},
        {"Embargo: 2 July 2027, 10:00 IST (UTC+5:30)", "2027-07-02T04:30:00Z"},
        {"Embargo: 2 March 2027, 10:00 CST (UTC+8)", "2027-03-02T02:00:00Z"},
        {"Embargo: 2 July 2027, 10:00 BST", "2027-07-02T09:00:00Z"},
    });
}
