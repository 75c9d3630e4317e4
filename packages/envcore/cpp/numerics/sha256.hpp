// SHA-256 (FIPS 180-4), for state digests: the same bytes wherever the core runs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace envcore {

using Sha256Sum = std::array<std::uint8_t, 32>;

/// The SHA-256 of bytes, by SHA instructions where the processor has them.
Sha256Sum sha256(std::span<const std::uint8_t> bytes);

/// Likewise without them: for other processors, and for tests to compare with.
Sha256Sum sha256_portable(std::span<const std::uint8_t> bytes);

}  // namespace envcore
