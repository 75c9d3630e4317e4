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
  memory::FeaturesVersion version;
  memory::ShipMemory ship{};
  std::array<float, sizeof(memory::FeatureRow) / sizeof(float)> features{};
};

extern "C" {

std::int32_t PROSPECTOR_EXPORT(prospector_feature_count)(std::int32_t version) {
  return static_cast<std::int32_t>(memory::feature_count(version));
}

ProspectorMemory* PROSPECTOR_EXPORT(prospector_memory_create)(std::int32_t version) {
  if (memory::feature_count(version) == 0) return nullptr;
  return new (std::nothrow) ProspectorMemory{static_cast<memory::FeaturesVersion>(version)};
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
  memory::write_features(self->ship, row, self->version, self->features.data());
  return self->features.data();
}

void PROSPECTOR_EXPORT(prospector_memory_note)(ProspectorMemory* self, std::int32_t action) {
  const bool is_action = action >= 0 && action < spec::kNActions;
  memory::note_action(self->ship,
                      is_action ? action : static_cast<int>(spec::ActionId::kHoldDrift));
}

}  // extern "C"
