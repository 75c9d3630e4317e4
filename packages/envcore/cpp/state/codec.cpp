#include "state/codec.hpp"

#include <bit>
#include <cstring>

#include "numerics/sha256.hpp"
#include "rules/field.hpp"
#include "rules/market.hpp"
#include "rules/step.hpp"

namespace envcore {
namespace {

constexpr std::array<std::uint8_t, 5> kMagic = {'A', 'B', 'P', 'S', 1};  // the last is the version
constexpr std::size_t kDigestBytes = 16;                                 // of the spec digest
constexpr std::size_t kChecksumBytes = 8;                                // of a SHA-256
constexpr std::size_t kHeadBytes = kMagic.size() + kDigestBytes + sizeof(std::uint32_t);
constexpr double kLeastNormal = 0x1p-1022;

/// The bits of a stored value, as an integer of its size.
template <class Stored>
std::uint64_t bits_of(Stored value) {
  if constexpr (std::is_same_v<Stored, double>) {
    return std::bit_cast<std::uint64_t>(value);
  } else {
    return static_cast<std::uint64_t>(value);
  }
}

/// Appends values, each in its stored type, little-endian.
class Writer {
 public:
  explicit Writer(StateBytes& out) : out_(out) { out_.size = 0; }

  template <class Stored, class Value>
  void field(const char* /*path*/, const Value& value, double /*low*/, double /*high*/) {
    put(static_cast<Stored>(value));
  }

  template <class Stored>
  void put(Stored value) {
    const std::uint64_t bits = bits_of(value);
    for (std::size_t i = 0; i < sizeof(Stored); ++i) {
      out_.data[out_.size++] = static_cast<std::uint8_t>(bits >> (8 * i));
    }
  }

  void put_bytes(std::span<const std::uint8_t> bytes) {
    std::copy(bytes.begin(), bytes.end(), out_.data.begin() + static_cast<long>(out_.size));
    out_.size += bytes.size();
  }

 private:
  StateBytes& out_;
};

/// Reads values in order and keeps the first error; after one, everything reads as zero.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

  template <class Stored, class Value>
  void field(const char* path, Value& value, double low, double high) {
    const Stored stored = take<Stored>();
    if (error.problem != nullptr) return;
    if constexpr (!std::is_same_v<Stored, std::uint64_t>) {
      if (!is_within(static_cast<double>(stored), low, high)) {
        error = {"out of bounds", path, static_cast<double>(stored), low, high};
        return;
      }
    }
    value = static_cast<Value>(stored);
  }

  template <class Stored>
  Stored take() {
    if (error.problem == nullptr && rest_.size() < sizeof(Stored)) fail("shorter than it must be");
    if (error.problem != nullptr) return Stored{};
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < sizeof(Stored); ++i) bits |= std::uint64_t{rest_[i]} << (8 * i);
    rest_ = rest_.subspan(sizeof(Stored));
    if constexpr (std::is_same_v<Stored, double>) {
      return std::bit_cast<double>(bits);
    } else {
      return static_cast<Stored>(bits);
    }
  }

  void fail(const char* problem) {
    if (error.problem == nullptr) error = {.problem = problem};
  }

  bool is_done() const { return rest_.empty(); }

  StateError error;

 private:
  /// Within bounds, and not NaN, -0 or denormal, which no world holds.
  static bool is_within(double x, double low, double high) {
    if (!(x >= low && x <= high)) return false;
    return x == 0 ? !std::signbit(x) : abs(x) >= kLeastNormal;
  }

  std::span<const std::uint8_t> rest_;
};

template <class Visit>
void visit_touched(const World& world, Visit&& visit) {
  for (int n = 0; n < world.belt.node_count; ++n) {
    for (unsigned left = world.field_marks[at(n)].touched; left != 0; left &= left - 1) {
      const int a = std::countr_zero(left);
      visit(n, a, field_at(world, n)[at(a)]);
    }
  }
}

void write_canonical(Writer& writer, const World& world) {
  spec::visit_state_origin(world, writer);
  spec::visit_state_changes(world, writer);
  std::uint16_t touched = 0;
  visit_touched(world, [&touched](int, int, const Asteroid&) { ++touched; });
  writer.put(touched);
  visit_touched(world, [&writer](int n, int a, const Asteroid& asteroid) {
    writer.put(static_cast<std::uint8_t>(n));
    writer.put(static_cast<std::uint8_t>(a));
    spec::visit_state_asteroid(asteroid, writer);
  });
}

