#include "plain/field.hpp"

namespace envcore::plain {
namespace {

/// The third smallest of four units: Beta(3, 2).
double stability_of(const std::uint64_t* words) {
  std::array<double, 4> units{unit(words[0]), unit(words[1]), unit(words[2]), unit(words[3])};
  std::sort(units.begin(), units.end());
  return units[2];
}

double richness_of(std::uint64_t word, NodeType type) {
  const double richness =
      smaller(spec::kRichnessMax, spec::kRichnessScale / square_root(1 - unit(word)));
  if (type != NodeType::kHazard) return richness;
  return smaller(spec::kRichnessMax, spec::kRichnessHazardFactor * richness);
}

Asteroid generate_asteroid(const Draws<4>& draws, NodeType type) {
  Asteroid asteroid;
  asteroid.composition = mix(&draws[0]);
  asteroid.stability = stability_of(&draws[5]);
  asteroid.richness = richness_of(draws[9], type);
  asteroid.noise = spec::kScanDifficultyBase + spec::kScanDifficultySpread * unit(draws[10]);

  const Shares guess = mix(&draws[11]);
  for (std::size_t c = 0; c < guess.size(); ++c) {
    asteroid.estimate[c] =
        spec::kEstimateTruthShare * asteroid.composition[c] + spec::kEstimateGuessShare * guess[c];
  }
  asteroid.stability_estimate = spec::kStabilityEstimateStart;
  asteroid.confidence = spec::kConfidenceStart;
  return asteroid;
}

}  // namespace

void generate_field(Field& field, const Chance& chance, int n, NodeType type) {
  const auto count_index = static_cast<std::uint64_t>(spec::kFieldCountIndex + n);
  const Draws<1> count_draws = chance.at<1>(Domain::kField, count_index);
  field.count = spec::kAsteroidCountMin + below(count_draws[0], spec::kAsteroidCountSpan);
  for (int a = 0; a < field.count; ++a) {
    const auto index = static_cast<std::uint64_t>(spec::kMaxAsteroids * n + a);
    field.asteroids[at(a)] = generate_asteroid(chance.at<4>(Domain::kField, index), type);
  }
}

}  // namespace envcore::plain
