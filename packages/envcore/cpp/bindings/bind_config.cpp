#include <pybind11/native_enum.h>

#include "bindings/bindings.hpp"
#include "vector/batch.hpp"

namespace envcore::bindings {

using namespace py::literals;

void bind_config(py::module_& module) {
  py::native_enum<RewardMode>(module, "RewardMode", "enum.IntEnum", "Which terms the reward keeps.")
      .value("SHAPED", RewardMode::kShaped)
      .value("SPARSE", RewardMode::kSparse)
      .finalize();

  py::native_enum<Autoreset>(module, "Autoreset", "enum.IntEnum",
                             "What happens to a world whose episode has ended.")
      .value("NEXT_STEP", Autoreset::kNextStep)
      .value("SAME_STEP", Autoreset::kSameStep)
      .value("DISABLED", Autoreset::kDisabled)
      .finalize();

  py::class_<EnvConfig>(module, "EnvConfig", "The options of one world; trusted, not checked.")
      .def(py::init([](int time_max, RewardMode reward_mode, bool pirates, bool fractures,
                       bool scan_noise, bool price_impact, bool market_shocks) {
             return EnvConfig{time_max,   reward_mode,  pirates,      fractures,
                              scan_noise, price_impact, market_shocks};
           }),
           py::kw_only(), "time_max"_a, "reward_mode"_a, "pirates"_a, "fractures"_a, "scan_noise"_a,
           "price_impact"_a, "market_shocks"_a)
      .def_readonly("time_max", &EnvConfig::time_max)
      .def_readonly("reward_mode", &EnvConfig::reward_mode)
      .def_readonly("pirates", &EnvConfig::pirates)
      .def_readonly("fractures", &EnvConfig::fractures)
      .def_readonly("scan_noise", &EnvConfig::scan_noise)
      .def_readonly("price_impact", &EnvConfig::price_impact)
      .def_readonly("market_shocks", &EnvConfig::market_shocks);
}

}  // namespace envcore::bindings
