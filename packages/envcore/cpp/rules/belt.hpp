// The belt: nodes, edges and the order of neighbor slots. docs/world.md, section 3.
#pragma once

#include "rules/world.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

/// Generate the belt of an episode.
void generate_belt(Belt& belt, const RngKey& key);

}  // namespace ENVCORE_ISA
}  // namespace envcore
