// The function table of one ISA variant.
#include "rules/step.hpp"
#include "vector/isa_dispatch.hpp"
#include "vector/write_rows.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

#define ENVCORE_TEXT_OF(x) #x
#define ENVCORE_NAME_OF(x) ENVCORE_TEXT_OF(x)

Kernel kernel() {
  return {.name = ENVCORE_NAME_OF(ENVCORE_ISA),
          .reset = reset,
          .step = [](World& world, std::int64_t requested) { return step(world, requested); },
          .step_rows = step_rows,
          .write_start = write_start,
          .step_single = step_single,
          .write_single = write_single};
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
