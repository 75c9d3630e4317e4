// The digest of a state: equal if and only if the canonical states are equal.
#pragma once

#include "state/codec.hpp"

namespace envcore {

using StateDigest = std::array<std::uint8_t, 16>;

/// The first 16 bytes of the SHA-256 of the canonical state.
StateDigest state_digest(const World& world);

}  // namespace envcore
