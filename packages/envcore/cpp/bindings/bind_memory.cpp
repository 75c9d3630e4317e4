// The memories of a batch of ships and the memory features made of them.
#include <pybind11/numpy.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <vector>

#include "bindings/arrays.hpp"
#include "bindings/bindings.hpp"
#include "memory/features.hpp"
#include "vector/large_pages.hpp"

namespace envcore::bindings {
namespace {

using namespace py::literals;
using memory::ShipMemory;

/// Rows of float32 numbers, at any distance from each other.
struct Rows {
  char* first;
  py::ssize_t stride;  // bytes

  char* operator[](std::size_t i) const { return first + static_cast<py::ssize_t>(i) * stride; }
  const spec::ObsRow& observation(std::size_t i) const {
    return *reinterpret_cast<const spec::ObsRow*>((*this)[i]);
  }
};

Rows rows_of(const py::array& array, const char* name, std::size_t count, py::ssize_t length) {
  const bool is_float = array.dtype().equal(py::dtype::of<float>());
  constexpr int kAligned = py::detail::npy_api::NPY_ARRAY_ALIGNED_;
  if (!is_float || (array.flags() & kAligned) == 0 || array.ndim() != 2 ||
      array.shape(0) != static_cast<py::ssize_t>(count) || array.shape(1) != length ||
      array.strides(1) != py::ssize_t{sizeof(float)}) {
    throw py::value_error(std::string(name) + ": " + text_of(array.dtype()) + " of shape " +
                          text_of(array.attr("shape")) + ", expected float32 of shape (" +
                          std::to_string(count) + ", " + std::to_string(length) +
                          ") with contiguous, aligned rows");
  }
  return {static_cast<char*>(const_cast<void*>(array.data())), array.strides(0)};
}

/// Memories in large pages: without, addresses of 256 ships that wait for a network miss the TLB,
/// and compact features take 8 % more time in a training (CPU time in turn, Zen 5).
class LargeArray {
 public:
  explicit LargeArray(std::size_t count)
      : bytes_(allocate_large(count * sizeof(ShipMemory))), count_(count) {
    std::uninitialized_value_construct_n(reinterpret_cast<ShipMemory*>(bytes_.get()), count);
  }
  ShipMemory* data() const { return std::launder(reinterpret_cast<ShipMemory*>(bytes_.get())); }
  ShipMemory& front() const { return *data(); }
  ShipMemory& operator[](std::size_t i) const { return data()[i]; }
  ShipMemory* begin() const { return data(); }
  ShipMemory* end() const { return data() + count_; }
  std::size_t size() const { return count_; }

 private:
  LargeMemory bytes_;
  std::size_t count_;
};

class ShipMemories {
 public:
  ShipMemories(std::size_t count, int version)
      : memories_(count), version_(static_cast<memory::FeaturesVersion>(version)) {}

  void observe(const py::array& observations, const py::array& out, const py::object& worlds);
  void note_actions(const py::object& actions);
  void reset(const py::object& worlds) {
    for (const std::int64_t i : indices(worlds)) memories_[static_cast<std::size_t>(i)] = {};
  }
  static py::dict arrays(const py::object& self);
  static py::tuple pickled(const ShipMemories& self);
  static ShipMemories unpickled(const py::tuple& values);

 private:
  std::span<const std::int64_t> indices(const py::object& worlds) const;

