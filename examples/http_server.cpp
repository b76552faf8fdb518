// SPDX-License-Identifier: MIT
// An HTTP/1.1 server: keep-alive, chunked bodies both ways, limits, and time limits for clients
// that send their request one byte at a time, or never read the answer. What two readers could
// take for two different things is refused: where a request ends must be beyond doubt (RFC 9112).
//   ./run examples/http_server.cpp
//   curl http://127.0.0.1:8080/                        what there is
//   curl --data hello http://127.0.0.1:8080/echo       the same back
//   curl http://127.0.0.1:8080/count                   one line after the other
#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <strings.h>
#include <uasyncio.hpp>

namespace asyncio = uasyncio;
using asyncio::Coro;
using asyncio::StreamReader;
using asyncio::StreamWriter;

namespace {

constexpr int head_limit_ms = 5'000;  // for a whole request's head, and for the next one
constexpr int body_limit_ms = 10'000;
constexpr int answer_limit_ms = 10'000;
constexpr std::size_t most_headers = 64;
constexpr std::size_t longest_line = 4'096;  // the reader's buffer
constexpr std::size_t largest_body = 64 * 1024;

struct Request {
  std::string method;
  std::string path;
  std::string body;
  std::optional<std::size_t> length;
  unsigned hosts = 0;  // how often it says whom it is for
  bool is_chunked = false;
  bool is_old = false;      // HTTP/1.0, which knows no chunks
  bool stays = true;        // the connection, after the answer
  bool asks_first = false;  // whether its body is wanted
  int status = 200;         // or why it is refused
};

bool is_same(std::string_view one, std::string_view other) {
  return one.size() == other.size() && strncasecmp(one.data(), other.data(), one.size()) == 0;
}

/// A line without its CRLF; nothing if it has none, or other bytes that are no text.
std::optional<std::string_view> text_of(std::string_view line) {
  if (!line.ends_with("\r\n")) return std::nullopt;
  line.remove_suffix(2);
  for (const char byte : line) {
    const bool is_control = static_cast<unsigned char>(byte) < ' ' || byte == '\x7f';
    if (is_control && byte != '\t') return std::nullopt;
  }
  return line;
}

/// Whether it can be a method, or the name of a header.
bool is_token(std::string_view text) {
  const auto may_be_in_one = [](unsigned char byte) {
    return std::isalnum(byte) != 0 ||
           (byte != 0 && std::strchr("!#$%&'*+-.^_`|~", byte) != nullptr);
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), may_be_in_one);
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

/// Whether it is one of the words between the commas.
bool has_word(std::string_view text, std::string_view word) {
  for (;;) {
    const std::size_t comma = text.find(',');
    if (is_same(trimmed(text.substr(0, comma)), word)) return true;
    if (comma == std::string_view::npos) return false;
    text.remove_prefix(comma + 1);
  }
}

/// A whole number in this base; nothing else may be there.
std::optional<std::size_t> number(std::string_view text, int base) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// What a target names: of "http://host/count?x=1" that is "/count".
std::string_view path_of(std::string_view target) {
  constexpr std::string_view scheme = "http://";
  if (is_same(target.substr(0, scheme.size()), scheme)) {
    const std::size_t end_of_host = target.find_first_of("/?", scheme.size());
    if (end_of_host == std::string_view::npos || target[end_of_host] == '?') return "/";
    target.remove_prefix(end_of_host);
  }
  return target.substr(0, target.find('?'));
}

/// "HTTP/1.1": later ones that begin with the same number understand an answer of this one.
void take_version(Request& request, std::string_view version) {
  constexpr std::string_view example = "HTTP/1.1";
  const auto is_digit = [](char byte) { return byte >= '0' && byte <= '9'; };
  const bool is_one = version.size() == example.size() && version.starts_with("HTTP/") &&
                      is_digit(version[5]) && version[6] == '.' && is_digit(version[7]);
  if (!is_one) {
    request.status = 400;
  } else if (version[5] != '1') {
    request.status = 505;
  } else if (version[7] == '0') {
    request.is_old = true;
    request.stays = false;
  }
}

void take_first_line(Request& request, std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t second = line.find(' ', first + 1);
  const bool has_two = first != std::string_view::npos && second != std::string_view::npos;
  const bool is_whole = has_two && is_token(line.substr(0, first)) && second != first + 1;
  if (!is_whole) {
    request.status = 400;
    return;
  }
  request.method = line.substr(0, first);
  request.path = path_of(line.substr(first + 1, second - first - 1));
  take_version(request, line.substr(second + 1));
}

void take_length(Request& request, std::string_view value) {
  const auto length = number(value, 10);
  if (!length || request.length) {
    request.status = 400;
  } else if (*length > largest_body) {
    request.status = 413;
  }
  request.length = length;
}

void take_encoding(Request& request, std::string_view value) {
  if (request.is_chunked || request.is_old) {
    request.status = 400;
  } else if (!is_same(value, "chunked")) {
    request.status = 501;
  }
  request.is_chunked = true;
}

/// A name ends at its colon: with a space in front of that it is another one to other readers.
void take_header(Request& request, std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
    request.status = 400;
    return;
  }
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (is_same(name, "content-length")) {
    take_length(request, value);
  } else if (is_same(name, "transfer-encoding")) {
    take_encoding(request, value);
  } else if (is_same(name, "host")) {
    ++request.hosts;
  } else if (is_same(name, "connection")) {
    if (has_word(value, "close")) request.stays = false;
  } else if (is_same(name, "expect") && !request.is_old) {
    request.asks_first = is_same(value, "100-continue");
    if (!request.asks_first) request.status = 417;
  }
}

