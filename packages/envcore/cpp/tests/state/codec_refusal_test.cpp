// codec.cpp: invalid states are refused with a reason, and nothing of them is used.
#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "tests/helpers.hpp"

namespace envcore::tests {
namespace {

// offsets in the bytes: magic and version, spec digest, length, canonical state,
// checksum
constexpr std::size_t kVersionAt = 4;
constexpr std::size_t kSpecAt = 5;
constexpr std::size_t kLengthAt = 5 + 16;
constexpr std::size_t kCanonicalAt = 5 + 16 + 4;
constexpr std::size_t kChecksumBytes = 8;

// and in the canonical state
constexpr std::size_t kTimeMaxAt = 16;
constexpr std::size_t kPiratesAt = 16 + 4 + 1;
constexpr std::size_t kTickAt = 16 + 4 + 6;
constexpr std::size_t kFuelAt = kTickAt + 4;
constexpr std::size_t kCargoAt = kFuelAt + 6 * 8;
constexpr std::size_t kKitsAt = kCargoAt + 6 * 8;
constexpr std::size_t kNodeAt = kKitsAt + 3;
constexpr std::size_t kSelectedAt = kNodeAt + 1;

/// The bytes with a value of the canonical state replaced, and sealed again.
template <class Value>
Bytes with_value(Bytes bytes, std::size_t position, Value value) {
  std::array<std::uint8_t, sizeof(Value)> raw{};
  std::memcpy(raw.data(), &value, sizeof(Value));
  if constexpr (std::endian::native == std::endian::big) std::reverse(raw.begin(), raw.end());
  std::copy(raw.begin(), raw.end(),
            bytes.begin() + static_cast<std::ptrdiff_t>(kCanonicalAt + position));
  return sealed(bytes);
}

/// Check that the bytes are refused for this reason and the world left as it was.
StateError check_refused(const Bytes& bytes, const char* problem) {
  World world = world_with({.credits = 42});
  const Bytes before = canonical(world);
  const StateError error = unpack_state(bytes, world);
  CHECK(error.problem != nullptr);
  CHECK_EQ(std::string(error.problem), std::string(problem));
  CHECK_EQ(canonical(world), before);
  return error;
}

TEST(every_flipped_byte_is_refused) {
  const Bytes bytes = packed(played_world());
  World world = world_with({});
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const check::Note note("byte", static_cast<long long>(i));
    for (const int mask : {1, 0x80, 0xFF}) {
      Bytes flipped = bytes;
      flipped[i] = static_cast<std::uint8_t>(flipped[i] ^ mask);
      CHECK(unpack_state(flipped, world).problem != nullptr);
    }
  }
}

TEST(every_cut_is_refused) {
  const Bytes bytes = packed(played_world());
  World world = world_with({});
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const check::Note note("size", static_cast<long long>(size));
    CHECK(unpack_state({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)}, world)
              .problem != nullptr);
  }
  Bytes longer = bytes;
  longer.push_back(0);
  check_refused(longer, "cut off or too long");
}

TEST(a_sealed_state_of_the_wrong_length_is_refused) {
  const Bytes bytes = packed(played_world());
  for (std::size_t cut = 1; cut < bytes.size() - kCanonicalAt - kChecksumBytes; cut += 3) {
    Bytes shorter = bytes;
    shorter.resize(bytes.size() - cut);
    check_refused(sealed(shorter), "shorter than it must be");
  }
  Bytes longer = bytes;
  longer.push_back(0);
  check_refused(sealed(longer), "longer than it must be");
}

TEST(foreign_bytes_are_refused_with_their_reason) {
  const Bytes bytes = packed(played_world());
  check_refused({}, "not a state at all");
  check_refused(Bytes(100, 0), "not a state at all");

  Bytes other_version = bytes;
  other_version[kVersionAt] = 2;
  check_refused(sealed(other_version), "of a version that this build cannot read");

  Bytes other_spec = bytes;
  other_spec[kSpecAt] ^= 1;
  check_refused(sealed(other_spec), "of another spec: it was made by another version of the world");

  Bytes other_length = bytes;
  other_length[kLengthAt] ^= 1;
  check_refused(other_length, "cut off or too long");

  Bytes other_sum = bytes;
  other_sum.back() ^= 1;
  check_refused(other_sum, "damaged: its checksum does not match");
}

