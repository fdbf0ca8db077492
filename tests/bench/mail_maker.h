// Mail and rules for the benches, made from a fixed seed: prose of common words with the dashes,
// quotes and accents that real mail has, in plain, alternative and mixed messages; a quarter of the
// text in HTML; quoted-printable, base64 and 8bit; encoded headers. Nothing is read from disk, so
// every machine measures the same bytes.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace sendguard::bench {

class MailMaker {
  public:
    explicit MailMaker(std::uint32_t seed) : random_(seed) { make_vocabulary(); }

    /// A message of about `bytes`.
    std::string mail(std::size_t bytes);
    /// Half text, half the same in HTML; about `bytes` in all.
    std::string alternative_mail(std::size_t bytes);
    /// 10 KB of text and an attachment that fills the rest of `bytes`.
    std::string annex_mail(std::size_t bytes);
    /// A policy file with `count` rules of a house: 60 % literals, 25 % word-bounded phrases, 15 %
    /// classes and alternations; about 2 % occur in the mail.
    std::string policy(std::size_t count);

  private:
    void make_vocabulary();
    std::string code_name();  ///< of a rule: three to five open syllables; hardly in any text
    std::string_view word() { return vocabulary_[pick(vocabulary_.size())]; }
    std::size_t pick(std::size_t below) { return static_cast<std::size_t>(random_() % below); }
    std::string paragraph();
    std::string prose(std::size_t bytes, std::vector<std::string>& paragraphs);
    std::string html(const std::vector<std::string>& paragraphs);
    std::string text_part(std::string_view type, const std::string& body, std::size_t encoding);
    std::string alternative(std::size_t text_bytes);
    std::string with_annex(const std::string& body, std::size_t annex_bytes);
    std::string headers();
    std::string pattern();

    std::mt19937 random_;
    std::vector<std::string> vocabulary_;
    std::size_t serial_ = 0;
};

std::string base64_lines(std::string_view bytes);
std::string quoted_printable(std::string_view bytes);

}  // namespace sendguard::bench
