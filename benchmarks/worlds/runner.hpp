// One interface for the plain and the native batch, with the rows that they write.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace envcore::bench {

/// Rows that a batch writes into, owned here.
struct Rows {
  explicit Rows(std::size_t n);

  bool operator==(const Rows& other) const = default;

  std::vector<float> observations;
  std::vector<double> rewards;
  std::vector<std::int8_t> masks;
  std::vector<float> final_observations;
  std::vector<std::uint8_t> terminated;
  std::vector<std::uint8_t> truncated;
};

class Runner {
 public:
  explicit Runner(std::size_t n) : rows_(n) {}
  virtual ~Runner() = default;
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  /// Start world i with episode 0 of the seed and play these actions, with autoreset.
  virtual void start_world(std::size_t i, std::uint64_t seed,
                           std::span<const std::uint8_t> actions) = 0;
  /// Put world `to` in the state of world `from`.
  virtual void copy_world(std::size_t from, std::size_t to) = 0;
  virtual void step(const std::vector<std::int64_t>& actions) = 0;
  /// Reset one world to each of `count` seeds in turn.
  virtual void reset_seeds(std::uint64_t first, std::size_t count) = 0;
  const Rows& rows() const { return rows_; }

 protected:
  Rows rows_;
};

/// The runner of a variant: `plain`, `native` (one thread), or `native-N` (N threads).
std::unique_ptr<Runner> make_runner(const std::string& variant, std::size_t num_worlds);

}  // namespace envcore::bench
