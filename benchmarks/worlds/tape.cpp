#include "tape.hpp"

#include <array>
#include <fstream>
#include <stdexcept>

#include "numerics/samples.hpp"

namespace envcore::bench {
namespace {

std::uint32_t read_u32(std::ifstream& file) {
  std::array<unsigned char, 4> bytes{};
  file.read(reinterpret_cast<char*>(bytes.data()), bytes.size());
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) value |= std::uint32_t{bytes[i]} << (8 * i);
  return value;
}

std::int64_t draw_legal(std::mt19937_64& rng, const std::int8_t* mask) {
  std::array<std::int64_t, spec::kNActions> legal{};
  int count = 0;
  for (int action = 0; action < spec::kNActions; ++action) {
    if (mask[action] != 0) legal[static_cast<std::size_t>(count++)] = action;
  }
  return legal[static_cast<std::size_t>(uniform_int(rng(), count))];
}

}  // namespace

Workload workload_of(const std::string& name) {
  if (name == "wild") return Workload::kWild;
  if (name == "legal") return Workload::kLegal;
  if (name == "tours") return Workload::kTours;
  throw std::invalid_argument("workload " + name + ": expected wild, legal or tours");
}

Tours read_tours(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  Tours tours;
  tours.num_tours = read_u32(file);
  tours.length = read_u32(file);
  if (!file || tours.num_tours > 4096 || tours.length > 65536) {
    throw std::runtime_error(path + ": no file of tours");
  }
  tours.actions.resize(tours.num_tours * tours.length);
  file.read(reinterpret_cast<char*>(tours.actions.data()),
            static_cast<std::streamsize>(tours.actions.size()));
  if (!file) throw std::runtime_error(path + ": shorter than its header states");
  return tours;
}

void draw_actions(std::mt19937_64& rng, const std::int8_t* masks,
                  std::vector<std::int64_t>& actions) {
  for (std::size_t i = 0; i < actions.size(); ++i) {
    actions[i] = masks == nullptr ? uniform_int(rng(), spec::kNActions)
                                  : draw_legal(rng, masks + i * spec::kNActions);
  }
}

}  // namespace envcore::bench
