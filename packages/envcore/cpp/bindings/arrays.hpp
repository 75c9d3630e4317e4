// Strict access to NumPy arrays: exact dtype, shape and layout, or an error that names the fault.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace envcore::bindings {

namespace py = pybind11;

inline std::string text_of(const py::handle& object) { return py::str(object).cast<std::string>(); }

/// The data of a writable C-contiguous array of exactly this element type and shape.
template <class Element>
Element* writable(const py::object& object, const char* name,
                  const std::vector<py::ssize_t>& shape) {
  if (!py::isinstance<py::array_t<Element, py::array::c_style>>(object)) {
    throw py::type_error(std::string(name) + ": expected a C-contiguous array of dtype " +
                         text_of(py::dtype::of<Element>()) + ", got " +
                         text_of(py::repr(py::type::of(object))));
  }
  auto array = py::reinterpret_borrow<py::array>(object);
  const std::vector<py::ssize_t> given(array.shape(), array.shape() + array.ndim());
  if (given != shape) {
    throw py::value_error(std::string(name) + ": shape " + text_of(py::cast(given)) +
                          ", expected " + text_of(py::cast(shape)));
  }
  if (!array.writeable()) throw py::value_error(std::string(name) + ": the array is read-only");
  return static_cast<Element*>(array.mutable_data());
}

/// The elements of a one-dimensional int64 array, of the length given unless that is negative.
inline std::span<const std::int64_t> int64_span(const py::object& object, const char* name,
                                                py::ssize_t length = -1) {
  if (!py::isinstance<py::array_t<std::int64_t, py::array::c_style>>(object)) {
    throw py::type_error(std::string(name) + ": expected a C-contiguous array of dtype int64");
  }
  const auto array = py::reinterpret_borrow<py::array>(object);
  if (array.ndim() != 1 || (length >= 0 && array.shape(0) != length)) {
    throw py::value_error(std::string(name) + ": shape " + text_of(array.attr("shape")) +
                          ", expected (" + (length >= 0 ? std::to_string(length) : "n") + ",)");
  }
  return {static_cast<const std::int64_t*>(array.data()), static_cast<std::size_t>(array.shape(0))};
}

/// The dtypes of the arrays that every step makes. The module keeps them when it is imported: a
/// function's static would ask Python for them while it holds the static's guard, and Python may
/// give the GIL to a thread that waits for that guard.
template <class Element>
inline PyObject* kept_dtype = nullptr;

template <class... Elements>
void keep_dtypes() {
  ((kept_dtype<Elements> = py::dtype::of<Elements>().release().ptr()), ...);
}

/// A new array of one dimension, of a dtype that is kept. Calls NumPy directly: pybind11's
/// constructor takes twice as long, and every step makes two.
template <class Element>
py::object new_array(std::span<const Element> elements) {
  PyObject* const dtype = kept_dtype<Element>;
  const auto& numpy = py::detail::npy_api::get();
  const auto length = static_cast<Py_intptr_t>(elements.size());
  Py_INCREF(dtype);  // the call below takes a reference
  PyObject* array = numpy.PyArray_NewFromDescr_(numpy.PyArray_Type_, dtype, 1, &length, nullptr,
                                                nullptr, 0, nullptr);
  if (array == nullptr) throw py::error_already_set();
  std::memcpy(py::detail::array_proxy(array)->data, elements.data(), elements.size_bytes());
  return py::reinterpret_steal<py::object>(array);
}

}  // namespace envcore::bindings
