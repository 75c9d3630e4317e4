#include "numerics/philox_simd.hpp"
#include "rules/effects/effects.hpp"
#include "rules/field.hpp"

namespace envcore::inline ENVCORE_CLONE {
namespace {

/// Two blocks for each of two asteroids, one after the other.
std::array<PhiloxBlock, 4> draw_two_scans(const World& world, int a) {
  const std::uint64_t index =
      std::uint64_t{spec::kScanIndexStride} * static_cast<std::uint64_t>(world.tick) +
      static_cast<std::uint64_t>(a);
  constexpr auto kDomain = static_cast<std::uint64_t>(Domain::kScan);
  return rows_of(philox_four(
      world.chance,
      {{1, 2, 1, 2}, {index, index, index + 1, index + 1}, {kDomain, kDomain, kDomain, kDomain}}));
}

void scan_asteroid(World& world, int a, const spec::ScanMode& mode, const PhiloxBlock* draws) {
  const Rock& rock = world.rocks[at(a)];
  Asteroid& asteroid = field_at(world, world.ship.node)[at(a)];
  const double sigma = world.config.scan_noise
                           ? rock.noise * (spec::kScanSigmaBase - asteroid.confidence) * mode.noise
                           : 0;

  Shares seen;
  larger(Six::all(spec::kScanFloor),
         Six::load(rock.composition.data()) + Six::all(sigma) * bell_six(draws[0], draws[1]))
      .store(seen.data());
  Shares& estimate = asteroid.estimate;
  (Six::all(1 - mode.blend) * Six::load(estimate.data()) +
   Six::all(mode.blend) * (Six::load(seen.data()) / Six::all(sum_of(seen))))
      .store(estimate.data());
  (Six::load(estimate.data()) / Six::all(sum_of(estimate))).store(estimate.data());

  const double seen_stability = clamp(rock.stability + sigma * bell(draws[1][2]), 0, 1);  // word 6
  asteroid.stability_estimate =
      (1 - mode.blend) * asteroid.stability_estimate + mode.blend * seen_stability;
  asteroid.confidence = smaller(1, asteroid.confidence + mode.gain);
}

}  // namespace

void apply_scan(World& world, const spec::ActionRow& row, StepRecord& record) {
  Ship& ship = world.ship;
  ship.fuel -= row.fuel;
  ship.alert += row.alert;
  const spec::ScanMode& mode = spec::kScanModes[at(row.arg)];
  world.counters.scan_count += 1;

  const bool is_wide = row.arg == 0;
  if (!is_wide) {
    rock_here(world, ship.selected);
    scan_asteroid(world, ship.selected, mode, draw_two_scans(world, ship.selected).data());
    return touch(world, record, ship.selected);
  }
  draw_rocks_here(world);
  const int count = node_here(world).asteroid_count;
  for (int a = 0; a < count; a += 2) {
    const std::array<PhiloxBlock, 4> draws = draw_two_scans(world, a);
    for (int b = a; b < std::min(a + 2, count); ++b) {
      scan_asteroid(world, b, mode, &draws[at(2 * (b - a))]);
      touch(world, record, b);
    }
  }
}

void apply_select(Ship& ship, int a) {
  if (ship.selected >= 0) ship.anchor_ticks = 0;
  ship.selected = static_cast<std::int8_t>(a);
}

}  // namespace envcore::inline ENVCORE_CLONE
