#include "plain/effects/effects.hpp"

namespace envcore::plain {

void apply_refine(Ship& ship, const spec::ActionRow& row) {
  double& iron = ship.cargo[spec::kIron];
  double& nickel = ship.cargo[spec::kNickel];
  ship.fuel -= row.fuel;
  ship.heat += row.heat;
  ship.alert += row.alert;
  const double q = spec::kRefineShare * (iron + nickel);
  iron = spec::kRefineKeep * iron;
  nickel = spec::kRefineKeep * nickel;
  ship.cargo[spec::kRareIsotopes] += spec::kRefineYield * q;
}

void apply_cooldown(Ship& ship, const spec::ActionRow& row) {
  ship.fuel -= row.fuel;
  ship.heat = larger(0, ship.heat + row.heat);
  ship.alert += row.alert;
}

void apply_mend_tool(Ship& ship, const spec::ActionRow& row) {
  ship.repair_kits -= 1;
  ship.tool = smaller(spec::kToolMax, ship.tool + row.amount);
}

void apply_mend_hull(Ship& ship, const spec::ActionRow& row) {
  ship.repair_kits -= 1;
  ship.hull = smaller(spec::kHullMax, ship.hull + row.amount);
}

void apply_jettison(Ship& ship, int c) {
  double& cargo = ship.cargo[at(c)];
  const double calm = smaller(spec::kJettisonAlertMax, spec::kJettisonAlertPerUnit * cargo);
  ship.alert = larger(0, ship.alert - calm);
  cargo = 0;
}

}  // namespace envcore::plain