/// Two lengths, of which one lies, or not just one host, which HTTP/1.0 need not name.
bool is_ambiguous(const Request& request) {
  const bool has_two_lengths = request.is_chunked && request.length;
  return has_two_lengths || request.hosts > 1 || (request.hosts == 0 && !request.is_old);
}

// [head]
/// False at the end of the connection. A head that is refused need not be read to its end.
Coro<bool> read_head(StreamReader& reader, Request& request) {
  auto first = co_await reader.next();
  if (first && *first == "\r\n") first = co_await reader.next();  // of an old client, after a body
  if (!first) co_return false;
  take_first_line(request, text_of(*first).value_or(""));
  for (std::size_t count = 0; request.status == 200; ++count) {
    const auto line = text_of(co_await reader.readuntil('\n'));
    if (line && line->empty()) break;
    if (!line) {
      request.status = 400;
    } else if (count == most_headers) {
      request.status = 431;
    } else {
      take_header(request, *line);
    }
  }
  if (request.status == 200 && is_ambiguous(request)) request.status = 400;
  co_return true;
}
// [/head]

Coro<> read_bytes(StreamReader& reader, Request& request, std::size_t count) {
  const std::size_t before = request.body.size();
  request.body.resize(before + count);
  asyncio::Transfer transfer(std::span<char>(request.body).subspan(before));
  co_await reader.readexactly(transfer);
}

/// What follows is a line without a word.
Coro<> read_end_of_chunk(StreamReader& reader, Request& request) {
  const std::string_view end = co_await reader.readexactly(2);
  if (end != "\r\n") request.status = 400;
}

Coro<> read_trailers(StreamReader& reader, Request& request) {
  for (std::size_t count = 0; request.status == 200; ++count) {
    const auto line = text_of(co_await reader.readuntil('\n'));
    if (line && line->empty()) co_return;
    if (!line) request.status = 400;
    if (count == most_headers) request.status = 431;
  }
}

Coro<> read_chunks(StreamReader& reader, Request& request) {
  while (request.status == 200) {
    const std::string_view line = text_of(co_await reader.readuntil('\n')).value_or("");
    const auto size = number(line.substr(0, line.find(';')), 16);
    if (!size) {
      request.status = 400;
    } else if (*size > largest_body - request.body.size()) {
      request.status = 413;
    } else if (*size == 0) {
      co_return co_await read_trailers(reader, request);
    } else {
      co_await read_bytes(reader, request, *size);
      co_await read_end_of_chunk(reader, request);
    }
  }
}

Coro<> read_body(StreamReader& reader, StreamWriter& writer, Request& request) {
  const bool has_body = request.is_chunked || request.length.value_or(0) != 0;
  if (has_body && request.asks_first) {
    co_await writer.awrite("HTTP/1.1 100 Continue\r\n\r\n");
  }
  if (request.is_chunked) {
    co_await read_chunks(reader, request);
  } else {
    co_await read_bytes(reader, request, request.length.value_or(0));
  }
}

