// Values to bytes and back, from one list of fields for both directions. Fixed-width little
// numbers, a count before everything that has one. Reading checks every length against the bytes
// that are left and ends with "not whole"; it never trusts a count.
#pragma once

#include <bitset>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

namespace sendguard::policy {

class Writer {
  public:
    static constexpr bool kReads = false;
    template <class... T>
    void operator()(const T&... values) {
        (put(values), ...);
    }
    std::string bytes;

  private:
    template <class T>
    requires std::is_arithmetic_v<T> || std::is_enum_v<T>
    void put(T value) {
        char raw[sizeof(T)];
        std::memcpy(raw, &value, sizeof(T));
        bytes.append(raw, sizeof(T));
    }
    void put(const std::string& text) {
        count(text.size());
        bytes += text;
    }
    void put(std::chrono::seconds value) { put(static_cast<std::int64_t>(value.count())); }
    template <std::size_t N>
    void put(const std::bitset<N>& bits) {
        put(static_cast<std::uint64_t>(bits.to_ullong()));
    }
    template <class A, class B>
    void put(const std::pair<A, B>& pair) {
        (*this)(pair.first, pair.second);
    }
    template <class T>
    void put(const std::optional<T>& value) {
        put(value.has_value());
        if (value) put(*value);
    }
    template <class T>
    void put(const std::vector<T>& values) {
        put_all(values);
    }
    template <class K, class V>
    void put(const std::map<K, V>& values) {
        put_all(values);
    }
    template <class K, class V>
    void put(const std::unordered_map<K, V>& values) {
        put_all(values);
    }
    template <class T>
    void put(const std::unordered_set<T>& values) {
        put_all(values);
    }
    template <class... T>
    void put(const std::variant<T...>& value) {
        put(static_cast<std::uint8_t>(value.index()));
        std::visit([this](const auto& is) { put(is); }, value);
    }
    template <class T>
    requires requires(Writer& writer, const T& value) { fields(writer, value); }
    void put(const T& value) { fields(*this, value); }
    template <class Range>
    void put_all(const Range& range) {
        count(range.size());
        for (const auto& item : range) put(item);
    }
    void count(std::size_t size) { put(static_cast<std::uint32_t>(size)); }
};

class Reader {
  public:
    static constexpr bool kReads = true;
    explicit Reader(std::string_view bytes) : left_(bytes) {}
    template <class... T>
    void operator()(T&... values) {
        (get(values), ...);
    }
    /// Whether all bytes were read and none were missing.
    bool whole() const { return good_ && left_.empty(); }
    bool good() const { return good_; }

  private:
    static constexpr int kMaxDepth = 100;  // conditions nest at most kMaxYamlDepth deep

    std::string_view take(std::size_t size) {
        if (size > left_.size()) {
            good_ = false;
            left_ = {};
            return {};
        }
        const auto out = left_.substr(0, size);
        left_.remove_prefix(size);
        return out;
    }
    template <class T>
    requires std::is_arithmetic_v<T> || std::is_enum_v<T>
    void get(T& value) {
        const auto raw = take(sizeof(T));
        if (raw.size() != sizeof(T)) return;
        if constexpr (std::is_same_v<T, bool>) {
            value = raw[0] != 0;
        } else {
            std::memcpy(&value, raw.data(), sizeof(T));
        }
    }
    void get(std::string& text) { text = take(count(1)); }
    void get(std::chrono::seconds& value) {
        std::int64_t seconds = 0;
        get(seconds);
        value = std::chrono::seconds(seconds);
    }
    template <std::size_t N>
    void get(std::bitset<N>& bits) {
        std::uint64_t value = 0;
        get(value);
        bits = std::bitset<N>(value);
    }
    template <class A, class B>
    void get(std::pair<A, B>& pair) {
        (*this)(pair.first, pair.second);
    }
    template <class T>
    void get(std::optional<T>& value) {
        bool there = false;
        get(there);
        if (there) get(value.emplace());
    }
    template <class T>
    void get(std::vector<T>& values) {
        values.resize(count(1));
        for (auto& item : values) {
            if (good_) get(item);
        }
    }
    template <class K, class V>
    void get(std::map<K, V>& values) {
        get_pairs<K, V>(values);
    }
    template <class K, class V>
    void get(std::unordered_map<K, V>& values) {
        get_pairs<K, V>(values);
    }
    template <class K, class V, class Map>
    void get_pairs(Map& values) {
        for (std::size_t left = count(1); left > 0 && good_; --left) {
            std::pair<K, V> item;
            get(item);
            values.insert(std::move(item));
        }
    }
    template <class T>
    void get(std::unordered_set<T>& values) {
        const std::size_t size = count(1);
        values.reserve(size);
        for (std::size_t i = 0; i < size && good_; ++i) {
            T item;
            get(item);
            values.insert(std::move(item));
        }
    }
    template <class... T>
    void get(std::variant<T...>& value) {
        std::uint8_t index = 0;
        get(index);
        if (!good_ || index >= sizeof...(T) || ++depth_ > kMaxDepth) {
            good_ = false;
            return;
        }
        emplace(value, index, std::index_sequence_for<T...>());
        --depth_;
    }
    template <class V, std::size_t... I>
    void emplace(V& value, std::size_t index, std::index_sequence<I...>) {
        ((I == index ? get(value.template emplace<I>()) : void()), ...);
    }
    template <class T>
    requires requires(Reader& reader, T& value) { fields(reader, value); }
    void get(T& value) { fields(*this, value); }
    // A count of things of at least `least` bytes each cannot pass what is left.
    std::size_t count(std::size_t least) {
        std::uint32_t size = 0;
        get(size);
        if (size * least > left_.size()) good_ = false;
        return good_ ? size : 0;
    }

    std::string_view left_;
    bool good_ = true;
    int depth_ = 0;
};

}  // namespace sendguard::policy
