// The table of this build's functions; compiled once for each instruction set, like the rooms.
#include "rules/step.hpp"
#include "vector/isa_dispatch.hpp"

namespace envcore::inline ENVCORE_CLONE {

#define ENVCORE_TEXT_OF(x) #x
#define ENVCORE_NAME_OF(x) ENVCORE_TEXT_OF(x)

Kernel kernel() {
  return {.name = ENVCORE_NAME_OF(ENVCORE_CLONE),
          .reset = reset,
          .step = [](World& world, std::int64_t wanted) { return step(world, wanted); },
          .step_rows = step_rows,
          .write_start = write_start,
          .step_single = step_single,
          .write_single = write_single};
}

}  // namespace envcore::inline ENVCORE_CLONE
