// SHA-256 (FIPS 180-4), for state digests: the same bytes wherever the core runs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace envcore {

using Sha256Sum = std::array<std::uint8_t, 32>;

/// The SHA-256 of some bytes, by the processor's own instructions where it has them.
Sha256Sum sha256(std::span<const std::uint8_t> bytes);

/// The same without them: what other processors run, and what tests compare with.
Sha256Sum sha256_portable(std::span<const std::uint8_t> bytes);

}  // namespace envcore
