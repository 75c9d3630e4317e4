#include "rules/effects/effects.hpp"
#include "rules/field.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {
namespace {

/// The address of asteroid a's noise at this tick.
std::uint64_t scan_index(const World& world, int a) {
  return std::uint64_t{spec::kScanIndexStride} * tick_index(world) + static_cast<std::uint64_t>(a);
}

/// Scan an asteroid; `words` are its two blocks of noise.
void scan_asteroid(World& world, StepRecord& record, int a, const spec::ScanMode& mode,
                   const PhiloxBlock* words) {
  const Rock& rock = world.rocks[at(a)];
  Asteroid& asteroid = field_at(world, world.ship.node)[at(a)];
  const double sigma = world.config.scan_noise
                           ? rock.noise * (spec::kScanSigmaBase - asteroid.confidence) * mode.noise
                           : 0;
  const PerCommodity seen =
      max(rock.composition + sigma * approx_normal_six(words[0], words[1]), spec::kScanFloor);
  const PerCommodity estimate =
      (1 - mode.blend) * asteroid.estimate + mode.blend * (seen / sum(seen));
  asteroid.estimate = estimate / sum(estimate);

  const double seen_stability = clamp(rock.stability + sigma * approx_normal(words[1][2]), 0, 1);
  asteroid.stability_estimate =
      (1 - mode.blend) * asteroid.stability_estimate + mode.blend * seen_stability;
  asteroid.confidence = min(1, asteroid.confidence + mode.gain);
  touch(world, record, a);
}

/// Scan every asteroid here, two at a time.
void scan_field(World& world, StepRecord& record, const spec::ScanMode& mode) {
  generate_rocks_here(world);
  const int count = node_here(world).asteroid_count;
  for (int a = 0; a < count; a += 2) {
    const auto words = random_blocks_of_two(world.chance, Domain::kScan, scan_index(world, a));
    scan_asteroid(world, record, a, mode, &words[0]);
    if (a + 1 < count) scan_asteroid(world, record, a + 1, mode, &words[2]);
  }
}

}  // namespace

void apply_scan(World& world, const spec::ActionRow& row, StepRecord& record) {
  const spec::ScanMode& mode = spec::kScanModes[at(row.arg)];
  world.counters.scan_count += 1;
  if (record.action == ActionId::kWideScan) return scan_field(world, record, mode);

  const int a = world.ship.selected;
  rock_here(world, a);
  const auto words = random_blocks_of_two(world.chance, Domain::kScan, scan_index(world, a));
  scan_asteroid(world, record, a, mode, &words[0]);
}

void apply_select(Ship& ship, int a) {
  if (ship.selected >= 0) ship.anchor_ticks = 0;
  ship.selected = static_cast<std::int8_t>(a);
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
