// The Python module envcore._native.
#include "bindings/bindings.hpp"
#include "vector/isa_dispatch.hpp"

PYBIND11_MODULE(_native, module) {
  using namespace envcore;
  namespace py = pybind11;
  module.doc() = "The native world of Asteroid Belt Prospector.";
  module.attr("SPEC_DIGEST") = py::str(std::string(spec::kDigest));
  module.attr("WORLD_BYTES") = sizeof(World);
  module.attr("KERNEL") = py::str(std::string(chosen_kernel().name));
  bindings::keep_forms();
  bindings::bind_config(module);
  bindings::bind_world(module);
  bindings::bind_batch(module);
  bindings::bind_copy(module);
  bindings::bind_canvas(module);
  bindings::bind_memory(module);
  bindings::bind_build(module);
  py::list names;
  for (const char* name : {"SPEC_DIGEST", "WORLD_BYTES", "KERNEL", "Autoreset", "Batch", "Canvas",
                           "EnvConfig", "RewardMode", "ShipMemories", "World", "build_info"}) {
    names.append(name);
  }
  module.attr("__all__") = names;
}
