// The fuzz target, and what makes good inputs for it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace envcore::fuzz {

/// What the bytes after the first are.
enum class Kind : std::uint8_t {
  kBytes,      // a state as it comes from outside
  kCanonical,  // a canonical state, put into an envelope whose checksum fits
  kPlay,       // options, seed, episode and actions
};

/// The canonical state after some moves.
std::vector<std::uint8_t> canonical_after(std::uint64_t seed, std::span<const std::uint8_t> moves);

/// Whether a canonical state, in an envelope, is accepted.
bool is_accepted(std::span<const std::uint8_t> canonical);

}  // namespace envcore::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
