#include "vector/isa_dispatch.hpp"

#include <cstdlib>
#include <stdexcept>

namespace envcore {

inline namespace baseline {
Kernel kernel();
}
#ifdef ENVCORE_HAS_AVX2
namespace avx2 {
Kernel kernel();
}
#endif

const std::vector<Kernel>& runnable_kernels() {
  static const std::vector<Kernel> kernels = [] {
    std::vector<Kernel> found = {baseline::kernel()};
#ifdef ENVCORE_HAS_AVX2
    // the parts of x86-64-v3 that the compiler uses
    const bool has_vectors = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const bool has_bits = __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
    if (has_vectors && has_bits) found.push_back(avx2::kernel());
#endif
    return found;
  }();
  return kernels;
}

namespace {

const Kernel& choose_kernel() {
  const std::vector<Kernel>& kernels = runnable_kernels();
  const char* wanted = std::getenv("ENVCORE_KERNEL");
  if (wanted == nullptr || *wanted == '\0') return kernels.back();
  std::string names;
  for (const Kernel& kernel : kernels) {
    if (kernel.name == wanted) return kernel;
    names += (names.empty() ? "" : ", ") + std::string(kernel.name);
  }
  throw std::invalid_argument("environment variable ENVCORE_KERNEL is '" + std::string(wanted) +
                              "', expected one of: " + names);
}

}  // namespace

const Kernel& chosen_kernel() {
  static const Kernel& kernel = choose_kernel();
  return kernel;
}

}  // namespace envcore
