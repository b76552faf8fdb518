// SPDX-License-Identifier: MIT
#include "uasyncio/drivers/gps/sentence_reader.hpp"

#include "tests/support/nmea_lines.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace uasyncio::nmea;
using nmea_lines::line;

namespace {

/// How the lines in `bytes` end, in order.
std::vector<Line> ends(SentenceReader& reader, std::string_view bytes) {
  std::vector<Line> result;
  for (const char byte : bytes) {
    const Line end = reader.push(byte, 0);
    if (end != Line::unfinished) result.push_back(end);
  }
  return result;
}

std::vector<Line> ends(std::string_view bytes) {
  SentenceReader reader;
  return ends(reader, bytes);
}

using Lines = std::vector<Line>;

TEST(SentenceReader, GivesASentenceWithoutDollarAndChecksumWhenTheLineEnds) {
  SentenceReader reader;
  const std::string bytes = line("GPRMC,1");
  for (const char byte : bytes.substr(0, bytes.size() - 2)) {
    EXPECT_EQ(reader.push(byte, 7), Line::unfinished);
  }
  EXPECT_EQ(reader.push('\r', 9), Line::sentence);
  EXPECT_EQ(reader.sentence().text(), "GPRMC,1");
  EXPECT_EQ(reader.arrival(), 7u) << "of the $";
  EXPECT_EQ(reader.push('\n', 9), Line::unfinished) << "belongs to the line";
}

TEST(SentenceReader, KnowsTalkerAndTypeAndMakersOwnSentences) {
  EXPECT_EQ(Sentence("GNGGA,1").talker(), "GN");
  EXPECT_EQ(Sentence("GNGGA,1").type(), "GGA");
  EXPECT_EQ(Sentence("PMTK001,604,3").address(), "PMTK001");
  EXPECT_EQ(Sentence("PMTK001,604,3").talker(), "P");
  EXPECT_EQ(Sentence("PRMCA,1").type(), "");
  EXPECT_EQ(Sentence("PQGSV,1,1,00").talker(), "PQ") << "BeiDou, and no maker";
  EXPECT_EQ(Sentence("PQGSV,1,1,00").type(), "GSV");
  EXPECT_EQ(Sentence("PQVERNO,R").talker(), "P");
  EXPECT_EQ(Sentence("GPRM").type(), "");
  EXPECT_EQ(Sentence("").talker(), "");
}

TEST(SentenceReader, ChecksumMayHaveLowerCaseAndMustBeTheEnd) {
  EXPECT_EQ(ends("$GPXTE,A,A,0.67,L,N*6F\n"), Lines{Line::sentence});
  EXPECT_EQ(ends("$GPXTE,A,A,0.67,L,N*6f\n"), Lines{Line::sentence});
  EXPECT_EQ(ends("$GPXTE,A,A,0.67,L,N*6g\n"), Lines{Line::bad_checksum});
  EXPECT_EQ(ends("$GPXTE,A,A,0.67,L,N*6E\n"), Lines{Line::bad_checksum});
  EXPECT_EQ(ends("$GPXTE,A,A,0.67,L,N*6\n"), Lines{Line::bad_checksum});
  EXPECT_EQ(ends("$GPXTE,A,A,0.67,L,N*\n"), Lines{Line::bad_checksum});
  EXPECT_EQ(ends("$GPXTE,A,A,0.67,L,N*6F  \n"), Lines{Line::sentence}) << "copied by somebody";
  EXPECT_EQ(ends("$GPXTE,A,A,0.67,L,N*6F x\n"), Lines{Line::bad_checksum});
  EXPECT_EQ(ends("$  \n"), Lines{Line::no_checksum});
  EXPECT_EQ(ends("$GPXTE,A,A,0.67,L,N*6F6F\n"), Lines{Line::bad_checksum});
}

TEST(SentenceReader, ASentenceWithoutChecksumIsTakenOnlyOnDemand) {
  EXPECT_EQ(ends("$GPTXT,hello\r\n"), Lines{Line::no_checksum});
  SentenceReader reader(true);
  EXPECT_EQ(ends(reader, "$GPTXT,hello\r\n"), Lines{Line::sentence});
  EXPECT_EQ(reader.sentence().text(), "GPTXT,hello");
  EXPECT_EQ(ends(reader, "$GPTXT,hello*00\r\n"), Lines{Line::bad_checksum});
}

TEST(SentenceReader, StartsAgainAtEachDollar) {
  SentenceReader reader;
  EXPECT_EQ(ends(reader, "$GPGGA,1$$" + line("GPRMC,2").substr(1)),
            (Lines{Line::restarted, Line::restarted, Line::sentence}));
  EXPECT_EQ(reader.sentence().text(), "GPRMC,2");
}

TEST(SentenceReader, SkipsWhatIsBetweenSentencesAndDropsLinesThatAreNoText) {
  EXPECT_EQ(ends("\xB5\x62\r\n*00\r\n" + line("GPRMC,2")), Lines{Line::sentence});
  EXPECT_EQ(ends("$GP\xB5RMC*00\r\n" + line("GPRMC,2")), (Lines{Line::not_text, Line::sentence}));
  EXPECT_EQ(ends(std::string("$GP\0RMC\r\n", 9)), Lines{Line::not_text});
}

TEST(SentenceReader, ALineMayHave120CharactersAndNoMore) {
  const std::string fits = line("GPTXT," + std::string(max_length - 4 - 6, 'x'));
  ASSERT_EQ(fits.size(), max_length + 2);
  EXPECT_EQ(ends(fits), Lines{Line::sentence});
  EXPECT_EQ(ends(line("GPTXT," + std::string(max_length - 3 - 6, 'x')) + line("GPRMC,2")),
            (Lines{Line::too_long, Line::sentence}));
}

TEST(SentenceReader, ASentenceLiesInTheReaderUntilTheNextByte) {
  SentenceReader reader;
  ends(reader, line("GPRMC,2"));
  EXPECT_EQ(ends(reader, "\n\n garbage"), Lines{});
  EXPECT_EQ(ends(reader, line("GPRMC,3")), Lines{Line::sentence});
  EXPECT_EQ(reader.sentence().text(), "GPRMC,3");
}

}  // namespace
