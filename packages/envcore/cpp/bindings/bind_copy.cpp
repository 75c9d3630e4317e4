// Copies of a single world: in memory for clone(), as Python values for pickle and deepcopy.
#include <pybind11/stl.h>

#include "bindings/bindings.hpp"

namespace envcore::bindings {
namespace {

using namespace py::literals;

/// A ledger as a list, in the order of its members.
py::tuple ledger_tuple(const Ledger& ledger) {
  return py::make_tuple(ledger.fuel, ledger.hull, ledger.heat, ledger.tool, ledger.credits,
                        ledger.cargo_value);
}

Ledger ledger_from(const py::tuple& values) {
  return {.fuel = values[0].cast<double>(),
          .hull = values[1].cast<double>(),
          .heat = values[2].cast<double>(),
          .tool = values[3].cast<double>(),
          .credits = values[4].cast<double>(),
          .cargo_value = values[5].cast<double>()};
}

/// The record of the last step, which the state does not contain; None at the start of an episode.
py::object record_tuple(const std::optional<StepRecord>& record) {
  if (!record) return py::none();
  return py::make_tuple(static_cast<int>(record->action), record->was_illegal, record->dt,
                        record->events, record->trip_threat, record->value_lost,
                        ledger_tuple(record->before), ledger_tuple(record->after),
                        static_cast<int>(record->end_cause), record->selected_before,
                        record->asteroids_changed);
}

std::optional<StepRecord> record_from(const py::object& object) {
  if (object.is_none()) return std::nullopt;
  const auto values = object.cast<py::tuple>();
  return StepRecord{.action = static_cast<ActionId>(values[0].cast<int>()),
                    .was_illegal = values[1].cast<bool>(),
                    .dt = values[2].cast<int>(),
                    .events = values[3].cast<std::uint32_t>(),
                    .trip_threat = values[4].cast<double>(),
                    .value_lost = values[5].cast<double>(),
                    .before = ledger_from(values[6].cast<py::tuple>()),
                    .after = ledger_from(values[7].cast<py::tuple>()),
                    .end_cause = static_cast<EndCause>(values[8].cast<int>()),
                    .selected_before = values[9].cast<std::int8_t>(),
                    .asteroids_changed = values[10].cast<std::uint16_t>()};
}

py::tuple pickled(const SingleWorld& self) {
  if (!is_started(self.world)) return py::make_tuple(py::none(), py::none());
  return py::make_tuple(state_bytes(self.world), record_tuple(self.record));
}

SingleWorld unpickled(const py::tuple& values) {
  SingleWorld restored{};
  if (values[0].is_none()) return restored;
  restored.world = world_from(values[0].cast<py::bytes>());
  restored.record = record_from(values[1]);
  return restored;
}

}  // namespace

void bind_copy(py::module_& module) {
  auto world = py::reinterpret_borrow<py::class_<SingleWorld>>(module.attr("World"));
  world.def("copy", [](const SingleWorld& self) { return SingleWorld(self); })
      .def(py::pickle(&pickled, &unpickled));
}

}  // namespace envcore::bindings
