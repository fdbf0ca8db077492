// The check digits of numbers by which states know their people. Each takes the number without
// separators, letters in capitals, of the length that its table row in national_number.cpp asks
// for.
#pragma once

#include <string_view>

namespace sendguard::check {

bool is_us_ssn(std::string_view n);          ///< no check digit; areas and groups never issued
bool is_uk_nino(std::string_view n);         ///< no check digit; prefixes never issued
bool is_de_tax_id(std::string_view n);       ///< ISO/IEC 7064 mod 11,10
bool is_de_pension(std::string_view n);      ///< DEUEV annex: weights 2 1 2 5 7 1 2 1 2 1 2 1
bool is_fr_nir(std::string_view n);          ///< INSEE: 97 less the rest modulo 97
bool is_es_dni(std::string_view n);          ///< the letter of the rest modulo 23; NIE likewise
bool is_it_fiscal(std::string_view n);       ///< DM 12.3.1974: odd and even places
bool is_nl_bsn(std::string_view n);          ///< the test of eleven
bool is_pl_pesel(std::string_view n);        ///< weights 1 3 7 9
bool is_pt_nif(std::string_view n);          ///< modulo 11; of people only, not of companies
bool is_be_register(std::string_view n);     ///< 97 less the rest modulo 97, before and since 2000
bool is_ch_ahv(std::string_view n);          ///< EAN-13
bool is_at_insurance(std::string_view n);    ///< weights 3 7 9 5 8 4 2 1 6
bool is_se_person(std::string_view n);       ///< Luhn and a date
bool is_se_person_long(std::string_view n);  ///< with the century before it
bool is_fi_person(std::string_view n);       ///< the letter of the rest modulo 31
bool is_no_person(std::string_view n);       ///< two sums modulo 11
bool is_dk_person(std::string_view n);       ///< a date; the check digit is given up since 2007
bool is_ie_pps(std::string_view n);          ///< the letter of the rest modulo 23
bool is_cz_birth(std::string_view n);        ///< divisible by 11, and a date
bool is_ro_cnp(std::string_view n);          ///< weights 2 7 9 1 4 6 3 5 8 2 7 9
bool is_br_cpf(std::string_view n);          ///< two sums modulo 11
bool is_ca_sin(std::string_view n);          ///< Luhn
bool is_au_tfn(std::string_view n);          ///< weights 1 4 3 7 5 8 6 9 10
bool is_in_aadhaar(std::string_view n);      ///< Verhoeff
bool is_cn_resident(std::string_view n);     ///< ISO 7064 mod 11-2, and a date
bool is_tr_identity(std::string_view n);     ///< two sums modulo 10
bool is_kr_resident(std::string_view n);     ///< weights 2 3 4 5 6 7 8 9 2 3 4 5, and a date
bool is_za_identity(std::string_view n);     ///< Luhn and a date
bool is_mx_curp(std::string_view n);         ///< a date, a sex, a state

bool is_uk_nhs(std::string_view n);     ///< modulo 11
bool is_de_health(std::string_view n);  ///< a letter as two digits, Luhn from the left
bool is_us_mbi(std::string_view n);     ///< no check digit; which places hold letters

}  // namespace sendguard::check
