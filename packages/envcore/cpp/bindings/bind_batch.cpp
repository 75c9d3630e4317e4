#include <pybind11/stl.h>

#include <optional>
#include <stdexcept>

#include "bindings/bindings.hpp"
#include "bindings/output_arrays.hpp"
#include "vector/batch.hpp"

namespace envcore::bindings {
namespace {

using namespace py::literals;

/// A batch and the arrays that it writes into, kept alive as long as it is.
class BoundBatch {
 public:
  BoundBatch(std::vector<EnvConfig> configs, Autoreset autoreset, int num_threads,
             std::vector<std::uint64_t> seed_set)
      : batch_(std::move(configs), autoreset, num_threads, chosen_kernel(), std::move(seed_set)) {}

  void set_outputs(py::dict arrays);

  void reset_world(std::size_t i, std::uint64_t seed, std::uint64_t episode) {
    check_ready();
    check_index(i);
    batch_.reset_world(i, {seed, episode});
  }

  void step(const py::object& actions) {
    const auto wanted = checked(actions);
    const Stepping stepping(is_stepping_);
    step_into(wanted, {});
  }

  /// Step, and return copies of the outputs as Gymnasium's vector step does.
  py::tuple step_copied(const py::object& actions) {
    const auto wanted = checked(actions);
    OutputArrays::Copied made = outputs_->empty_copies();
    check_free();  // making arrays may run other threads
    const Stepping stepping(is_stepping_);
    step_into(wanted, made.copies);
    outputs_->add_final(made.infos);
    return py::make_tuple(made.observations, made.rewards, made.terminated, made.truncated,
                          made.infos);
  }

  /// Copies of the outputs as they are: observations and infos.
  py::tuple copied() {
    check_ready();
    OutputArrays::Copied made = outputs_->empty_copies();
    check_free();
    batch_.copy_outputs(made.copies);
    return py::make_tuple(made.observations, made.infos);
  }

  const World& world(std::size_t i) const {
    check_free();
    check_index(i);
    return batch_.world(i);
  }

  /// Draw the seed of world i's next episode from the set.
  std::uint64_t draw_seed(std::size_t i) {
    check_free();
    check_index(i);
    if (!batch_.has_seed_set()) throw py::value_error("this batch has no set of seeds");
    return batch_.draw_world_seed(i);
  }

  py::tuple draws(std::size_t i) const {
    check_free();
    check_index(i);
    return py::make_tuple(batch_.draws(i).stream, batch_.draws(i).count);
  }

  void set_draws(std::size_t i, std::uint64_t stream, std::uint64_t count) {
    check_free();
    check_index(i);
    batch_.set_draws(i, {.stream = stream, .count = count});
  }

  void set_next_config(std::size_t i, const EnvConfig& config) {
    check_free();
    check_index(i);
    batch_.set_next_config(i, config);
  }

  EnvConfig next_config(std::size_t i) const {
    check_free();
    check_index(i);
    return batch_.next_config(i);
  }

  void renew_threads() { batch_.renew_threads(); }

  void set_state(std::size_t i, const py::bytes& state) {
    check_ready();
    check_index(i);
    batch_.restore_world(i, world_from(state));
  }

 private:
  /// Marks the batch as being stepped. Made and destroyed by a thread that holds the GIL.
  class Stepping {
   public:
    explicit Stepping(bool& flag) : flag_(flag) { flag_ = true; }
    ~Stepping() { flag_ = false; }
    Stepping(const Stepping&) = delete;
    Stepping& operator=(const Stepping&) = delete;

   private:
    bool& flag_;
  };

  /// Refuse a call while another thread steps the worlds.
  void check_free() const {
    if (!is_stepping_) return;
    throw std::runtime_error(
        "these worlds are being stepped by another thread: give each thread an environment of its "
        "own, or hold a lock around every call");
  }
  void check_ready() const {
    check_free();
    if (arrays_.empty()) throw py::value_error("set_outputs() must be called first");
  }
  std::span<const std::int64_t> checked(const py::object& actions) const {
    check_ready();
    const auto wanted = int64_span(actions, "actions", static_cast<py::ssize_t>(batch_.size()));
    if (batch_.autoreset() == Autoreset::kDisabled) check_none_ended();
    return wanted;
  }
  void step_into(std::span<const std::int64_t> actions, const OutputCopies& copies) {
    const py::gil_scoped_release release;
    batch_.step(actions, copies);
  }
  void check_index(std::size_t i) const {
    if (i >= batch_.size()) {
      throw py::index_error("world index is " + std::to_string(i) + ", expected 0.." +
                            std::to_string(batch_.size() - 1));
    }
  }
  void check_none_ended() const {
    for (std::size_t i = 0; i < batch_.size(); ++i) {
      if (has_ended(batch_.world(i))) {
        throw py::value_error("world " + std::to_string(i) +
                              " has ended: reset it with options={\"reset_mask\": ...} first");
      }
    }
  }
  template <class Element>
  Element* column(const py::dict& arrays, const std::string& name, std::vector<py::ssize_t> tail);
  InfoColumns info_columns(const py::dict& arrays, const std::string& prefix);

