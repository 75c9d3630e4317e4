// Plays recorded episodes through the C interface and compares every bit: `envcore_golden FILE`,
// where the file is what tools/platforms writes. `envcore_golden --kernels` lists the ISA
// variants that can run here; ENVCORE_KERNEL chooses one.
#include <array>
#include <bit>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>

#include "c_api/prospector.h"
#include "numerics/sha256.hpp"
#include "rules/world.hpp"
#include "vector/isa_dispatch.hpp"

namespace {

using envcore::spec::kNActions;
using envcore::spec::kNInfo;
using envcore::spec::kObsDim;

struct Destroy {
  void operator()(Prospector* world) const { prospector_destroy(world); }
};
using WorldPointer = std::unique_ptr<Prospector, Destroy>;

/// Where credits, dt and events stand in the info.
struct InfoPlaces {
  std::size_t credits = 0;
  std::size_t dt = 0;
  std::size_t events = 0;
};

InfoPlaces find_places() {
  InfoPlaces places;
  std::size_t i = 0;
  envcore::spec::InfoRow row{};
  envcore::spec::visit_info(row, [&](const std::string& name, const auto&) {
    if (name == "credits") places.credits = i;
    if (name == "dt") places.dt = i;
    if (name == "events") places.events = i;
    ++i;
  });
  return places;
}

std::string hex_of(const void* data, std::size_t size) {
  static constexpr char kDigits[] = "0123456789abcdef";
  const auto* bytes = static_cast<const unsigned char*>(data);
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text += kDigits[bytes[i] >> 4U];
    text += kDigits[bytes[i] & 15U];
  }
  return text;
}

std::string bits_of(double number) {
  std::array<char, 17> text{};
  const auto bits = std::bit_cast<std::uint64_t>(number);
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(bits));
  return text.data();
}

std::string sha_of(const void* data, std::size_t size, std::size_t digits) {
  const auto digest = envcore::sha256({static_cast<const std::uint8_t*>(data), size});
  return hex_of(digest.data(), digest.size()).substr(0, digits);
}

/// The observation as the recordings have it: little end first, whatever this machine has.
std::array<std::uint8_t, kObsDim * sizeof(float)> observation_bytes(const Prospector* world) {
  std::array<std::uint8_t, kObsDim * sizeof(float)> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const float number = prospector_observation(world)[i / sizeof(float)];
    bytes[i] = static_cast<std::uint8_t>(std::bit_cast<std::uint32_t>(number) >> 8 * (i % 4));
  }
  return bytes;
}

std::string observation_hex(const Prospector* world) {
  const auto bytes = observation_bytes(world);
  return hex_of(bytes.data(), bytes.size());
}

std::string observation_sha(const Prospector* world) {
  const auto bytes = observation_bytes(world);
  return sha_of(bytes.data(), bytes.size(), 12);
}

/// Reads words and reports the first that differs from what the world gives.
class Reader {
 public:
  explicit Reader(std::istream& in) : in_(in) {}

  template <class Value>
  Value take() {
    Value value{};
    if (!(in_ >> value)) fail("a word", "the end of the file");
    return value;
  }

  void expect(const std::string& what, const std::string& given) {
    const auto wanted = take<std::string>();
    if (wanted != given) fail(what + " " + wanted, given);
  }

  void at(const std::string& episode, int step) {
    episode_ = episode;
    step_ = step;
  }

  [[noreturn]] void fail(const std::string& wanted, const std::string& given) const {
    std::cerr << episode_ << ", step " << step_ << ": expected " << wanted << ", got " << given
              << '\n';
    std::exit(1);
  }

 private:
  std::istream& in_;
  std::string episode_ = "start";
  int step_ = 0;
};

void play_step(Reader& reader, Prospector* world, const InfoPlaces& places) {
  reader.expect("record", "step");
  const int flags = prospector_step(world, reader.take<std::int32_t>());
  const double* info = prospector_info(world);
  reader.expect("reward", bits_of(prospector_reward(world)));
  reader.expect("observation's SHA", observation_sha(world));
  reader.expect("credits", bits_of(info[places.credits]));
  reader.expect("flags", std::to_string(flags));
  reader.expect("dt", std::to_string(static_cast<int>(info[places.dt])));
  reader.expect("events", std::to_string(static_cast<std::uint32_t>(info[places.events])));
  reader.expect("mask's SHA", sha_of(prospector_mask(world), kNActions, 6));
}

void play_end(Reader& reader, Prospector* world) {
  reader.expect("record", "final");
  reader.expect("observation", observation_hex(world));
  reader.expect("end cause", std::to_string(prospector_end_cause(world)));
  reader.expect("state digest", hex_of(prospector_digest(world), 16));
  for (std::size_t i = 0; i < kNInfo; ++i) {
    reader.expect("info " + std::to_string(i), bits_of(prospector_info(world)[i]));
  }
}

/// Copy the world's state into another world, which continues from it.
WorldPointer moved_on(Reader& reader, Prospector* world) {
  WorldPointer other(prospector_create());
  const std::uint32_t size = prospector_get_state(world);
  std::memcpy(prospector_state_buffer(other.get()), prospector_state_buffer(world), size);
  if (prospector_set_state(other.get(), size) != PROSPECTOR_OK) reader.fail("a state", "refusal");
  return other;
}

int play_episode(Reader& reader, const InfoPlaces& places) {
  reader.expect("record", "episode");
  const auto name = reader.take<std::string>();
  reader.at(name, 0);
  const auto seed = reader.take<std::uint64_t>();
  const auto episode = reader.take<std::uint64_t>();
  const auto time_max = reader.take<std::int32_t>();
  const auto reward_mode = reader.take<std::int32_t>();
  const auto switches = reader.take<std::uint32_t>();
  const int steps = reader.take<int>();

  WorldPointer world(prospector_create());
  const int result = prospector_reset(world.get(), time_max, reward_mode, switches, seed, episode);
  if (result != PROSPECTOR_OK) reader.fail("an episode", std::to_string(result));
  reader.expect("record", "reset");
  reader.expect("observation", observation_hex(world.get()));
  std::string mask;
  for (int i = 0; i < kNActions; ++i) mask += prospector_mask(world.get())[i] == 1 ? '1' : '0';
  reader.expect("mask", mask);
  for (int i = 0; i < steps; ++i) {
    reader.at(name, i);
    if (i == steps / 2) world = moved_on(reader, world.get());
    play_step(reader, world.get(), places);
  }
  play_end(reader, world.get());
  return steps;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: envcore_golden FILE | --kernels\n";
    return 2;
  }
  if (std::string(argv[1]) == "--kernels") {
    for (const envcore::Kernel& kernel : envcore::runnable_kernels())
      std::cout << kernel.name << '\n';
    return 0;
  }
  std::ifstream in(argv[1]);
  if (!in) {
    std::cerr << argv[1] << ": cannot be read\n";
    return 2;
  }
  Reader reader(in);
  reader.expect("format", "golden");
  reader.expect("version", "1");
  const int episodes = reader.take<int>();
  const InfoPlaces places = find_places();
  long steps = 0;
  for (int i = 0; i < episodes; ++i) steps += play_episode(reader, places);
  std::cout << episodes << " episodes, " << steps << " steps, bit-identical; pointers of "
            << 8 * sizeof(void*) << " bits\n";
  return 0;
}
