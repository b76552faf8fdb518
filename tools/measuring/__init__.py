# SPDX-License-Identifier: MIT
"""What ./measure runs: host, firmware and size, each a function that yields figures."""
