#include <pybind11/stl.h>

#include "../world/field.hpp"
#include "../world/kernel.hpp"
#include "../world/legality.hpp"
#include "../world/observation.hpp"
#include "../world/reward.hpp"
#include "arrays.hpp"
#include "bindings.hpp"
#include "single_world.hpp"

namespace envcore::bindings {
namespace {

using namespace py::literals;

py::array_t<float> observation_of(const World& world) {
  py::array_t<float> row(spec::kObsDim);
  pack_observation(world, std::span<float, spec::kObsDim>(row.mutable_data(), spec::kObsDim));
  return row;
}

void check_running(const World& world) {
  if (has_ended(world)) throw py::value_error("the episode has ended: call reset() first");
}

py::tuple step_world(SingleWorld& self, std::int64_t action) {
  check_running(self.world);
  self.record = chosen_kernel().step(self.world, action);
  const bool truncated = self.world.end_cause == EndCause::kTimeout;
  const bool terminated = has_ended(self.world) && !truncated;
  return py::make_tuple(observation_of(self.world),
                        reward_of(*self.record, self.world.config.reward_mode), terminated,
                        truncated, info_dict(self.world, self.info()));
}

/// Step through actions until they or the episode are over: (steps taken, total plus rewards).
py::tuple run_world(SingleWorld& self, const py::object& actions, double total) {
  const auto wanted = int64_span(actions, "actions");
  check_running(self.world);
  const Kernel& kernel = chosen_kernel();
  std::size_t taken = 0;
  {
    const py::gil_scoped_release release;
    while (taken < wanted.size() && !has_ended(self.world)) {
      self.record = kernel.step(self.world, wanted[taken++]);
      total += reward_of(*self.record, self.world.config.reward_mode);
    }
  }
  return py::make_tuple(taken, total);
}

py::dict terms_dict(const SingleWorld& self) {
  const RewardTerms r = self.record ? reward_terms(*self.record) : RewardTerms{};
  return py::dict("sell"_a = r.sell, "extract"_a = r.extract, "fuel"_a = r.fuel, "time"_a = r.time,
                  "wear"_a = r.wear, "heat"_a = r.heat, "damage"_a = r.damage, "scan"_a = r.scan,
                  "invalid"_a = r.invalid, "pirate"_a = r.pirate, "terminal"_a = r.terminal);
}

py::list edges_of(const Belt& belt, int n) {
  py::list edges;
  const Node& node = belt.nodes[at(n)];
  for (int k = 0; k < node.degree; ++k) {
    const Neighbor& slot = node.neighbors[at(k)];
    const Edge& edge = belt.edges[at(slot.edge())];
    edges.append(py::dict("node"_a = slot.node, "ticks"_a = belt.edge_ticks[at(slot.edge())],
                          "fuel"_a = edge.fuel, "threat"_a = edge.threat,
                          "threat_estimate"_a = threat_estimate_at(belt, n, k)));
  }
  return edges;
}

py::list belt_list(const SingleWorld& self) {
  py::list nodes;
  for (int n = 0; n < self.world.belt.node_count; ++n) {
    const Node& node = self.world.belt.nodes[at(n)];
    const auto type = static_cast<std::size_t>(node.type);
    nodes.append(py::dict("type"_a = std::string(spec::kNodeTypeNames[type]), "hops"_a = node.hops,
                          "danger"_a = node.danger, "piracy"_a = node.piracy,
                          "neighbors"_a = edges_of(self.world.belt, n)));
  }
  return nodes;
}

/// The true asteroids of the current node.
py::list asteroid_list(SingleWorld& self) {
  py::list asteroids;
  for (int a = 0; a < node_here(self.world).asteroid_count; ++a) {
    const Rock& rock = rock_here(self.world, a);
    const Asteroid& asteroid = field_at(self.world, self.world.ship.node)[at(a)];
    asteroids.append(py::dict("composition"_a = py::tuple(py::cast(rock.composition)),
                              "stability"_a = rock.stability, "richness"_a = rock.richness,
                              "scan_noise"_a = rock.noise, "depletion"_a = asteroid.depletion));
  }
  return asteroids;
}

/// What moves the prices, each as a tuple by commodity.
py::dict market_dict(const SingleWorld& self) {
  const Market& market = self.world.market;
  const auto column = [](const Shares& values) { return py::tuple(py::cast(values)); };
  return py::dict("drift"_a = column(market.drift), "shock"_a = column(market.shock),
                  "stock"_a = column(market.stock), "base_stock"_a = column(market.base_stock));
}

void restore(SingleWorld& self, const py::bytes& state) {
  self.world = world_from(state);
  self.record.reset();
}

}  // namespace

void bind_world(py::module_& module) {
  py::class_<SingleWorld>(module, "World", "One world. Not safe for use by two threads at once.")
      .def(py::init<>())
      .def(
          "reset",
          [](SingleWorld& self, const EnvConfig& config, std::uint64_t seed,
             std::uint64_t episode) {
            chosen_kernel().reset(self.world, config, seed, episode);
            self.record.reset();
          },
          "config"_a, "seed"_a, "episode"_a)
      .def("step", &step_world, "action"_a)
      .def("run", &run_world, "actions"_a, "total"_a)
      .def("observation", [](const SingleWorld& self) { return observation_of(self.world); })
      .def("info", [](const SingleWorld& self) { return info_dict(self.world, self.info()); })
      .def("reward_terms", &terms_dict)
      .def("belt", &belt_list)
      .def("asteroids", &asteroid_list)
      .def("market", &market_dict)
      .def("get_state", [](const SingleWorld& self) { return state_bytes(self.world); })
      .def("set_state", &restore, "state"_a)
      .def("state_digest", [](const SingleWorld& self) { return digest_bytes(self.world); })
      .def_property_readonly("config", [](const SingleWorld& self) { return self.world.config; })
      .def_property_readonly("seed", [](const SingleWorld& self) { return self.world.chance.seed; })
      .def_property_readonly("episode",
                             [](const SingleWorld& self) { return self.world.chance.episode; })
      .def_property_readonly("has_ended",
                             [](const SingleWorld& self) { return has_ended(self.world); });
}

}  // namespace envcore::bindings