void read_asteroids(Reader& reader, World& world) {
  const int touched = reader.take<std::uint16_t>();
  int last = -1;
  for (int i = 0; i < touched && reader.error.problem == nullptr; ++i) {
    const int n = reader.take<std::uint8_t>();
    const int a = reader.take<std::uint8_t>();
    if (n < world.belt.node_count) generate_field(world, n);
    if (n >= world.belt.node_count || a >= world.belt.nodes[at(n)].asteroid_count) {
      return reader.fail("it names an asteroid that this belt does not have");
    }
    const int place = n * spec::kMaxAsteroids + a;
    if (place <= last) return reader.fail("its asteroids are out of order");
    last = place;
    Asteroid& asteroid = field_at(world, n)[at(a)];
    spec::visit_state_asteroid(asteroid, reader);
    const auto bit = static_cast<std::uint16_t>(1U << a);
    world.field_marks[at(n)].touched |= bit;
    if (asteroid.depletion == 1) world.field_marks[at(n)].exhausted |= bit;
  }
}

/// Check what bounds of single values cannot express.
void check_consistency(Reader& reader, const World& world) {
  const Ship& ship = world.ship;
  if (reader.error.problem != nullptr) return;
  if (ship.node >= world.belt.node_count) {
    return reader.fail("its ship is at a node that this belt does not have");
  }
  const unsigned exhausted = marks_here(world).exhausted;
  if (ship.selected >= node_here(world).asteroid_count ||
      (ship.selected >= 0 && ((exhausted >> ship.selected) & 1U) != 0)) {
    return reader.fail("its selected asteroid is not there to be mined");
  }
  if (!has_ended(world) && world.tick >= world.config.time_max) {
    return reader.fail("its time is up but its episode has not ended");
  }
  if (!reader.is_done()) reader.fail("longer than it must be");
}

StateError read_canonical(std::span<const std::uint8_t> bytes, World& world) {
  Reader reader(bytes);
  World origin;
  spec::visit_state_origin(origin, reader);
  if (reader.error.problem != nullptr) return reader.error;

  World restored;
  reset(restored, origin.config, origin.chance);
  spec::visit_state_changes(restored, reader);
  if (restored.ship.node < restored.belt.node_count) arrive(restored);
  read_asteroids(reader, restored);
  check_consistency(reader, restored);
  if (reader.error.problem == nullptr) {
    derive_market(restored);
    world = restored;
  }
  return reader.error;
}

std::array<std::uint8_t, kDigestBytes> spec_digest_bytes() {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::array<std::uint8_t, kDigestBytes> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(16 * digit(spec::kDigest[2 * i]) +
                                         digit(spec::kDigest[2 * i + 1]));
  }
  return bytes;
}

bool starts_with(std::span<const std::uint8_t> bytes, std::span<const std::uint8_t> head) {
  return bytes.size() >= head.size() && std::equal(head.begin(), head.end(), bytes.begin());
}

}  // namespace

void pack_canonical_state(const World& world, StateBytes& out) {
  Writer writer(out);
  write_canonical(writer, world);
}

void pack_state(const World& world, StateBytes& out) {
  StateBytes canonical;
  pack_canonical_state(world, canonical);
  Writer writer(out);
  writer.put_bytes(kMagic);
  writer.put_bytes(spec_digest_bytes());
  writer.put(static_cast<std::uint32_t>(canonical.size));
  writer.put_bytes(canonical.view());
  const Sha256Sum sum = sha256(out.view());
  writer.put_bytes(std::span(sum).first<kChecksumBytes>());
}

StateError unpack_state(std::span<const std::uint8_t> bytes, World& world) {
  if (!starts_with(bytes, std::span(kMagic).first<4>())) return {.problem = "not a state at all"};
  if (!starts_with(bytes, kMagic)) return {.problem = "of a version that this build cannot read"};
  if (bytes.size() < kHeadBytes + kChecksumBytes) return {.problem = "shorter than it must be"};
  if (!starts_with(bytes.subspan(kMagic.size()), spec_digest_bytes())) {
    return {.problem = "of another spec: it was made by another version of the world"};
  }
  Reader length(bytes.subspan(kMagic.size() + kDigestBytes));
  if (length.take<std::uint32_t>() != bytes.size() - kHeadBytes - kChecksumBytes) {
    return {.problem = "cut off or too long"};
  }
  const auto covered = bytes.first(bytes.size() - kChecksumBytes);
  const Sha256Sum sum = sha256(covered);
  if (!starts_with(bytes.last(kChecksumBytes), std::span(sum).first<kChecksumBytes>())) {
    return {.problem = "damaged: its checksum does not match"};
  }
  return read_canonical(covered.subspan(kHeadBytes), world);
}

}  // namespace envcore
