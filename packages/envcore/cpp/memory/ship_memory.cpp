#include "memory/ship_memory.hpp"

#include <bit>
#include <cmath>
#include <cstring>

#include "memory/routes.hpp"
#include "numerics/arithmetic.hpp"
#include "numerics/prefetch_lines.hpp"

namespace envcore::memory {
namespace {

using spec::ActionId;

constexpr std::uint8_t kAveragedTicks = 6;  // afterwards a new tick moves the mean by a sixth
constexpr std::uint32_t kAllRocks = (1U << kRocks) - 1;
constexpr double kUnitsMin = 1e-3;    // smaller yields are no estimate of richness
constexpr double kCargoNoise = 1e-4;  // float32 rounding of cargo in an observation

std::size_t node_of(const spec::ObsRow& row) {
  const double node = static_cast<double>(row.current_node_index_norm) * spec::kNodeIndexScale;
  return node > 0 ? static_cast<std::size_t>(min(node + 0.5, spec::kMaxNodes - 1)) : 0;
}

double mining_efficiency(const spec::ObsRow& row) {
  const double heat = static_cast<double>(row.heat_frac) * spec::kHeatMax / spec::kHeatMax;
  const double tool = static_cast<double>(row.tool_frac) * spec::kToolMax;
  const double when_hot =
      max(spec::kHotEfficiencyMin, 1 - (heat - spec::kHotFrac) / spec::kHotSpan);
  const double by_tool =
      spec::kToolEfficiencyBase + spec::kToolEfficiencySlope * tool / spec::kToolMax;
  return by_tool * (heat <= spec::kHotFrac ? 1.0 : when_hot);
}

/// Infer richness from depletion, and composition from the cargo gained.
void learn_from_mining(ShipMemory& memory, const Ship& now, const spec::ObsRow& row) {
  if (memory.mined_rock < 0) return;
  const auto rock = static_cast<std::size_t>(memory.mined_rock);
  const std::size_t node = memory.ship.node;
  memory.mined_rock = -1;
  if (now.node != node || !(row.asteroids[rock].depletion_frac < 1.0F)) return;
  if (!(row.cargo_load_frac * spec::kCargoMax < spec::kCargoMax - 1)) return;  // cut by a full hold

  double units = 0;
  double credits = 0;
  for (std::size_t c = 0; c < kCommodities; ++c) {
    const double gained = now.cargo[c] - memory.ship.cargo[c];
    if (!(gained >= -kCargoNoise)) return;
    units += gained;
    credits += gained * spec::kCommodities[c].base_price;
  }
  if (!(units > kUnitsMin)) return;

  const double before = memory.depletion[node][rock];
  const double seen = units / (memory.mined_share * (1 - before));
  std::uint8_t& times = memory.times_mined[node][rock];
  if (times < kAveragedTicks) ++times;
  double& richness = memory.richness[node][rock];
  if (std::isnan(richness)) richness = seen;
  richness += (seen - richness) / times;
  memory.value[node][rock] = credits / units;
  memory.stay.changed_rocks |= 1U << rock;
}

/// Whether two rocks differ in a bit.
bool differs(const spec::AsteroidObs& a, const spec::AsteroidObs& b) {
  using Word = std::uint32_t;
  const auto word = [](const spec::AsteroidObs& rock, std::size_t i) {
    Word bits;
    std::memcpy(&bits, reinterpret_cast<const char*>(&rock) + i * sizeof bits, sizeof bits);
    return bits;
  };
  Word difference = 0;
  for (std::size_t i = 0; i < sizeof a / sizeof(Word); ++i) difference |= word(a, i) ^ word(b, i);
  return difference != 0;
}

/// The rocks of an observation that are new or differ from the last ones, bit a for rock a.
std::uint32_t changes(const Stay& stay, const spec::ObsRow& row) {
  std::uint32_t changed = 0;
  for (std::size_t a = 0; a < kRocks; ++a) {
    changed |= static_cast<std::uint32_t>(differs(row.asteroids[a], stay.observed[a])) << a;
  }
  return changed;
}

/// Take over the estimates of a rock at the ship's node.
void see_rock(ShipMemory& memory, const spec::AsteroidObs& seen, std::size_t a) {
  const std::size_t node = memory.ship.node;
  memory.stability[node][a] = seen.stability_est;
  memory.depletion[node][a] = seen.valid > 0 ? seen.depletion_frac : 1.0F;
  if (memory.times_mined[node][a] > 0) return;
  double value = 0;
  for (std::size_t c = 0; c < kCommodities; ++c) {
    value += static_cast<double>(seen.comp_est[c]) * spec::kCommodities[c].base_price;
  }
  memory.value[node][a] = value;
}

/// Take over the estimates of the rocks that have changed.
void see_rocks(ShipMemory& memory, const spec::ObsRow& row) {
  Stay& stay = memory.stay;
  const bool has_arrived = stay.node != memory.ship.node;
  const std::uint32_t seen = has_arrived ? kAllRocks : changes(stay, row);
  stay.has_arrived |= has_arrived;
  stay.node = memory.ship.node;
  stay.changed_rocks |= seen;
  for (std::uint32_t rocks = seen; rocks != 0; rocks &= rocks - 1) {
    const auto a = static_cast<std::size_t>(std::countr_zero(rocks));
    stay.observed[a] = row.asteroids[a];
    see_rock(memory, row.asteroids[a], a);
  }
}

}  // namespace

Ship read_ship(const spec::ObsRow& row) {
  Ship ship;
  ship.node = node_of(row);
  for (std::size_t a = kRocks; a-- > 0;) {
    if (row.asteroids[a].selected_flag > 0) ship.selected = static_cast<int>(a);
  }
  ship.mining_efficiency = mining_efficiency(row);
  for (std::size_t c = 0; c < kCommodities; ++c) {
    ship.cargo[c] = static_cast<double>(row.cargo_by_commodity_frac[c]) * spec::kCargoMax;
  }
  return ship;
}

void prefetch_memory(const ShipMemory& memory, const spec::ObsRow& row) {
  const std::size_t node = node_of(row);
  const auto prefetch = [](const auto& field) { prefetch_lines(&field, sizeof field); };
  prefetch(memory.stay);
  prefetch(memory.ship);
  prefetch(memory.ticks_spent);
  prefetch(memory.was_seen);
  prefetch(memory.richness[node]);
  prefetch(memory.value[node]);
  prefetch(memory.stability[node]);
  prefetch(memory.depletion[node]);
  prefetch(memory.times_mined[node]);
  prefetch(memory.ticks_between[node]);
  prefetch(memory.surplus);
}

void update_map(ShipMemory& memory, const spec::ObsRow& row) {
  const Ship ship = read_ship(row);
  learn_from_mining(memory, ship, row);
  memory.ship = ship;
  if (!memory.was_seen[ship.node]) add_node(memory, ship.node, row);
  see_rocks(memory, row);
}

void note_action(ShipMemory& memory, int action) {
  const Ship& ship = memory.ship;
  const auto index = static_cast<std::size_t>(action);
  const spec::ActionRow& row = spec::kActions[index];
  memory.ticks_spent += row.family == spec::Family::kTravel
                            ? static_cast<double>(memory.edge_ticks[ship.node][index])
                            : row.ticks;
  memory.mined_rock = -1;
  if (row.family == spec::Family::kMine) {
    const auto mode = index - static_cast<std::size_t>(ActionId::kMineConservative);
    memory.mined_rock = ship.selected;
    memory.mined_share = spec::kMiningModes[mode].yield_factor * ship.mining_efficiency;
  }
}

}  // namespace envcore::memory