std::string head(int status, const Request& request) {
  return "HTTP/1.1 " + std::to_string(status) + (status == 200 ? " OK" : " Refused") +
         "\r\nContent-Type: text/plain\r\nConnection: " + (request.stays ? "keep-alive" : "close") +
         "\r\n";
}

/// `more` are header lines.
Coro<> answer(StreamWriter& writer, const Request& request, int status, std::string text,
              std::string more = "") {
  const std::string top =
      head(status, request) + more + "Content-Length: " + std::to_string(text.size()) + "\r\n\r\n";
  if (request.method == "HEAD") text.clear();
  const asyncio::detail::ConstBytes pieces[] = {top, text};
  co_await writer.writelines(pieces);
}

/// A body of unknown length, one chunk after the other; without chunks it ends with the connection.
Coro<> answer_count(StreamWriter& writer, const Request& request) {
  const std::string encoding = request.is_old ? "" : "Transfer-Encoding: chunked\r\n";
  co_await writer.awrite(head(200, request) + encoding + "\r\n");
  if (request.method == "HEAD") co_return;
  for (int number = 1; number <= 3; ++number) {
    const std::string line = std::to_string(number) + "\n";
    const std::string chunk = request.is_old ? line : "2\r\n" + line + "\r\n";
    co_await writer.awrite(chunk);
    co_await asyncio::sleep_ms(50);
  }
  if (!request.is_old) co_await writer.awrite("0\r\n\r\n");
}

Coro<> answer_request(StreamWriter& writer, const Request& request) {
  const bool is_post = request.method == "POST";
  const bool is_get = request.method == "GET" || request.method == "HEAD";
  if (request.status != 200) {
    co_await answer(writer, request, request.status, "refused\n");
  } else if (request.path == "/echo" && !is_post) {
    co_await answer(writer, request, 405, "only POST\n", "Allow: POST\r\n");
  } else if (request.path == "/echo") {
    co_await answer(writer, request, 200, request.body);
  } else if (request.path != "/" && request.path != "/count") {
    co_await answer(writer, request, 404, "there is no such thing\n");
  } else if (!is_get) {
    co_await answer(writer, request, 405, "only GET\n", "Allow: GET, HEAD\r\n");
  } else if (request.path == "/count") {
    co_await answer_count(writer, request);
  } else {
    co_await answer(writer, request, 200, "/echo and /count\n");
  }
}

/// What a failure to read a request means to the client; 0: nothing can be said any more.
int status_of(const asyncio::Error& error) {
  if (error == asyncio::Error::incomplete_read) return 400;  // it may still read
  if (error == asyncio::Error::timeout) return 408;
  if (error == asyncio::Error::limit_overrun) return 431;
  return 0;
}

// [serve]
Coro<bool> serve_one(StreamReader& reader, StreamWriter& writer) {
  Request request;
  auto end =
      co_await asyncio::as_result(asyncio::wait_for_ms(read_head(reader, request), head_limit_ms));
  asyncio::Error error = end.error();
  if (!error && !*end) co_return false;
  const bool has_begun = !request.method.empty() || reader.available() != 0;
  if (error && !has_begun) co_return false;  // nobody waits for an answer
  if (!error && request.status == 200) {
    const auto body = co_await asyncio::as_result(
        asyncio::wait_for_ms(read_body(reader, writer, request), body_limit_ms));
    error = body.error();
  }
  if (error) request.status = status_of(error);
  if (request.status == 0) co_return false;
  if (request.status != 200) request.stays = false;  // where the next one begins is not known
  const auto said = co_await asyncio::as_result(
      asyncio::wait_for_ms(answer_request(writer, request), answer_limit_ms));
  co_return said.ok() && request.stays;
}

Coro<> serve_client(StreamReader& reader, StreamWriter& writer) {
  bool stays = true;
  while (stays) stays = co_await serve_one(reader, writer);
}
// [/serve]

Coro<> serve(std::uint16_t port) {
  const asyncio::ServerOptions options{.limit = longest_line};
  asyncio::Server server = co_await asyncio::start_server(serve_client, "127.0.0.1", port, options);
  asyncio::print("serving on port", server.port());
  co_await server.serve_forever();
}

}  // namespace

int main(int count, char** words) {
  asyncio::run(serve(static_cast<std::uint16_t>(count > 1 ? std::atoi(words[1]) : 8080)));
}
