// How this module was built, and which of its instruction sets is in use: for `envcore doctor`.
#include <string>

#include "bindings/bindings.hpp"
#include "vector/isa_dispatch.hpp"

namespace envcore::bindings {
namespace {

using namespace py::literals;

std::string compiler_name() {
#if defined(__clang__)
  return "Clang " __clang_version__;
#elif defined(__GNUC__)
  return "GCC " __VERSION__;
#elif defined(_MSC_VER)
  return "MSVC " + std::to_string(_MSC_VER);
#else
  return "unknown";
#endif
}

py::dict build_info() {
  py::list runnable;
  for (const Kernel& kernel : runnable_kernels()) runnable.append(std::string(kernel.name));
#ifdef NDEBUG
  const bool is_optimized = true;
#else
  const bool is_optimized = false;
#endif
  return py::dict("compiler"_a = compiler_name(), "is_optimized"_a = is_optimized,
                  "pointer_bits"_a = 8 * sizeof(void*),
                  "instructions"_a = std::string(chosen_kernel().name),
                  "runnable_instructions"_a = runnable);
}

}  // namespace

void bind_build(py::module_& module) { module.def("build_info", &build_info); }

}  // namespace envcore::bindings
