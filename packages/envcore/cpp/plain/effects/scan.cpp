#include "plain/effects/effects.hpp"

namespace envcore::plain {
namespace {

void scan_asteroid(World& world, int a, const spec::ScanMode& mode) {
  const std::uint64_t index =
      std::uint64_t{spec::kScanIndexStride} * static_cast<std::uint64_t>(world.tick) +
      static_cast<std::uint64_t>(a);
  const Draws<2> draws = world.chance.at<2>(Domain::kScan, index);
  Asteroid& asteroid = world.fields[at(world.ship.node)].asteroids[at(a)];
  const double sigma =
      world.config.scan_noise
          ? asteroid.noise * (spec::kScanSigmaBase - asteroid.confidence) * mode.noise
          : 0;

  Shares seen{};
  for (std::size_t c = 0; c < seen.size(); ++c) {
    seen[c] = larger(spec::kScanFloor, asteroid.composition[c] + sigma * bell(draws[c]));
  }
  const double seen_sum = sum_of(seen);
  Shares& estimate = asteroid.estimate;
  for (std::size_t c = 0; c < seen.size(); ++c) {
    estimate[c] = (1 - mode.blend) * estimate[c] + mode.blend * (seen[c] / seen_sum);
  }
  const double estimate_sum = sum_of(estimate);
  for (double& share : estimate) share /= estimate_sum;

  const double seen_stability =
      clamp(asteroid.stability + sigma * bell(draws[spec::kNCommodities]), 0, 1);
  asteroid.stability_estimate =
      (1 - mode.blend) * asteroid.stability_estimate + mode.blend * seen_stability;
  asteroid.confidence = smaller(1, asteroid.confidence + mode.gain);
  asteroid.was_touched = true;
}

}  // namespace

void apply_scan(World& world, const spec::ActionRow& row) {
  Ship& ship = world.ship;
  ship.fuel -= row.fuel;
  ship.alert += row.alert;
  const spec::ScanMode& mode = spec::kScanModes[at(row.arg)];
  world.counters.scan_count += 1;

  const bool is_wide = row.arg == 0;
  if (!is_wide) return scan_asteroid(world, ship.selected, mode);
  const int count = world.fields[at(ship.node)].count;
  for (int a = 0; a < count; ++a) scan_asteroid(world, a, mode);
}

void apply_select(Ship& ship, int a) {
  if (ship.selected >= 0) ship.anchor_ticks = 0;
  ship.selected = a;
}

}  // namespace envcore::plain
