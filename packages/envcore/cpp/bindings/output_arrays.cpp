#include "bindings/output_arrays.hpp"

#include <algorithm>
#include <memory>

namespace envcore::bindings {
namespace {

/// Smaller arrays come from NumPy, whose allocator reuses them faster.
constexpr std::size_t kLeastPooled = 16384;
/// Clearing a smaller array takes no longer than the page faults of a few rows.
constexpr std::size_t kLeastZeroPages = 131072;

/// Free what an array is over.
template <class Buffer>
void free_buffer(PyObject* capsule) {
  delete static_cast<Buffer*>(PyCapsule_GetPointer(capsule, nullptr));
}

py::object stolen(PyObject* object) {
  if (object == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(object);
}

/// An array of that type and shape over a buffer, which it returns to the pool when it is freed;
/// over memory of NumPy's own where there is no buffer.
template <class Buffer>
py::object array_over(const py::object& dtype, const std::vector<Py_intptr_t>& shape,
                      std::unique_ptr<Buffer> buffer) {
  const auto& numpy = py::detail::npy_api::get();
  void* const data = buffer == nullptr ? nullptr : buffer->data();
  const int flags = data == nullptr ? 0 : py::detail::npy_api::NPY_ARRAY_WRITEABLE_;
  py::object array = stolen(numpy.PyArray_NewFromDescr_(
      numpy.PyArray_Type_, py::object(dtype).release().ptr(), static_cast<int>(shape.size()),
      shape.data(), nullptr, data, flags, nullptr));
  if (buffer == nullptr) return array;
  py::object capsule = stolen(PyCapsule_New(buffer.get(), nullptr, &free_buffer<Buffer>));
  static_cast<void>(buffer.release());
  if (numpy.PyArray_SetBaseObject_(array.ptr(), capsule.release().ptr()) != 0) {
    throw py::error_already_set();
  }
  return array;
}

}  // namespace

OutputArrays::OutputArrays(const py::dict& arrays, std::size_t num_rows) : num_rows_(num_rows) {
  for (const char* name : {"observations", "rewards", "terminated", "truncated"}) {
    steps_.push_back(column_of(py::str(name), arrays[name]));
  }
  const std::string info = "info.";
  const std::string final_info = "final_info.";
  for (const auto& [name, array] : arrays) {
    const auto text = name.cast<std::string>();
    if (text.starts_with(info)) {
      infos_.push_back(column_of(py::str(text.substr(info.size())), array));
    } else if (text.starts_with(final_info)) {
      final_infos_.push_back(column_of(py::str(text.substr(final_info.size())), array));
    }
  }
  if (!arrays.contains("was_final")) return;
  for (const char* name : {"was_final", "final_observations"}) {
    finals_.push_back(column_of(py::str(name), arrays[name]));
  }
}

OutputArrays::Column OutputArrays::column_of(const py::handle& key, const py::handle& array) const {
  const auto numpy_array = py::reinterpret_borrow<py::array>(array);
  return {.key = py::reinterpret_borrow<py::object>(key),
          .array = numpy_array,
          .dtype = numpy_array.dtype(),
          .shape = {numpy_array.shape(), numpy_array.shape() + numpy_array.ndim()},
          .data = static_cast<const char*>(numpy_array.data()),
          .row_bytes = static_cast<std::size_t>(numpy_array.nbytes()) / num_rows_};
}

OutputArrays::Copied OutputArrays::empty_copies() {
  Copied made;
  made.copies.others.reserve(steps_.size() + infos_.size());
  const auto add = [&](const Column& column) {
    OutputCopy copy{.from = column.data, .to = nullptr, .row_bytes = column.row_bytes};
    py::object array = new_array_like(column, copy.to);
    made.copies.others.push_back(copy);
    return array;
  };
  char* observations = nullptr;
  made.observations = new_array_like(steps_[0], observations);
  made.copies.observations = reinterpret_cast<float*>(observations);
  made.rewards = add(steps_[1]);
  made.terminated = add(steps_[2]);
  made.truncated = add(steps_[3]);
  for (const Column& column : infos_) made.infos[column.key] = add(column);
  return made;
}

void OutputArrays::add_final(const py::dict& infos) {
  if (finals_.empty()) return;
  const auto* was_final = reinterpret_cast<const bool*>(finals_[0].data);
  std::vector<std::size_t> rows;
  const bool* const end = was_final + num_rows_;
  for (const bool* i = std::find(was_final, end, true); i != end; i = std::find(i + 1, end, true)) {
    rows.push_back(static_cast<std::size_t>(i - was_final));
  }
  if (rows.empty()) return;
  const py::object valid = copy_of(finals_[0]);
  py::dict final_info;
  for (const Column& column : final_infos_) final_info[column.key] = copy_of_rows(column, rows);
  infos["final_obs"] = copy_of_rows(finals_[1], rows);
  infos["_final_obs"] = valid;
  infos["final_info"] = final_info;
  infos["_final_info"] = valid;
}

py::object OutputArrays::new_array_like(const Column& column, char*& data) {
  const std::size_t bytes = num_rows_ * column.row_bytes;
  std::unique_ptr<OutputPool::Buffer> buffer;
  if (bytes >= kLeastPooled) buffer = std::make_unique<OutputPool::Buffer>(pool_.take(bytes));
  py::object array = array_over(column.dtype, column.shape, std::move(buffer));
  data = py::detail::array_proxy(array.ptr())->data;
  return array;
}

py::object OutputArrays::copy_of(const Column& column) {
  char* data = nullptr;
  py::object array = new_array_like(column, data);
  std::memcpy(data, column.data, num_rows_ * column.row_bytes);
  return array;
}

py::object OutputArrays::copy_of_rows(const Column& column, std::span<const std::size_t> rows) {
  const std::size_t bytes = num_rows_ * column.row_bytes;
  char* data = nullptr;
  py::object array;
  if (bytes >= kLeastZeroPages) {
    auto buffer = std::make_unique<ZeroPool::Buffer>(zero_pool_.take(bytes));
    data = buffer->data();
    array = array_over(column.dtype, column.shape, std::move(buffer));
  } else {
    array = new_array_like(column, data);
    std::memset(data, 0, bytes);
  }
  for (const std::size_t i : rows) {
    std::memcpy(data + i * column.row_bytes, column.data + i * column.row_bytes, column.row_bytes);
  }
  return array;
}

}  // namespace envcore::bindings
