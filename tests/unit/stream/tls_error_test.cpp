// SPDX-License-Identifier: MIT
#include <cerrno>
#include <gtest/gtest.h>
#include <string>
#include <uasyncio/stream/tls_error.hpp>

using uasyncio::Error;
using uasyncio::TlsError;
using uasyncio::detail::in_words;

namespace {

TEST(TlsError, SaysInWordsWhatACodeMeans) {
  EXPECT_STREQ(in_words(Error::os(TlsError::expired)).text(), "the peer's certificate has expired");
  EXPECT_EQ(in_words(Error::os(TlsError::expired)), Error::os(TlsError::expired));
  for (int code = TlsError::unavailable; code <= TlsError::long_record; ++code) {
    EXPECT_STRNE(in_words(Error::os(code)).text(), "") << code;
  }
}

TEST(TlsError, NamesAlerts) {
  EXPECT_STREQ(in_words(Error::os(TlsError::alert + 48)).text(),
               "the peer has refused: unknown issuer of the certificate (alert 48)");
  EXPECT_STREQ(in_words(Error::os(TlsError::alert + 255)).text(),
               "the peer has refused: (alert 255)");
}

TEST(TlsError, LeavesOtherErrorsAsTheyAre) {
  EXPECT_STREQ(in_words(Error::os(EPIPE)).text(), "");
  EXPECT_STREQ(in_words(Error::os(TlsError::expired, "in 2026")).text(), "in 2026");
  EXPECT_STREQ(in_words(Error::timeout).text(), "");
  EXPECT_STREQ(in_words(Error::os(TlsError::alert + 256)).text(), "");
}

}  // namespace