TEST(values_out_of_bounds_are_refused_and_named) {
  const Bytes bytes = packed(played_world());
  const StateError error = check_refused(with_value(bytes, kFuelAt, 1000.5), "out of bounds");
  CHECK_EQ(std::string(error.path), std::string("ship.fuel"));
  CHECK_EQ(error.value, 1000.5);
  CHECK_EQ(error.low, 0.0);
  CHECK_EQ(error.high, 1000.0);

  check_refused(with_value(bytes, kFuelAt, -0.5), "out of bounds");
  check_refused(with_value(bytes, kTimeMaxAt, std::uint32_t{0}), "out of bounds");
  check_refused(with_value(bytes, kTimeMaxAt, std::uint32_t{1'000'001}), "out of bounds");
  check_refused(with_value(bytes, kPiratesAt, std::uint8_t{2}), "out of bounds");
  check_refused(with_value(bytes, kTickAt, std::uint32_t{0xFFFF'FFFF}), "out of bounds");
  check_refused(with_value(bytes, kKitsAt, std::uint8_t{13}), "out of bounds");
  check_refused(with_value(bytes, kNodeAt, std::uint8_t{32}), "out of bounds");
  check_refused(with_value(bytes, kSelectedAt, std::int8_t{-2}), "out of bounds");
  check_refused(with_value(bytes, kSelectedAt, std::int8_t{16}), "out of bounds");
}

TEST(no_nan_infinity_negative_zero_or_denormal_enters) {
  const Bytes bytes = packed(played_world());
  using Limits = std::numeric_limits<double>;
  for (std::size_t position = kFuelAt; position < kKitsAt; position += 8) {
    for (const double value :
         {Limits::quiet_NaN(), Limits::signaling_NaN(), Limits::infinity(), -Limits::infinity(),
          -0.0, Limits::denorm_min(), std::nextafter(Limits::min(), 0.0)}) {
      check_refused(with_value(bytes, position, value), "out of bounds");
    }
  }
}

TEST(states_that_contradict_themselves_are_refused) {
  World world = played_world();
  world.ship.node = static_cast<std::int8_t>(world.belt.node_count);
  check_refused(packed(world), "its ship is at a node that this belt does not have");

  world = played_world();
  world.ship.selected = static_cast<std::int8_t>(node_here(world).asteroid_count);
  check_refused(packed(world), "its selected asteroid is not there to be mined");

  world = played_world();
  world.ship.selected = 0;
  marks_here(world).touched |= 1;
  exhaust(world, world.ship.node, 0);
  check_refused(packed(world), "its selected asteroid is not there to be mined");

  world = played_world();
  world.config.time_max = world.tick;
  check_refused(packed(world), "its time is up but its episode has not ended");
}

TEST(sealed_damage_is_refused_or_is_another_state) {
  const Bytes bytes = packed(played_world());
  World world;
  int accepted = 0;
  for (std::size_t i = kCanonicalAt; i < bytes.size() - kChecksumBytes; ++i) {
    const check::Note note("byte", static_cast<long long>(i));
    for (const int mask : {1, 0x10, 0xFF}) {
      Bytes damaged = bytes;
      damaged[i] = static_cast<std::uint8_t>(damaged[i] ^ mask);
      damaged = sealed(damaged);
      if (unpack_state(damaged, world).problem != nullptr) continue;
      accepted += 1;
      CHECK_EQ(packed(world), damaged);                   // a state has one encoding
      for (int k = 0; k < 5 && !has_ended(world); ++k) {  // and it can be played
        envcore::step(world, legal_actions(world).back());
      }
    }
  }
  CHECK(accepted > 0);
}

}  // namespace
}  // namespace envcore::tests
