#include "pdf/xmp.h"

#include <array>
#include <charconv>

#include "base/text.h"

namespace sendguard::pdf {
namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t kMaxPacket = 1u << 20;
constexpr std::size_t kMaxValues = 1000;
constexpr std::size_t kMaxDepth = 64;

std::string decoded(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, char>, 5> kNamed = {
        {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto end = text[at] == '&' ? text.find(';', at) : std::string_view::npos;
        if (end == std::string_view::npos || end - at > 10) {
            out += text[at];
            continue;
        }
        const auto name = text.substr(at + 1, end - at - 1);
        bool known = false;
        for (const auto& [word, c] : kNamed)
            if (word == name) {
                out += c;
                known = true;
            }
        if (!known && name.starts_with('#')) {
            const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
            const auto digits = name.substr(hex ? 2 : 1);
            std::uint32_t code = 0;
            std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
            known = code > 0 && code < 0x110000;
            if (known) append_utf8(out, code);
        }
        if (known) {
            at = end;
        } else {
            out += text[at];
        }
    }
    return to_valid_utf8(out);
}

std::string_view local(std::string_view name) {
    return name.substr(name.find(':') + 1);
}

/// Names that only hold others together.
bool is_structure(std::string_view name) {
    return name.starts_with("rdf:") || name.starts_with("x:") || name.starts_with("xml") ||
           name.starts_with("stRef:") || name.starts_with("stEvt:") ||
           name.starts_with("pdfaid:") || name.starts_with("pdfaSchema:") ||
           name.starts_with("pdfaProperty:") || name.starts_with("stFnt:") ||
           name.starts_with("xmpTPg:") || name.starts_with("xmpG:");
}

class Packet {
  public:
    explicit Packet(std::string_view text) : text_(text.substr(0, kMaxPacket)) {}

    Values run() {
        while (at_ < text_.size() && values_.size() < kMaxValues) {
            const auto open = text_.find('<', at_);
            words(text_.substr(at_, open - at_));
            if (open == std::string_view::npos) break;
            const auto close = text_.find('>', open);
            if (close == std::string_view::npos) break;
            tag(text_.substr(open + 1, close - open - 1));
            at_ = close + 1;
        }
        return std::move(values_);
    }

  private:
    void add(std::string_view name, std::string_view value) {
        value = trim(value);
        if (!value.empty()) values_.emplace_back(local(name), decoded(value));
    }

    void words(std::string_view text) {
        for (auto name = open_.rbegin(); name != open_.rend(); ++name) {
            if (is_structure(*name) && !name->starts_with("rdf:")) return;
            if (is_structure(*name)) continue;
            add(*name, text);
            return;
        }
    }

    void tag(std::string_view inside) {
        if (inside.starts_with('?') || inside.starts_with('!')) return;
        if (inside.starts_with('/')) {
            if (!open_.empty()) open_.pop_back();
            return;
        }
        const bool alone = inside.ends_with('/');
        if (alone) inside.remove_suffix(1);
        std::size_t end = inside.find_first_of(" \t\r\n");
        const auto name = inside.substr(0, end);
        while (end != std::string_view::npos) {
            const auto equals = inside.find('=', end);
            if (equals == std::string_view::npos) break;
            const auto quote = inside.find_first_of("\"'", equals);
            if (quote == std::string_view::npos) break;
            const auto close = inside.find(inside[quote], quote + 1);
            if (close == std::string_view::npos) break;
            const auto key = trim(inside.substr(end, equals - end));
            if (!is_structure(key) && !is_structure(name.starts_with("rdf:") ? "" : name))
                add(key, inside.substr(quote + 1, close - quote - 1));
            end = close + 1;
        }
        if (!alone && open_.size() < kMaxDepth) open_.emplace_back(name);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<std::string_view> open_;
    Values values_;
};

}  // namespace

Values read_xmp(std::string_view packet) {
    return Packet(packet).run();
}

}  // namespace sendguard::pdf
