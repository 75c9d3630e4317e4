// effects/scan.cpp: looking at asteroids and selecting them.
#include "tests/helpers.hpp"

namespace envcore::tests {
namespace {

struct Mode {
  ActionId action;
  double blend, gain, noise;  // the table of section 6
  int dt;
  double fuel, alert;
};

constexpr Mode kWide = {ActionId::kWideScan, 0.22, 0.10, 1.35, 3, 5, 4};
constexpr Mode kFocused = {ActionId::kFocusedScan, 0.42, 0.20, 1.00, 2, 4, 3};
constexpr Mode kDeep = {ActionId::kDeepScan, 0.80, 0.45, 0.55, 4, 8, 6};
constexpr std::array kModes = {kWide, kFocused, kDeep};

constexpr EnvConfig kNoisy = quiet_but(&EnvConfig::scan_noise, true);

/// What a scan makes of a rock, by the rules.
Asteroid scanned(const Specimen& rock, const Mode& m, double sigma, const RandomWords<2>& s) {
  Asteroid after = rock.asteroid();
  PerCommodity seen{};
  for (std::size_t c = 0; c < 6; ++c) {
    seen[c] = std::max(1e-8, rock.composition[c] + sigma * approx_normal(s[c]));
  }
  const double seen_sum = sum(seen);
  for (std::size_t c = 0; c < 6; ++c) {
    after.estimate[c] = (1 - m.blend) * rock.estimate[c] + m.blend * (seen[c] / seen_sum);
  }
  const double estimate_sum = sum(after.estimate);
  for (double& share : after.estimate) share /= estimate_sum;
  after.stability_estimate = (1 - m.blend) * rock.stability_estimate +
                             m.blend * clamp(rock.stability + sigma * approx_normal(s[6]), 0, 1);
  after.confidence = std::min(1.0, rock.confidence + m.gain);
  return after;
}

void check_same_knowledge(const Asteroid& got, const Asteroid& want) {
  CHECK_EQ(got.estimate, want.estimate);
  CHECK_EQ(got.stability_estimate, want.stability_estimate);
  CHECK_EQ(got.confidence, want.confidence);
}

TEST(scans_cost_time_fuel_and_alert) {
  for (const Mode& mode : kModes) {
    World world = world_with({.node = 1, .selected = 1, .alert = 50});
    const StepRecord record = step(world, mode.action);
    CHECK_EQ(record.dt, mode.dt);
    CHECK_EQ(record.events, bit(Event::kScanned));
    CHECK_EQ(world.ship.fuel, 1000 - mode.fuel);
    CHECK_EQ(world.ship.alert, 50 + mode.alert - mode.dt);
    CHECK_EQ(world.counters.scan_count, 1);
  }
}

TEST(without_noise_a_scan_sees_the_truth) {
  // the rock's last share is 0, which a scan sees as 1e-8
  const double total = 1 + 1e-8;
  for (const Mode& mode : kModes) {
    World world = world_with({.node = 1, .selected = 1});
    step(world, mode.action);
    const Asteroid& rock = field_at(world, 1)[1];
    const double b = mode.blend;
    const PerCommodity blended = {
        (1 - b) * 0.25 + b * (0.5 / total),      (1 - b) * 0.25 + b * (0.25 / total),
        (1 - b) * 0.25 + b * (0.125 / total),    (1 - b) * 0.125 + b * (0.0625 / total),
        (1 - b) * 0.0625 + b * (0.0625 / total), (1 - b) * 0.0625 + b * (1e-8 / total)};
    for (std::size_t c = 0; c < 6; ++c) CHECK_EQ(rock.estimate[c], blended[c] / sum(blended));
    CHECK_EQ(rock.stability_estimate, (1 - b) * 0.5 + b * 1);
    CHECK_EQ(rock.confidence, 0.1 + mode.gain);
    CHECK(is_touched(world, 1, 1));
  }
}

TEST(noise_falls_with_confidence_and_mode) {
  for (const Mode& mode : kModes) {
    Specimen rock = kRock;
    rock.confidence = 0.3;
    rock.stability = 0.6;
    World world =
        world_with({.config = kNoisy, .tick = 21, .node = 2, .rock = rock, .selected = 1});

    step(world, mode.action);

    const double sigma = 0.1 * (1.1 - 0.3) * mode.noise;
    const auto s = random_words<2>(round_keys(world.chance), Domain::kScan, 64 * 21 + 1);
    check_same_knowledge(field_at(world, 2)[1], scanned(rock, mode, sigma, s));
  }
}

TEST(a_wide_scan_has_random_numbers_of_its_own_for_every_asteroid) {
  World world = world_with({.config = kNoisy, .tick = 21, .node = 1, .selected = 1});
  step(world, ActionId::kWideScan);
  const double sigma = 0.1 * (1.1 - 0.1) * 1.35;
  for (int a = 0; a < 3; ++a) {
    const auto s = random_words<2>(round_keys(world.chance), Domain::kScan,
                                   static_cast<std::uint64_t>(64 * 21 + a));
    check_same_knowledge(field_at(world, 1)[at(a)], scanned(kRock, kWide, sigma, s));
    CHECK(is_touched(world, 1, a));
  }
  CHECK(!is_touched(world, 1, 3));  // there is no fourth
  CHECK(!is_touched(world, 2, 0));
  CHECK_EQ(world.counters.scan_count, 1);  // one scan, not three
}

TEST(the_other_scans_look_at_the_selected_one_only) {
  for (const Mode& mode : {kFocused, kDeep}) {
    World world = world_with({.config = kNoisy, .node = 1, .selected = 1});
    step(world, mode.action);
    check_same_knowledge(field_at(world, 1)[0], kRock.asteroid());
    check_same_knowledge(field_at(world, 1)[2], kRock.asteroid());
    CHECK(!is_touched(world, 1, 0));
  }
}

TEST(confidence_ends_at_one) {
  Specimen rock = kRock;
  rock.confidence = 0.9;
  World world = world_with({.node = 1, .rock = rock, .selected = 0});
  step(world, ActionId::kFocusedScan);  // 0.9 + 0.2
  CHECK_EQ(field_at(world, 1)[0].confidence, 1.0);
  step(world, ActionId::kDeepScan);
  CHECK_EQ(field_at(world, 1)[0].confidence, 1.0);
}

TEST(noise_remains_at_full_confidence) {
  Specimen rock = kRock;
  rock.confidence = 1;
  World world = world_with({.config = kNoisy, .node = 1, .rock = rock, .selected = 0});
  step(world, ActionId::kDeepScan);
  const auto s = random_words<2>(round_keys(world.chance), Domain::kScan, 0);
  check_same_knowledge(field_at(world, 1)[0], scanned(rock, kDeep, 0.1 * (1.1 - 1.0) * 0.55, s));
}

TEST(seen_shares_have_a_floor_and_seen_stability_is_clamped) {
  Specimen rock = kRock;
  rock.noise = 3;  // far more than the rules make, so that both limits are met
  World world = world_with({.config = kNoisy, .node = 1, .rock = rock, .selected = 0});
  const auto s = random_words<2>(round_keys(world.chance), Domain::kScan, 0);
  const double sigma = 3 * (1.1 - 0.1) * 1.00;
  int floored = 0;
  for (std::size_t c = 0; c < 6; ++c)
    floored += rock.composition[c] + sigma * approx_normal(s[c]) < 1e-8;
  CHECK(floored > 0);

  step(world, ActionId::kFocusedScan);
  check_same_knowledge(field_at(world, 1)[0], scanned(rock, kFocused, sigma, s));
}

TEST(estimates_keep_summing_to_one) {
  World world = world_with({.config = kNoisy, .node = 1, .selected = 0});
  for (int i = 0; i < 60; ++i) {
    step(world, i % 2 == 0 ? ActionId::kFocusedScan : ActionId::kWideScan);
    // each is divided by its sum: six half ulps of parts of one
    CHECK_NEAR(sum(field_at(world, 1)[0].estimate), 1.0, 1e-15);
  }
}

TEST(exhausted_asteroids_are_scanned_too) {
  World world = world_with({.node = 1});
  exhaust(world, 1, 2);
  step(world, ActionId::kWideScan);
  CHECK_EQ(field_at(world, 1)[2].confidence, 0.1 + 0.10);
}

TEST(selecting_takes_a_tick_and_no_event) {
  World world = world_with({.node = 1});
  const StepRecord record = step(world, ActionId::kSelect2);
  CHECK_EQ(world.ship.selected, 2);
  CHECK_EQ(record.dt, 1);
  CHECK_EQ(record.events, 0U);
  CHECK(!is_touched(world, 1, 2));
}

TEST(selecting_another_lifts_the_anchor) {
  World world = world_with({.node = 1, .selected = 0, .anchor_ticks = 6});
  step(world, ActionId::kSelect1);
  CHECK_EQ(world.ship.selected, 1);
  CHECK_EQ(world.ship.anchor_ticks, 0);
}

TEST(selecting_where_none_was_selected_leaves_the_anchor_as_it_was) {
  World world = world_with({.node = 1, .selected = -1, .anchor_ticks = 6});
  step(world, ActionId::kSelect1);
  CHECK_EQ(world.ship.anchor_ticks, 6 - 1);
}

}  // namespace
}  // namespace envcore::tests