  LargeArray memories_;
  memory::FeaturesVersion version_;
};

std::span<const std::int64_t> ShipMemories::indices(const py::object& worlds) const {
  const auto span = int64_span(worlds, "worlds");
  for (const std::int64_t i : span) {
    if (i < 0 || i >= static_cast<std::int64_t>(memories_.size())) {
      throw py::index_error("world index is " + std::to_string(i) + ", expected 0.." +
                            std::to_string(memories_.size() - 1));
    }
  }
  return span;
}

void ShipMemories::observe(const py::array& observations, const py::array& out,
                           const py::object& worlds) {
  const bool is_all = worlds.is_none();
  const auto chosen = is_all ? std::span<const std::int64_t>{} : indices(worlds);
  const std::size_t count = is_all ? memories_.size() : chosen.size();
  const Rows from = rows_of(observations, "observations", count, spec::kObsDim);
  const auto features = static_cast<py::ssize_t>(memory::feature_count(int(version_)));
  const Rows to = rows_of(out, "out", count, spec::kObsDim + features);
  if (!out.writeable()) throw py::value_error("out: the array is read-only");
  const py::gil_scoped_release release;
  const auto memory_of = [&](std::size_t i) -> ShipMemory& {
    return memories_[is_all ? i : static_cast<std::size_t>(chosen[i])];
  };
  for (std::size_t i = 0; i < count; ++i) {
    if (i + 1 < count) prefetch_memory(memory_of(i + 1), from.observation(i + 1));
    if (to[i] != from[i]) std::memcpy(to[i], from[i], sizeof(spec::ObsRow));
    const spec::ObsRow& row = from.observation(i);  // not the copy, whose stores are under way: 4 %
    update_map(memory_of(i), row);
    write_features(memory_of(i), row, version_,
                   reinterpret_cast<float*>(to[i] + sizeof(spec::ObsRow)));
  }
}

void ShipMemories::note_actions(const py::object& actions) {
  const auto taken = int64_span(actions, "actions", static_cast<py::ssize_t>(memories_.size()));
  for (const std::int64_t action : taken) {
    if (action < 0 || action >= spec::kNActions) {
      throw py::value_error("action is " + std::to_string(action) + ", expected 0.." +
                            std::to_string(spec::kNActions - 1));
    }
  }
  for (std::size_t i = 0; i < memories_.size(); ++i) {
    note_action(memories_[i], static_cast<int>(taken[i]));
  }
}

/// The element type of nested arrays, and their lengths appended to a shape.
template <class Value>
struct Nested {
  using Element = Value;
  static void append(std::vector<py::ssize_t>&) {}
};
template <class Value, std::size_t N>
struct Nested<std::array<Value, N>> {
  using Element = typename Nested<Value>::Element;
  static void append(std::vector<py::ssize_t>& shape) {
    shape.push_back(static_cast<py::ssize_t>(N));
    Nested<Value>::append(shape);
  }
};

/// A view of one field of every memory, (n, ...).
template <class Field>
py::array field_view(const py::object& self, const LargeArray& memories,
                     Field ShipMemory::* field) {
  using Element = typename Nested<Field>::Element;
  std::vector<py::ssize_t> shape = {static_cast<py::ssize_t>(memories.size())};
  Nested<Field>::append(shape);
  std::vector<py::ssize_t> strides(shape.size(), py::ssize_t{sizeof(Element)});
  for (std::size_t axis = shape.size() - 1; axis-- > 1;) {
    strides[axis] = strides[axis + 1] * shape[axis + 1];
  }
  strides[0] = py::ssize_t{sizeof(ShipMemory)};
  const auto* first = reinterpret_cast<const Element*>(&(memories.front().*field));
  return py::array(py::dtype::of<Element>(), shape, strides, first, self);
}

py::dict ShipMemories::arrays(const py::object& self) {
  auto& memories = self.cast<ShipMemories&>().memories_;
  for (ShipMemory& memory : memories) memory.stay = {};  // the caller may write to the arrays
  py::dict arrays;
  const auto add = [&](const char* name, auto field) {
    arrays[name] = field_view(self, memories, field);
  };
  add("was_seen", &ShipMemory::was_seen);
  add("leads_to", &ShipMemory::leads_to);
  add("edge_ticks", &ShipMemory::edge_ticks);
  add("edge_fuel", &ShipMemory::edge_fuel);
  add("edge_is_hazard", &ShipMemory::edge_is_hazard);
  add("ticks_between", &ShipMemory::ticks_between);
  add("first_slot", &ShipMemory::first_slot);
  add("value", &ShipMemory::value);
  add("stability", &ShipMemory::stability);
  add("depletion", &ShipMemory::depletion);
  add("richness", &ShipMemory::richness);
  add("times_mined", &ShipMemory::times_mined);
  add("best_pay", &ShipMemory::best_pay);
  add("node_surplus", &ShipMemory::surplus);
  add("hope", &ShipMemory::hope);
  for (const char* name : {"node_surplus", "hope"}) {  // (n, 2, nodes)
    arrays[name] = arrays[name].attr("swapaxes")(1, 2);
  }
  add("ticks_to_unseen", &ShipMemory::ticks_to_unseen);
  add("frontier_edges", &ShipMemory::frontier_edges);
  add("ticks_spent", &ShipMemory::ticks_spent);
  return arrays;
}

/// The memories as bytes, with what must be equal where they are read.
py::tuple ShipMemories::pickled(const ShipMemories& self) {
  static_assert(std::is_trivially_copyable_v<ShipMemory>);
  const auto* bytes = reinterpret_cast<const char*>(self.memories_.data());
  return py::make_tuple(static_cast<int>(self.version_), sizeof(ShipMemory),
                        py::bytes(bytes, self.memories_.size() * sizeof(ShipMemory)));
}

ShipMemories ShipMemories::unpickled(const py::tuple& values) {
  const auto version = values[0].cast<int>();
  const auto bytes = values[2].cast<std::string_view>();
  if (memory::feature_count(version) == 0 || values[1].cast<std::size_t>() != sizeof(ShipMemory) ||
      bytes.size() % sizeof(ShipMemory)) {
    throw py::value_error("these memories were pickled by another version of envcore");
  }
  ShipMemories restored(bytes.size() / sizeof(ShipMemory), version);
  std::memcpy(restored.memories_.data(), bytes.data(), bytes.size());
  return restored;
}

ShipMemories new_memories(std::size_t count, int version) {
  if (count < 1) throw py::value_error("num_worlds is 0, expected at least 1");
  if (count > PTRDIFF_MAX / sizeof(ShipMemory)) throw std::bad_alloc();
  if (memory::feature_count(version) == 0) {
    throw py::value_error("version is " + std::to_string(version) + ", expected 1 or 2");
  }
  return ShipMemories(count, version);
}

}  // namespace

void bind_memory(py::module_& module) {
  py::class_<ShipMemories>(module, "ShipMemories", "What a batch of ships remembers.")
      .def(py::init(&new_memories), "num_worlds"_a, "version"_a = 1)
      .def("observe", &ShipMemories::observe, "observations"_a, "out"_a, "worlds"_a = py::none())
      .def("note_actions", &ShipMemories::note_actions, "actions"_a)
      .def("reset", &ShipMemories::reset, "worlds"_a)
      .def("arrays", &ShipMemories::arrays)
      .def(py::pickle(&ShipMemories::pickled, &ShipMemories::unpickled));
}

}  // namespace envcore::bindings
