// The C interface to one world: checks arguments and copies outputs; contains no rule.
#include "c_api/prospector.h"

#include <iterator>
#include <new>
#include <type_traits>

#include "c_api/export.hpp"
#include "rules/episode_end.hpp"
#include "rules/field.hpp"
#include "rules/info.hpp"
#include "rules/legality.hpp"
#include "rules/observation.hpp"
#include "rules/reward.hpp"
#include "rules/step.hpp"
#include "state/digest.hpp"
#ifndef __wasm__
#include "vector/isa_dispatch.hpp"
#endif

namespace {

using namespace envcore;

constexpr std::size_t kNodeColumns =
    PROSPECTOR_NODE_HEAD + PROSPECTOR_NODE_SLOT * std::size_t{spec::kMaxNeighbors};
constexpr std::uint32_t kAllSwitches = (1U << spec::kNSwitches) - 1;

/// Appends numbers to a row.
struct RowWriter {
  double* next;

  template <class... Numbers>
  void add(Numbers... numbers) {
    ((*next++ = static_cast<double>(numbers)), ...);
  }
};

}  // namespace

struct Prospector {
  World world;
  bool is_started = false;
  double reward = 0;
  std::array<double, spec::kNRewardTerms> terms{};
  std::array<float, spec::kObsDim> observation{};
  std::array<std::int8_t, spec::kNActions> mask{};
  std::array<double, spec::kNInfo> info{};
  StateDigest digest{};
  StateBytes state{};
  std::array<double, kNodeColumns> node{};
  std::array<double, PROSPECTOR_ASTEROID_COLUMNS> asteroid{};
  std::array<double, PROSPECTOR_MARKET_COLUMNS> market{};
};

namespace {

/// Write all outputs.
void show(Prospector& self, const spec::InfoRow& row, const RewardTerms& r, double reward) {
  pack_observation(self.world, self.observation);
  pack_mask(self.world, self.mask);
  RowWriter info{self.info.data()};
  spec::visit_info(row, [&](const char* /*name*/, const auto& value) { info.add(value); });
  RowWriter terms{self.terms.data()};
  spec::visit_reward_terms([&](const char* /*name*/, auto term) { terms.add(r.*term); });
  self.reward = reward;
}

void show_at_rest(Prospector& self) {
  self.is_started = true;
  show(self, info_at_rest(self.world), RewardTerms{}, 0);
}

/// The options of a reset; bit i of `switches` is the i-th option that is on or off.
EnvConfig config_of(std::int32_t time_max, std::int32_t reward_mode, std::uint32_t switches) {
  EnvConfig config;
  spec::visit_options([&](const char* /*name*/, auto option) {
    if constexpr (std::is_same_v<decltype(option), bool EnvConfig::*>) {
      config.*option = (switches & 1U) != 0;
      switches >>= 1U;
    }
  });
  config.time_max = time_max;
  config.reward_mode = static_cast<RewardMode>(reward_mode);
  return config;
}

#ifdef __wasm__
void start(World& world, const EnvConfig& config, std::uint64_t seed, std::uint64_t episode) {
  reset(world, config, {seed, episode});
}
StepRecord advance(World& world, std::int64_t action) { return step(world, action); }
#else
// by the ISA variant for this processor, or the one that ENVCORE_KERNEL names
void start(World& world, const EnvConfig& config, std::uint64_t seed, std::uint64_t episode) {
  chosen_kernel().reset(world, config, {seed, episode});
}
StepRecord advance(World& world, std::int64_t action) {
  return chosen_kernel().step(world, action);
}
#endif

/// A copy of the world with the ship at node n, where its field is generated.
World seen_from(const World& world, std::int32_t n) {
  World there = world;
  there.ship.node = static_cast<std::int8_t>(n);
  there.ship.selected = -1;
  arrive(there);
  return there;
}

bool is_node(const Prospector& self, std::int32_t n) {
  return self.is_started && n >= 0 && n < self.world.belt.node_count;
}

}  // namespace

