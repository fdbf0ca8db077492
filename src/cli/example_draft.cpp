#include "cli/example_draft.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <filesystem>

#include "base/files.h"
#include "base/limits.h"
#include "base/text.h"

namespace sendguard::cli {
namespace {

constexpr std::string_view kOuter = "example-outer";
constexpr std::string_view kInner = "example-inner";
constexpr std::size_t kWordBytes = 36;  // base64 of it, with its frame, stays under 75 (RFC 2047 2)

std::string base64(std::string_view bytes) {
    constexpr std::string_view kLetters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto rest = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            group = group << 8 | (k < rest ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            out += k <= rest ? kLetters[group >> (18 - 6 * k) & 63u] : '=';
        }
    }
    return out;
}

/// `text` as a header value: encoded words where it is not ASCII.
std::string header_value(std::string_view text) {
    if (is_ascii(text)) return std::string(text);
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto start = at;
        while (at < text.size() && at - start < kWordBytes) next_code_point(text, at);
        out += fmt::format("{}=?UTF-8?B?{}?=", out.empty() ? "" : "\r\n ",
                           base64(text.substr(start, at - start)));
    }
    return out;
}

std::string with_crlf(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out += '\r';
        out += text[i];
    }
    return out;
}

void add_field(std::string& out, std::string_view name, std::string_view value) {
    out += fmt::format("{}: {}\r\n", name, header_value(value));
}

void add_addresses(std::string& out, std::string_view name,
                   const std::vector<std::string>& addresses) {
    if (!addresses.empty()) out += fmt::format("{}: {}\r\n", name, fmt::join(addresses, ",\r\n "));
}

/// The header and body of one text part.
std::string text_part(std::string_view type, std::string_view text) {
    return fmt::format(
        "Content-Type: text/{}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
        type, with_crlf(text));
}

std::string content(const policy::Example& example) {
    const std::string_view plain =
        example.body.empty() ? "Good morning." : std::string_view(example.body);
    if (example.html.empty()) return text_part("plain", plain);
    if (example.body.empty()) return text_part("html", example.html);
    return fmt::format(
        "Content-Type: multipart/alternative; "
        "boundary={0}\r\n\r\n--{0}\r\n{1}--{0}\r\n{2}--{0}--\r\n",
        kInner, text_part("plain", plain), text_part("html", example.html));
}

std::string_view media_type(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kTypes{{
        {".txt", "text/plain"},
        {".md", "text/markdown"},
        {".html", "text/html"},
        {".csv", "text/csv"},
        {".ics", "text/calendar"},
        {".pdf", "application/pdf"},
        {".zip", "application/zip"},
        {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
        {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {".png", "image/png"},
    }};
    const auto lower = ascii_lower(name);
    for (const auto& [ending, type] : kTypes) {
        if (lower.ends_with(ending)) return type;
    }
    return "application/octet-stream";
}

/// RFC 2231 where the name is not plain ASCII.
std::string file_name_parameter(std::string_view name) {
    if (is_ascii(name) && name.find_first_of("\"\\") == std::string_view::npos) {
        return fmt::format("filename=\"{}\"", name);
    }
    std::string encoded;
    for (const char c : name) {
        encoded += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
    return "filename*=UTF-8''" + encoded;
}

std::string attachment_part(const std::string& name, const std::string& text) {
    const auto type = media_type(name);
    auto part = fmt::format("--{}\r\nContent-Type: {}{}\r\nContent-Disposition: attachment; {}\r\n",
                            kOuter, type, type.starts_with("text/") ? "; charset=utf-8" : "",
                            file_name_parameter(name));
    std::string encoded = base64(text);
    part += "Content-Transfer-Encoding: base64\r\n\r\n";
    for (std::size_t i = 0; i < encoded.size(); i += 76) part += encoded.substr(i, 76) + "\r\n";
    return part;
}

bool names_header(const policy::Example& example, std::string_view name) {
    for (const auto& header : example.headers) {
        if (equals_ignoring_case(header.first, name)) return true;
    }
    return false;
}

std::string short_form(const policy::Example& example) {
    std::string out;
    if (!names_header(example, "From")) {
        out +=
            fmt::format("From: {}\r\n", example.from.empty() ? "author@example.org" : example.from);
    }
    const bool nobody = example.to.empty() && example.cc.empty() && example.bcc.empty();
    add_addresses(out, "To", nobody ? std::vector<std::string>{"reader@example.net"} : example.to);
    add_addresses(out, "Cc", example.cc);
    add_addresses(out, "Bcc", example.bcc);
    if (!names_header(example, "Subject")) {
        add_field(out, "Subject", example.subject.empty() ? "Example" : example.subject);
    }
    if (!names_header(example, "Date")) out += "Date: Mon, 05 Jan 2026 10:00:00 +0000\r\n";
    out += "Message-ID: <example@example.org>\r\nMIME-Version: 1.0\r\n";
    for (const auto& [name, value] : example.headers) add_field(out, name, value);
    if (example.attachments.empty()) return out + content(example);
    out += fmt::format("Content-Type: multipart/mixed; boundary={0}\r\n\r\n--{0}\r\n{1}", kOuter,
                       content(example));
    for (const auto& [name, text] : example.attachments) out += attachment_part(name, text);
    return out + fmt::format("--{}--\r\n", kOuter);
}

}  // namespace

Result<std::string> example_draft(const policy::Example& example) {
    if (!example.raw.empty()) return example.raw;
    if (!example.document_name.empty()) return example.document_text;
    if (example.file.empty()) return short_form(example);
    if (example.where.file.starts_with("pack:")) {
        return error(Errc::bad_input,
                     "a shipped pack's example cannot be a file: packs are compiled in");
    }
    const auto folder = std::filesystem::path(example.where.file).parent_path();
    return read_file(folder / example.file, kMaxMessageBytes);
}

}  // namespace sendguard::cli
