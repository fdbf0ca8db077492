// In the clear a read waits for the socket first and then takes what is there into the loop's own
// buffer, so that a thousand idle sessions hold no buffer each.
#include "gate/client_stream.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

namespace sendguard::gate {
namespace {

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

}  // namespace

ClientStream::ClientStream(Loop& loop, StreamSocket socket)
    : socket_(std::move(socket)),
      loop_(loop),
      deadline_(
          loop,
          [this] {
              boost::system::error_code ignored;
              socket_.cancel(ignored);
          },
          Deadline::Of::client) {
    boost::system::error_code ignored;
    socket_.non_blocking(true, ignored);
}

std::string_view ClientStream::read_now() {
    boost::system::error_code fault;
    auto& buffer = loop_.buffer();
    const auto got = socket_.read_some(asio::buffer(buffer), fault);
    return fault ? std::string_view() : std::string_view(buffer.data(), got);
}

Task<std::string_view> ClientStream::read() {
    auto& buffer = loop_.buffer();
    if (tls_) {
        // A handshake record may still fill it while another session reads: a buffer of its own.
        std::vector<char> own(16u << 10);
        const auto [fault, got] = co_await tls_->async_read_some(asio::buffer(own), kTuple);
        if (fault || deadline_.passed()) co_return std::string_view();
        std::copy_n(own.begin(), got, buffer.begin());
        co_return std::string_view(buffer.data(), got);
    }
    for (;;) {
        if (deadline_.passed()) co_return std::string_view();
        const auto [waited] = co_await socket_.async_wait(StreamSocket::wait_read, kTuple);
        if (waited || deadline_.passed()) co_return std::string_view();
        boost::system::error_code fault;
        const auto got = socket_.read_some(asio::buffer(buffer), fault);
        if (fault == asio::error::would_block) continue;
        if (fault) co_return std::string_view();
        co_return std::string_view(buffer.data(), got);
    }
}

Task<bool> ClientStream::write(std::string_view bytes) {
    if (deadline_.passed()) co_return false;
    if (tls_) {
        const auto [fault, sent] = co_await asio::async_write(*tls_, asio::buffer(bytes), kTuple);
        co_return !fault && sent == bytes.size();
    }
    boost::system::error_code first;
    const auto now = socket_.write_some(asio::buffer(bytes), first);
    if (!first && now == bytes.size()) co_return true;
    if (first && first != asio::error::would_block) co_return false;
    bytes.remove_prefix(first ? 0 : now);
    const auto [fault, sent] = co_await asio::async_write(socket_, asio::buffer(bytes), kTuple);
    co_return !fault && sent == bytes.size();
}

Task<bool> ClientStream::handshake(asio::ssl::context& context) {
    tls_ = std::make_unique<asio::ssl::stream<StreamSocket&>>(socket_, context);
    const auto [fault] = co_await tls_->async_handshake(asio::ssl::stream_base::server, kTuple);
    co_return !fault && !deadline_.passed();
}

std::string ClientStream::tls_text() const {
    if (!tls_) return "";
    auto* handle = const_cast<asio::ssl::stream<StreamSocket&>&>(*tls_).native_handle();
    return std::string(SSL_get_version(handle)) + " " + SSL_get_cipher_name(handle);
}

}  // namespace sendguard::gate
