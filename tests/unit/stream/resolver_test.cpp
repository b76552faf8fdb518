// SPDX-License-Identifier: MIT
#include "tests/support/net_scenario.hpp"

#include <fstream>

using namespace net_scenario;
using asyncio::Address;
using asyncio::Addresses;
using asyncio::Coro;

namespace {

class HostsFile {
 public:
  explicit HostsFile(const char* text) : path_(testing::TempDir() + "uasyncio-hosts") {
    std::ofstream(path_) << text;
  }
  ~HostsFile() { std::filesystem::remove(path_); }
  const char* path() const { return path_.c_str(); }

 private:
  std::string path_;
};

TEST(HostsResolver, KnowsNumbersAndTheNamesOfItsFile) {
  play_on_system([]() -> Coro<> {
    const HostsFile file("# remark\n10.0.0.1 pump Pump.local # old\n::1\tpump\nnonsense pump\n");
    asyncio::HostsResolver resolver(file.path());
    const Addresses number = co_await resolver.resolve("1.2.3.4", 5);
    EXPECT_EQ(number, Addresses{Address::numeric("1.2.3.4", 5)});
    const Addresses both{Address::numeric("10.0.0.1", 7), Address::numeric("::1", 7)};
    const Addresses found = co_await resolver.resolve("PUMP", 7);
    EXPECT_EQ(found, both);
    const auto old = co_await asyncio::as_result(resolver.resolve("old", 7));
    EXPECT_EQ(old.error(), asyncio::Error::os(asyncio::HostsResolver::host_not_found));
  });
}

TEST(HostsResolver, LocalhostNeedsNoFile) {
  play_on_system([]() -> Coro<> {
    asyncio::HostsResolver resolver("/no/such/file");
    const Addresses both{Address::numeric("127.0.0.1", 7), Address::numeric("::1", 7)};
    const Addresses found = co_await resolver.resolve("localhost", 7);
    EXPECT_EQ(found, both);
  });
}

TEST(SystemResolver, AsksInAThreadOfTheCallers) {
  play_on_system([]() -> Coro<> {
    asyncio::Context context;
    asyncio::SystemResolver resolver(context);
    const Addresses found = co_await resolver.resolve("127.0.0.1", 7);
    EXPECT_EQ(found, Addresses{Address::numeric("127.0.0.1", 7)});
    const auto unknown = co_await asyncio::as_result(resolver.resolve("no.such.name.invalid", 7));
    EXPECT_EQ(unknown.error().kind, asyncio::ErrorKind::os);
  });
}

}  // namespace
