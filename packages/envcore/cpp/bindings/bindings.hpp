// What the files of the bindings share.
#pragma once

#include <pybind11/pybind11.h>

#include "bindings/single_world.hpp"
#include "state/digest.hpp"

namespace envcore::bindings {

namespace py = pybind11;

void bind_config(py::module_& module);
void bind_world(py::module_& module);
void bind_batch(py::module_& module);
void bind_copy(py::module_& module);
void bind_canvas(py::module_& module);
void bind_memory(py::module_& module);
void bind_build(py::module_& module);

/// Create the templates of info dicts and array dtypes; once, when the module is imported.
void keep_forms();

/// The info of a step in the form of Gymnasium; `end_cause` is "none" until the episode has ended.
py::dict info_dict(SingleWorld& self);

py::bytes state_bytes(const World& world);
py::bytes digest_bytes(const World& world);

/// The world that some state bytes hold; ValueError where they hold none.
World world_from(const py::bytes& state);

}  // namespace envcore::bindings
