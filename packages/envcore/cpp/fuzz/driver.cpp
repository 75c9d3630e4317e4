// Runs the fuzz target without libFuzzer: makes states by play, damages them, and counts.
// envcore_fuzz [SECONDS [SEED]]
#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <random>

#include "fuzz/world_fuzz.hpp"

namespace {

using envcore::fuzz::Kind;
using Bytes = std::vector<std::uint8_t>;
using Limits = std::numeric_limits<double>;

// invalid and extreme values of a double in a state
constexpr std::array<double, 16> kOddDoubles = {0,
                                                -0.0,
                                                1,
                                                -1,
                                                0.95,
                                                200,
                                                201,
                                                1000,
                                                1e15,
                                                1e300,
                                                Limits::infinity(),
                                                -Limits::infinity(),
                                                Limits::quiet_NaN(),
                                                Limits::denorm_min(),
                                                Limits::min(),
                                                Limits::max()};

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : dice_(seed) {}

  std::size_t below(std::size_t n) { return static_cast<std::size_t>(dice_() % n); }

  Bytes noise(std::size_t size) {
    Bytes bytes(size);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(dice_());
    return bytes;
  }

  /// Change a few places, or the length.
  void damage(Bytes& bytes) {
    for (std::size_t changes = 1 + below(3); changes > 0; --changes) damage_once(bytes);
  }

 private:
  void damage_once(Bytes& bytes) {
    if (bytes.empty()) return;
    const std::size_t place = below(bytes.size());
    switch (below(6)) {
      case 0:
        bytes[place] ^= static_cast<std::uint8_t>(1U << below(8));
        break;
      case 1:
        bytes[place] = static_cast<std::uint8_t>(below(40));
        break;
      case 2:
        put_double(bytes, place);
        break;
      case 3:
        bytes.resize(place);
        break;
      case 4:
        bytes.insert(bytes.end(), 1 + below(40), static_cast<std::uint8_t>(below(256)));
        break;
      default:
        std::copy_n(bytes.begin() + static_cast<long>(below(bytes.size() - bytes.size() / 2)),
                    std::min(bytes.size() / 2, bytes.size() - place),
                    bytes.begin() + static_cast<long>(place));
    }
  }

  void put_double(Bytes& bytes, std::size_t place) {
    const auto bits = std::bit_cast<std::uint64_t>(kOddDoubles[below(kOddDoubles.size())]);
    for (std::size_t i = 0; i < 8 && place + i < bytes.size(); ++i) {
      bytes[place + i] = static_cast<std::uint8_t>(bits >> (8 * i));
    }
  }

  std::mt19937_64 dice_;
};

void feed(Kind kind, const Bytes& rest) {
  Bytes input = {static_cast<std::uint8_t>(kind)};
  input.insert(input.end(), rest.begin(), rest.end());
  LLVMFuzzerTestOneInput(input.data(), input.size());
}

}  // namespace

int main(int count, char** arguments) {
  const double seconds = count > 1 ? std::atof(arguments[1]) : 10;
  const std::uint64_t seed = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 1;
  Mutator mutator(seed);
  long states = 0;
  long taken = 0;
  long plays = 0;
  const auto start = std::chrono::steady_clock::now();
  while (std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() <
         seconds) {
    feed(Kind::kPlay, mutator.noise(13 + mutator.below(400)));
    ++plays;
    const Bytes whole =
        envcore::fuzz::canonical_after(mutator.below(1000), mutator.noise(mutator.below(200)));
    for (int i = 0; i < 20; ++i) {
      Bytes damaged = whole;
      if (i > 0) mutator.damage(damaged);
      taken += envcore::fuzz::is_accepted(damaged) ? 1 : 0;
      feed(Kind::kCanonical, damaged);
      ++states;
    }
    feed(Kind::kBytes, mutator.noise(mutator.below(600)));
  }
  std::printf("seed %llu: %ld damaged states, %ld of them taken; %ld episodes; nothing found\n",
              static_cast<unsigned long long>(seed), states, taken, plays);
  return taken > 0 && taken < states ? 0 : 1;
}
