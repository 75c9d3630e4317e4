// Conversions between worlds and Python values.
#include <sstream>

#include "bindings/arrays.hpp"
#include "bindings/bindings.hpp"

namespace envcore::bindings {
namespace {

/// A reference of our own, or the error that Python has set.
py::object owned(PyObject* object) {
  if (object == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(object);
}

void put(const py::dict& dict, const py::object& key, const py::object& value) {
  if (PyDict_SetItem(dict.ptr(), key.ptr(), value.ptr()) != 0) throw py::error_already_set();
}

py::object python_of(bool value) { return owned(PyBool_FromLong(value)); }
py::object python_of(double value) { return owned(PyFloat_FromDouble(value)); }
py::object python_of(std::int64_t value) { return owned(PyLong_FromLongLong(value)); }

py::str interned(const char* text) {
  return py::reinterpret_steal<py::str>(owned(PyUnicode_InternFromString(text)).release());
}

py::str cause_name(EndCause cause) {
  if (cause == EndCause::kNone) return "none";
  return py::str(std::string(spec::kEndCauseNames[static_cast<std::size_t>(cause)]));
}

/// The keys of every info, and a dict that has them in order, of an episode that has not ended: to
/// fill a copy of it takes less than half the time of filling an empty one.
struct InfoForm {
  std::array<py::object, spec::kNInfo> keys;
  py::object mask_key = interned("action_mask");
  py::object cause_key = interned("end_cause");
  py::dict blank;

  InfoForm() {
    std::size_t i = 0;
    spec::InfoRow row{};
    spec::visit_info(row, [&](const char* name, auto&) { keys[i++] = interned(name); });
    for (const py::object& key : keys) put(blank, key, py::none());
    put(blank, mask_key, py::none());
    put(blank, cause_key, cause_name(EndCause::kNone));
  }
};

const InfoForm* kept_form = nullptr;

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

void keep_forms() {
  keep_dtypes<float, std::int8_t>();
  kept_form = new InfoForm;
}

py::dict info_dict(SingleWorld& self) {
  const InfoForm& form = *kept_form;
  const py::object copy = owned(PyDict_Copy(form.blank.ptr()));
  const auto info = py::reinterpret_borrow<py::dict>(copy);
  const spec::InfoRow row = self.info();
  std::size_t i = 0;
  spec::visit_info(row, [&](const char* /*name*/, const auto& value) {
    put(info, form.keys[i++], python_of(value));
  });
  put(info, form.mask_key, new_array(std::span<const std::int8_t>(self.row().mask)));
  if (has_ended(self.world)) put(info, form.cause_key, cause_name(self.world.end_cause));
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
