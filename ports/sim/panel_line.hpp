// SPDX-License-Identifier: MIT
// The line of a simulation to who looks at its pins: ./run --pins.
#pragma once

namespace uasyncio {

/// If the environment names a descriptor (UASYNCIO_PANEL), the pins of this thread are told there,
/// as docs/reference/panel.md says. Of the thread that calls it first.
void connect_panel() noexcept;

}  // namespace uasyncio
