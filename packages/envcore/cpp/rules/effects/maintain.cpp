#include "rules/effects/effects.hpp"

namespace envcore {
inline namespace ENVCORE_ISA {

void apply_refine(Ship& ship) {
  double& iron = ship.cargo[spec::kIron];
  double& nickel = ship.cargo[spec::kNickel];
  const double q = spec::kRefineShare * (iron + nickel);
  iron = spec::kRefineKeep * iron;
  nickel = spec::kRefineKeep * nickel;
  ship.cargo[spec::kRareIsotopes] += spec::kRefineYield * q;
}

void apply_mend_tool(Ship& ship, const spec::ActionRow& row) {
  --ship.repair_kits;
  ship.tool = min(spec::kToolMax, ship.tool + row.amount);
}

void apply_mend_hull(Ship& ship, const spec::ActionRow& row) {
  --ship.repair_kits;
  ship.hull = min(spec::kHullMax, ship.hull + row.amount);
}

void apply_jettison(Ship& ship, int c) {
  double& cargo = ship.cargo[at(c)];
  const double calm = min(spec::kJettisonAlertMax, spec::kJettisonAlertPerUnit * cargo);
  ship.alert = max(0, ship.alert - calm);
  cargo = 0;
}

}  // namespace ENVCORE_ISA
}  // namespace envcore
