// The memory of one ship through the C interface.
#include <algorithm>
#include <array>
#include <cstring>
#include <new>

#include "c_api/export.hpp"
#include "c_api/prospector.h"
#include "memory/features.hpp"

using namespace envcore;

struct ProspectorMemory {
  memory::ShipMemory ship;
  std::array<float, memory::kFeatureCount> features{};
};

extern "C" {

std::int32_t PROSPECTOR_EXPORT(prospector_features_version)() { return memory::kFeaturesVersion; }

ProspectorMemory* PROSPECTOR_EXPORT(prospector_memory_create)() {
  return new (std::nothrow) ProspectorMemory;
}

void PROSPECTOR_EXPORT(prospector_memory_destroy)(ProspectorMemory* self) { delete self; }

void PROSPECTOR_EXPORT(prospector_memory_copy)(ProspectorMemory* self,
                                               const ProspectorMemory* other) {
  *self = *other;
}

const float* PROSPECTOR_EXPORT(prospector_memory_observe)(ProspectorMemory* self,
                                                          const float* observation) {
  spec::ObsRow row;
  static_assert(sizeof row == spec::kObsDim * sizeof(float));
  std::memcpy(&row, observation, sizeof row);
  memory::update_map(self->ship, row);
  memory::write_features(self->ship, row, self->features.data());
  return self->features.data();
}

void PROSPECTOR_EXPORT(prospector_memory_note)(ProspectorMemory* self, std::int32_t action) {
  const bool is_action = action >= 0 && action < spec::kNActions;
  memory::note_action(self->ship,
                      is_action ? action : static_cast<int>(spec::ActionId::kHoldDrift));
}

}  // extern "C"
