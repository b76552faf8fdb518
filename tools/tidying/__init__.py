# SPDX-License-Identifier: MIT
"""The rules behind tools/tidy: each module has `check(sources)`, which yields findings."""
