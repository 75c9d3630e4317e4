// Copies of a batch's arrays, as NumPy arrays over buffers that are reused.
#pragma once

#include <span>
#include <vector>

#include "bindings/arrays.hpp"
#include "vector/buffers.hpp"
#include "vector/output_pool.hpp"
#include "vector/zero_pool.hpp"

namespace envcore::bindings {

/// The arrays that a batch writes into, with what it takes to copy them.
class OutputArrays {
 public:
  /// Takes the arrays by their names in the batch; all have `num_rows` rows and are C-contiguous.
  OutputArrays(const py::dict& arrays, std::size_t num_rows);

  /// New arrays like these, with the copies that fill them.
  struct Copied {
    py::object observations, rewards, terminated, truncated;
    py::dict infos;
    OutputCopies copies;
  };
  Copied empty_copies();

  /// Add `final_obs`, `final_info` and their masks, copied, to the infos of a step. Only the rows
  /// of worlds that ended are copied.
  void add_final(const py::dict& infos);

 private:
  /// One of the arrays.
  struct Column {
    py::object key;  // its name without prefix
    py::object array;
    py::object dtype;
    std::vector<Py_intptr_t> shape;
    const char* data;
    std::size_t row_bytes;
  };
  Column column_of(const py::handle& key, const py::handle& array) const;
  py::object new_array_like(const Column& column, char*& data);
  py::object copy_of(const Column& column);
  /// A copy of these rows; the others are zeros.
  py::object copy_of_rows(const Column& column, std::span<const std::size_t> rows);

  std::size_t num_rows_;
  OutputPool pool_;
  ZeroPool zero_pool_;
  std::vector<Column> steps_;  // observations, rewards, terminated, truncated
  std::vector<Column> infos_;
  std::vector<Column> finals_;  // was_final, final_observations; none where there are none
  std::vector<Column> final_infos_;
};

}  // namespace envcore::bindings
