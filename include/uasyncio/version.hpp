// SPDX-License-Identifier: MIT
// Which version of the library this is. CHANGELOG.md says what changed and what stays.
#pragma once

#define UASYNCIO_VERSION_MAJOR 0
#define UASYNCIO_VERSION_MINOR 2
#define UASYNCIO_VERSION_PATCH 0
#define UASYNCIO_VERSION_STRING "0.2.0"

/// To compare with: #if UASYNCIO_VERSION >= UASYNCIO_MAKE_VERSION(0, 2, 0)
#define UASYNCIO_MAKE_VERSION(major, minor, patch) ((major) * 10000 + (minor) * 100 + (patch))
#define UASYNCIO_VERSION \
  UASYNCIO_MAKE_VERSION(UASYNCIO_VERSION_MAJOR, UASYNCIO_VERSION_MINOR, UASYNCIO_VERSION_PATCH)
