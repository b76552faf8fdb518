// SPDX-License-Identifier: MIT
// Of stream/writer.hpp: how start_tls takes the device of an open stream.
#include "uasyncio/stream/writer.hpp"

#include "uasyncio/stream/reader.hpp"

namespace uasyncio {

Device* detail::take_device(StreamReader& reader, StreamWriter& writer, Error& error) noexcept {
  error = writer.error();
  if (error) return nullptr;
  const bool is_idle = writer.is_empty() && !reader.is_busy();
  const bool is_read_ahead = reader.available() != 0 || reader.has_spare_;
  if (!is_idle || is_read_ahead) {
    error = Error::runtime("start_tls: bytes without TLS are on their way");
    return nullptr;
  }
  Device* const device = writer.device_;
  device->tell_closed(Interest::read);
  device->tell_closed(Interest::write);
  return device;
}

}  // namespace uasyncio
