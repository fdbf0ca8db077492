// GitHub's own hash of a line, by which code scanning knows an alert again when lines move.
//
// The problem: uploaded SARIF without it makes a new alert of every old one at each push, and one
// that differs from what GitHub's upload action computes makes a warning a result. So it is theirs:
// a polynomial (base 37, modulo 2^64) over the first hundred UTF-16 units from the line's start on,
// blanks and tabs left out, every line end as LF, the file's end as 0xFFFF and zeros; written in
// hexadecimal, with a counter of equal hashes.
// source: github.com/github/codeql-action, src/fingerprints.ts (the rule; tests hold its vectors)
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sendguard::report {

/// in:   text - the whole file, UTF-8
/// out:  one hash a line: "54703d4cd895b18:1"; never empty
/// cost: a hundred steps a line, two bytes a character
std::vector<std::string> line_hashes(std::string_view text);

}  // namespace sendguard::report
