#include <pybind11/stl.h>

#include <memory>
#include <stdexcept>

#include "bindings/arrays.hpp"
#include "bindings/bindings.hpp"
#include "rules/episode_end.hpp"
#include "rules/field.hpp"
#include "rules/reward.hpp"

namespace envcore::bindings {
namespace {

using namespace py::literals;

py::object observation_of(SingleWorld& self) {
  const auto* values = reinterpret_cast<const float*>(&self.row().observation);
  return new_array(std::span<const float>(values, spec::kObsDim));
}

void check_running(const World& world) {
  if (!is_started(world)) throw py::value_error("no episode was started: call reset() first");
  if (has_ended(world)) throw py::value_error("the episode has ended: call reset() first");
}

/// Any integer as an action; one of more than 64 bits is as illegal as -1.
std::int64_t action_of(PyObject* number) {
  int overflow = 0;
  const long long action = PyLong_AsLongLongAndOverflow(number, &overflow);
  if (action == -1 && PyErr_Occurred() != nullptr) throw py::error_already_set();
  return action;
}

py::tuple step_world(SingleWorld& self, std::int64_t action) {
  check_running(self.world);
  self.record = chosen_kernel().step_single(self.world, action, self.row());
  const EndFlags flags = flags_of(self.world.end_cause);
  const double reward = reward_of(*self.record, self.world.config.reward_mode);
  return py::make_tuple(observation_of(self), reward, flags.terminated, flags.truncated,
                        info_dict(self));
}

/// World.step as Python calls it. It is called at every step of every episode, so it bypasses
/// pybind11's dispatch, which takes as long as the rules.
PyObject* step_method(PyObject* self, PyObject* action) noexcept {
  try {
    auto* world = reinterpret_cast<py::detail::instance*>(self)
                      ->get_value_and_holder()
                      .value_ptr<SingleWorld>();
    if (world == nullptr) throw py::type_error("World.__init__() was not called");
    return step_world(*world, action_of(action)).release().ptr();
  } catch (py::error_already_set& error) {
    error.restore();
  } catch (const py::builtin_exception& error) {  // ValueError and its like
    error.set_error();
  } catch (const std::exception& error) {
    PyErr_SetString(PyExc_RuntimeError, error.what());
  }
  return nullptr;
}

PyMethodDef step_definition = {"step", &step_method, METH_O, "step($self, action, /)\n--\n\n"};

/// Fewer steps than this take less time than copying a world and releasing the GIL.
constexpr std::size_t kLeastReleased = 64;

/// Step until the actions or the episode are over; return the number of steps.
std::size_t run_steps(SingleWorld& self, std::span<const std::int64_t> actions, double& total) {
  const Kernel& kernel = chosen_kernel();
  std::size_t taken = 0;
  while (taken < actions.size() && !has_ended(self.world)) {
    self.record = kernel.step(self.world, actions[taken++]);
    total += reward_of(*self.record, self.world.config.reward_mode);
  }
  if (taken > 0) self.is_row_stale = true;
  ++self.changes;
  return taken;
}

/// Step through actions until they or the episode are over: (steps taken, total plus rewards).
py::tuple run_world(SingleWorld& self, const py::object& actions, double total) {
  const auto wanted = int64_span(actions, "actions");
  check_running(self.world);
  if (wanted.size() < kLeastReleased) {
    const std::size_t taken = run_steps(self, wanted, total);
    return py::make_tuple(taken, total);
  }
  const auto running = std::make_unique<SingleWorld>(self);  // other threads may use this one
  const int tick_before = self.world.tick;
  std::size_t taken = 0;
  {
    const py::gil_scoped_release release;
    taken = run_steps(*running, wanted, total);
  }
  if (self.changes + 1 != running->changes || self.world.tick != tick_before) {
    throw std::runtime_error(
        "another thread changed this world during run(): give each thread an environment of its "
        "own, or hold a lock around every call");
  }
  self = *running;
  return py::make_tuple(taken, total);
}

py::dict terms_dict(const SingleWorld& self) {
  const RewardTerms r = self.record ? reward_terms(*self.record) : RewardTerms{};
  py::dict terms;
  spec::visit_reward_terms([&](const char* name, auto term) { terms[name] = r.*term; });
  return terms;
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

py::tuple tuple_of(const PerCommodity& values) {
  return py::tuple(py::cast(std::to_array(values.values)));
}

/// The true asteroids of the current node.
py::list asteroid_list(SingleWorld& self) {
  py::list asteroids;
  for (int a = 0; a < node_here(self.world).asteroid_count; ++a) {
    const Rock& rock = rock_here(self.world, a);
    const Asteroid& asteroid = field_at(self.world, self.world.ship.node)[at(a)];
    asteroids.append(py::dict("composition"_a = tuple_of(rock.composition),
                              "stability"_a = rock.stability, "richness"_a = rock.richness,
                              "scan_noise"_a = rock.noise, "depletion"_a = asteroid.depletion));
  }
  return asteroids;
}

/// What moves the prices, each as a tuple by commodity.
py::dict market_dict(const SingleWorld& self) {
  const Market& market = self.world.market;
  return py::dict("drift"_a = tuple_of(market.drift), "shock"_a = tuple_of(market.shock),
                  "stock"_a = tuple_of(market.stock), "base_stock"_a = tuple_of(market.base_stock));
}

void restore(SingleWorld& self, const py::bytes& state) {
  self.world = world_from(state);
  self.clear_outputs();
}

}  // namespace

void bind_world(py::module_& module) {
  py::class_<SingleWorld> world(module, "World",
                                "One world. Not safe for use by two threads at once.");
  world.def(py::init<>())
      .def(
          "reset",
          [](SingleWorld& self, const EnvConfig& config, std::uint64_t seed,
             std::uint64_t episode) {
            chosen_kernel().reset(self.world, config, {seed, episode});
            self.clear_outputs();
          },
          "config"_a, "seed"_a, "episode"_a)
      .def("run", &run_world, "actions"_a, "total"_a)
      .def("observation", &observation_of)
      .def("info", &info_dict)
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
  auto* type = reinterpret_cast<PyTypeObject*>(world.ptr());
  world.attr("step") = py::reinterpret_steal<py::object>(PyDescr_NewMethod(type, &step_definition));
}

}  // namespace envcore::bindings
