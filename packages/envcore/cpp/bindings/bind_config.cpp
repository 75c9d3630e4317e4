#include <pybind11/native_enum.h>

#include <cctype>
#include <string>
#include <utility>

#include "bindings/bindings.hpp"
#include "vector/batch.hpp"

namespace envcore::bindings {
namespace {

std::string upper(std::string_view name) {
  std::string out(name);
  for (char& letter : out) letter = static_cast<char>(std::toupper(letter));
  return out;
}

void bind_enums(py::module_& module) {
  py::native_enum<RewardMode> modes(module, "RewardMode", "enum.IntEnum",
                                    "Which terms the reward keeps.");
  for (std::size_t i = 0; i < spec::kRewardModeNames.size(); ++i) {
    modes.value(upper(spec::kRewardModeNames[i]).c_str(), static_cast<RewardMode>(i));
  }
  modes.finalize();

  py::native_enum<Autoreset>(module, "Autoreset", "enum.IntEnum",
                             "What happens to a world whose episode has ended.")
      .value("NEXT_STEP", Autoreset::kNextStep)
      .value("SAME_STEP", Autoreset::kSameStep)
      .value("DISABLED", Autoreset::kDisabled)
      .finalize();
}

/// The options by name; every one must be given.
EnvConfig config_of(const py::kwargs& options) {
  EnvConfig config;
  spec::visit_options([&](const char* name, auto option) {
    using Value = std::remove_reference_t<decltype(config.*option)>;
    config.*option = options[name].cast<Value>();
  });
  return config;
}

}  // namespace

void bind_config(py::module_& module) {
  bind_enums(module);
  py::class_<EnvConfig> config(module, "EnvConfig",
                               "The options of one world, by name. Trusted: Python checks them.");
  config.def(py::init(&config_of));
  spec::visit_options([&](const char* name, auto option) { config.def_readonly(name, option); });
}

}  // namespace envcore::bindings
