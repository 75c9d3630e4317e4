// Conversions between worlds and Python values.
#include <pybind11/numpy.h>

#include <sstream>

#include "../world/legality.hpp"
#include "bindings.hpp"

namespace envcore::bindings {
namespace {

/// The keys of info as interned strings, made once and kept until the process ends.
const std::array<PyObject*, spec::kNInfo>& info_keys() {
  static const std::array<PyObject*, spec::kNInfo> keys = [] {
    std::array<PyObject*, spec::kNInfo> made{};
    std::size_t i = 0;
    spec::InfoRow row{};
    spec::visit_info(
        row, [&](const char* name, auto&) { made[i++] = PyUnicode_InternFromString(name); });
    return made;
  }();
  return keys;
}

py::str cause_name(EndCause cause) {
  return py::str(std::string(spec::kEndCauseNames[static_cast<std::size_t>(cause)]));
}

std::string message_of(const StateError& error) {
  std::ostringstream text;
  text << "state: these bytes are " << error.problem;
  if (error.path != nullptr) {
    text << ": " << error.path << " is " << error.value << ", expected " << error.low << ".."
         << error.high;
  }
  return text.str();
}

py::bytes bytes_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

py::dict info_dict(const World& world, const spec::InfoRow& row) {
  py::dict info;
  const auto& keys = info_keys();
  std::size_t i = 0;
  spec::visit_info(row, [&](const char* /*name*/, const auto& value) {
    info[py::handle(keys[i++])] = py::cast(value);
  });
  py::array_t<std::int8_t> mask(spec::kNActions);
  pack_mask(world, std::span<std::int8_t, spec::kNActions>(mask.mutable_data(), spec::kNActions));
  info["action_mask"] = std::move(mask);
  if (has_ended(world)) info["end_cause"] = cause_name(world.end_cause);
  return info;
}

py::bytes state_bytes(const World& world) {
  StateBytes bytes;
  pack_state(world, bytes);
  return bytes_of(bytes.view());
}

py::bytes digest_bytes(const World& world) { return bytes_of(state_digest(world)); }

World world_from(const py::bytes& state) {
  const auto view = static_cast<std::string_view>(state);
  World world;
  const StateError error =
      unpack_state({reinterpret_cast<const std::uint8_t*>(view.data()), view.size()}, world);
  if (error.problem != nullptr) throw py::value_error(message_of(error));
  return world;
}

}  // namespace envcore::bindings