  Batch batch_;
  py::dict arrays_;
  std::optional<OutputArrays> outputs_;
  bool is_stepping_ = false;
};

/// The array of that name with a row per world, or null if there is none.
template <class Element>
Element* BoundBatch::column(const py::dict& arrays, const std::string& name,
                            std::vector<py::ssize_t> tail) {
  if (!arrays.contains(name)) return nullptr;
  tail.insert(tail.begin(), static_cast<py::ssize_t>(batch_.size()));
  return writable<Element>(arrays[py::str(name)], name.c_str(), tail);
}

InfoColumns BoundBatch::info_columns(const py::dict& arrays, const std::string& prefix) {
  InfoColumns columns;
  columns.masks = column<std::int8_t>(arrays, prefix + "action_mask", {spec::kNActions});
  columns.end_cause = column<std::int8_t>(arrays, prefix + "end_cause", {});
  std::size_t key = 0;
  spec::InfoRow row{};
  spec::visit_info(row, [&](const char* name, auto& value) {
    using Value = std::decay_t<decltype(value)>;
    columns.values[key++] = column<Value>(arrays, prefix + name, {});
  });
  return columns;
}

void BoundBatch::set_outputs(py::dict arrays) {
  BatchOutputs outputs;
  outputs.observations = column<float>(arrays, "observations", {spec::kObsDim});
  outputs.rewards = column<double>(arrays, "rewards", {});
  outputs.terminated = column<bool>(arrays, "terminated", {});
  outputs.truncated = column<bool>(arrays, "truncated", {});
  outputs.infos = info_columns(arrays, "info.");
  outputs.was_final = column<bool>(arrays, "was_final", {});
  outputs.final_observations = column<float>(arrays, "final_observations", {spec::kObsDim});
  outputs.final_infos = info_columns(arrays, "final_info.");
  const bool wants_final = batch_.autoreset() == Autoreset::kSameStep;
  if (outputs.observations == nullptr || outputs.rewards == nullptr ||
      outputs.terminated == nullptr || outputs.truncated == nullptr ||
      (wants_final && (outputs.was_final == nullptr || outputs.final_observations == nullptr))) {
    throw py::value_error("set_outputs: an array that every batch needs is missing");
  }
  for (const InfoColumns* columns : {&outputs.infos, &outputs.final_infos}) {
    if (columns->end_cause == nullptr) continue;
    for (const void* values : columns->values) {
      if (values == nullptr) throw py::value_error("set_outputs: an info array is missing");
    }
  }
  check_free();
  batch_.set_outputs(outputs);
  outputs_.emplace(arrays, batch_.size());
  arrays_ = std::move(arrays);
}

}  // namespace

void bind_batch(py::module_& module) {
  py::class_<BoundBatch>(module, "Batch", "Worlds stepped together into the caller's arrays.")
      .def(py::init<std::vector<EnvConfig>, Autoreset, int, std::vector<std::uint64_t>>(),
           "configs"_a, "autoreset"_a, "num_threads"_a, "seed_set"_a = std::vector<std::uint64_t>{})
      .def("set_outputs", &BoundBatch::set_outputs, "arrays"_a)
      .def("reset_world", &BoundBatch::reset_world, "index"_a, "seed"_a, "episode"_a)
      .def("step", &BoundBatch::step, "actions"_a)
      .def("step_copied", &BoundBatch::step_copied, "actions"_a)
      .def("copied", &BoundBatch::copied)
      .def(
          "seed", [](const BoundBatch& self, std::size_t i) { return self.world(i).chance.seed; },
          "index"_a)
      .def(
          "episode",
          [](const BoundBatch& self, std::size_t i) { return self.world(i).chance.episode; },
          "index"_a)
      .def("draw_seed", &BoundBatch::draw_seed, "index"_a)
      .def("draws", &BoundBatch::draws, "index"_a)
      .def("set_draws", &BoundBatch::set_draws, "index"_a, "stream"_a, "count"_a)
      .def("next_config", &BoundBatch::next_config, "index"_a)
      .def("set_next_config", &BoundBatch::set_next_config, "index"_a, "config"_a)
      .def("renew_threads", &BoundBatch::renew_threads)
      .def(
          "get_state",
          [](const BoundBatch& self, std::size_t i) { return state_bytes(self.world(i)); },
          "index"_a)
      .def("set_state", &BoundBatch::set_state, "index"_a, "state"_a)
      .def(
          "state_digest",
          [](const BoundBatch& self, std::size_t i) { return digest_bytes(self.world(i)); },
          "index"_a);
}

}  // namespace envcore::bindings
