// SPDX-License-Identifier: MIT
// The same by `openssl s_server`, which sends a file. Its time is read from outside.
#include "bench/host/tls.hpp"

#include <fcntl.h>
#include <string>

namespace {

/// The folder that it serves, with its certificate and a file to send.
class Folder {
 public:
  Folder() {
    char name[] = "/tmp/bench_tls_XXXXXX";
    path = mkdtemp(name);
    std::FILE* const identity = std::fopen((path + "/identity.pem").c_str(), "w");
    std::fputs(test_certificates::ordinary().c_str(), identity);
    std::fclose(identity);
    const int bulk = open((path + "/bulk").c_str(), O_CREAT | O_WRONLY, 0600);
    if (ftruncate(bulk, static_cast<off_t>(tls::piece_size) * tls::pieces) != 0) std::abort();
    close(bulk);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    unlink((path + "/identity.pem").c_str());
    unlink((path + "/bulk").c_str());
    rmdir(path.c_str());
  }

  std::string path;
};

/// A port that was free a moment ago.
std::uint16_t free_port() {
  const loopback::Listener listener;
  close(listener.descriptor);
  return listener.port;
}

pid_t start_server(const Folder& folder, std::uint16_t port) {
  const pid_t child = fork();
  if (child != 0) return child;
  if (chdir(folder.path.c_str()) != 0) std::_Exit(1);
  const std::string place = "127.0.0.1:" + std::to_string(port);
  execlp("openssl", "openssl", "s_server", "-quiet", "-HTTP", "-cert", "identity.pem", "-accept",
         place.c_str(), static_cast<char*>(nullptr));
  std::_Exit(1);
}

void wait_for(std::uint16_t port) {
  for (;;) {
    const sockaddr_in server = loopback::address(port);
    const int connection = socket(AF_INET, SOCK_STREAM, 0);
    const int result =
        connect(connection, reinterpret_cast<const sockaddr*>(&server), sizeof server);
    close(connection);
    if (result == 0) return;
    usleep(10'000);
  }
}

bench::Times times_of(pid_t process) {
  clockid_t clock = 0;
  if (clock_getcpuclockid(process, &clock) != 0) std::abort();
  return {bench::clock_ns(clock), bench::now().wall};
}

/// What it costs the server that a client does so.
bench::Times serve(pid_t server, const tls::Client& client) {
  const bench::Times before = times_of(server);
  tls::end_client(tls::start_client(client));
  return times_of(server) - before;
}

}  // namespace

int main() {
  const Folder folder;
  const std::uint16_t port = free_port();
  const pid_t server = start_server(folder, port);
  wait_for(port);
  serve(server, {.port = port, .ends_first = true});
  tls::report_handshakes(
      serve(server, {.port = port, .times = tls::handshakes, .ends_first = true}));
  tls::report_bulk(serve(server, {.port = port, .request = "GET /bulk HTTP/1.0\r\n\r\n"}));
  tls::stop_client(server);
}