extern "C" {

std::int32_t PROSPECTOR_EXPORT(prospector_abi_version)() { return PROSPECTOR_ABI_VERSION; }

const char* PROSPECTOR_EXPORT(prospector_spec_digest)() { return spec::kDigest.data(); }

Prospector* PROSPECTOR_EXPORT(prospector_create)() { return new (std::nothrow) Prospector; }

void PROSPECTOR_EXPORT(prospector_destroy)(Prospector* self) { delete self; }

void PROSPECTOR_EXPORT(prospector_copy)(Prospector* self, const Prospector* other) {
  *self = *other;
}

std::int32_t PROSPECTOR_EXPORT(prospector_reset)(Prospector* self, std::int32_t time_max,
                                                 std::int32_t reward_mode, std::uint32_t switches,
                                                 std::uint64_t seed, std::uint64_t episode) {
  if (time_max < spec::kTimeMaxLow || time_max > spec::kTimeMaxHigh) return PROSPECTOR_BAD_TIME_MAX;
  if (reward_mode < 0 || reward_mode >= std::ssize(spec::kRewardModeNames)) {
    return PROSPECTOR_BAD_REWARD_MODE;
  }
  if (switches > kAllSwitches) return PROSPECTOR_BAD_SWITCHES;
  start(self->world, config_of(time_max, reward_mode, switches), seed, episode);
  show_at_rest(*self);
  return PROSPECTOR_OK;
}

std::int32_t PROSPECTOR_EXPORT(prospector_step)(Prospector* self, std::int32_t action) {
  if (!self->is_started || has_ended(self->world)) return PROSPECTOR_NOT_RUNNING;
  const StepRecord record = advance(self->world, action);
  show(*self, info_of(self->world, record), reward_terms(record),
       reward_of(record, self->world.config.reward_mode));
  if (!has_ended(self->world)) return 0;
  return flags_of(self->world.end_cause).truncated ? PROSPECTOR_TRUNCATED : PROSPECTOR_TERMINATED;
}

std::uint64_t PROSPECTOR_EXPORT(prospector_seed)(const Prospector* self) {
  return self->world.chance.seed;
}

std::uint64_t PROSPECTOR_EXPORT(prospector_episode)(const Prospector* self) {
  return self->world.chance.episode;
}

double PROSPECTOR_EXPORT(prospector_reward)(const Prospector* self) { return self->reward; }

const double* PROSPECTOR_EXPORT(prospector_reward_terms)(const Prospector* self) {
  return self->terms.data();
}

const float* PROSPECTOR_EXPORT(prospector_observation)(const Prospector* self) {
  return self->observation.data();
}

const std::int8_t* PROSPECTOR_EXPORT(prospector_mask)(const Prospector* self) {
  return self->mask.data();
}

const double* PROSPECTOR_EXPORT(prospector_info)(const Prospector* self) {
  return self->info.data();
}

std::int32_t PROSPECTOR_EXPORT(prospector_end_cause)(const Prospector* self) {
  return static_cast<std::int32_t>(self->world.end_cause);
}

const std::uint8_t* PROSPECTOR_EXPORT(prospector_digest)(Prospector* self) {
  self->digest = state_digest(self->world);
  return self->digest.data();
}

std::uint8_t* PROSPECTOR_EXPORT(prospector_state_buffer)(Prospector* self) {
  return self->state.data.data();
}

std::uint32_t PROSPECTOR_EXPORT(prospector_state_capacity)() { return kStateBytesMax; }

std::uint32_t PROSPECTOR_EXPORT(prospector_get_state)(Prospector* self) {
  if (!self->is_started) return 0;
  pack_state(self->world, self->state);
  return static_cast<std::uint32_t>(self->state.size);
}

std::int32_t PROSPECTOR_EXPORT(prospector_set_state)(Prospector* self, std::uint32_t size) {
  if (size > kStateBytesMax) return PROSPECTOR_BAD_STATE;
  self->state.size = size;
  if (unpack_state(self->state.view(), self->world).problem != nullptr) return PROSPECTOR_BAD_STATE;
  show_at_rest(*self);
  return PROSPECTOR_OK;
}

std::int32_t PROSPECTOR_EXPORT(prospector_node_count)(const Prospector* self) {
  return self->is_started ? self->world.belt.node_count : 0;
}

const double* PROSPECTOR_EXPORT(prospector_node)(Prospector* self, std::int32_t n) {
  if (!is_node(*self, n)) return nullptr;
  const Node& node = self->world.belt.nodes[at(n)];
  RowWriter row{self->node.data()};
  self->node.fill(0);
  row.add(static_cast<int>(node.type), node.hops, node.danger, node.piracy, node.degree);
  for (int k = 0; k < node.degree; ++k) {
    const Neighbor& slot = node.neighbors[at(k)];
    const Edge& edge = self->world.belt.edges[at(slot.edge())];
    row.add(slot.node, self->world.belt.edge_ticks[at(slot.edge())], edge.fuel, edge.threat,
            threat_estimate_at(self->world.belt, n, k));
  }
  return self->node.data();
}

std::int32_t PROSPECTOR_EXPORT(prospector_asteroid_count)(const Prospector* self, std::int32_t n) {
  if (!is_node(*self, n) || n == 0) return 0;
  return node_here(seen_from(self->world, n)).asteroid_count;
}

const double* PROSPECTOR_EXPORT(prospector_asteroid)(Prospector* self, std::int32_t n,
                                                     std::int32_t a) {
  if (!is_node(*self, n) || n == 0) return nullptr;
  World there = seen_from(self->world, n);
  if (a < 0 || a >= node_here(there).asteroid_count) return nullptr;
  const Rock& rock = rock_here(there, a);
  const Asteroid& asteroid = field_at(there, n)[at(a)];
  RowWriter row{self->asteroid.data()};
  for (const double share : rock.composition) row.add(share);
  for (const double share : asteroid.estimate) row.add(share);
  row.add(rock.stability, asteroid.stability_estimate, rock.richness, rock.noise,
          asteroid.confidence, asteroid.depletion);
  return self->asteroid.data();
}

const double* PROSPECTOR_EXPORT(prospector_market)(Prospector* self, std::int32_t c) {
  if (!self->is_started || c < 0 || c >= spec::kNCommodities) return nullptr;
  const Market& m = self->world.market;
  const std::size_t i = at(c);
  RowWriter row{self->market.data()};
  row.add(m.price[i], m.last_price[i], m.stock[i], m.base_stock[i], m.drift[i], m.shock[i],
          m.swing[i], m.season_ticks[i], m.season_offset[i]);
  return self->market.data();
}

}  // extern "C"
