#include "state/digest.hpp"

#include "numerics/sha256.hpp"

namespace envcore {

StateDigest state_digest(const World& world) {
  StateBytes bytes;
  pack_canonical_state(world, bytes);
  const Sha256Sum sum = sha256(bytes.view());
  StateDigest digest{};
  std::copy_n(sum.begin(), digest.size(), digest.begin());
  return digest;
}

}  // namespace envcore
