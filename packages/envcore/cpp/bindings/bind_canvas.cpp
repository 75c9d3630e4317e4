// The canvas on which pictures of the world are painted.
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <cstring>

#include "bindings/bindings.hpp"
#include "render/canvas.hpp"

namespace envcore::bindings {
namespace {

using namespace py::literals;
using render::Box;
using render::Canvas;
using render::Color;
using render::Pen;
using render::Point;

constexpr int kSideMax = 8192;

std::vector<Point> points_from(const std::vector<std::pair<float, float>>& pairs) {
  std::vector<Point> points;
  points.reserve(pairs.size());
  for (const auto& [x, y] : pairs) points.push_back({x, y});
  return points;
}

Canvas new_canvas(int width, int height) {
  for (const int side : {width, height}) {
    if (side < 1 || side > kSideMax) {
      throw py::value_error("canvas: " + std::to_string(width) + " x " + std::to_string(height) +
                            " pixels, expected 1.." + std::to_string(kSideMax) + " each");
    }
  }
  return {width, height};
}

py::array_t<std::uint8_t> pixels_of(const Canvas& canvas) {
  py::array_t<std::uint8_t> pixels({canvas.height(), canvas.width(), 3});
  std::memcpy(pixels.mutable_data(), canvas.pixels().data(), canvas.pixels().size());
  return pixels;
}

void take_pixels(Canvas& self, const Canvas& other) {
  if (self.width() != other.width() || self.height() != other.height()) {
    throw py::value_error("copy_from: the canvases are not of one size");
  }
  self.copy_from(other);
}

void bind_boxes(py::class_<Canvas>& canvas) {
  canvas
      .def(
          "gradient",
          [](Canvas& self, float x, float y, float width, float height, Color top, Color bottom) {
            self.gradient({x, y, width, height}, top, bottom);
          },
          "x"_a, "y"_a, "width"_a, "height"_a, "top"_a, "bottom"_a)
      .def(
          "rect",
          [](Canvas& self, float x, float y, float width, float height, Color color, float radius) {
            self.rect({x, y, width, height}, color, radius);
          },
          "x"_a, "y"_a, "width"_a, "height"_a, "color"_a, "radius"_a)
      .def(
          "frame",
          [](Canvas& self, float x, float y, float width, float height, Color color,
             float line_width,
             float radius) { self.frame({x, y, width, height}, color, line_width, radius); },
          "x"_a, "y"_a, "width"_a, "height"_a, "color"_a, "line_width"_a, "radius"_a);
}

void bind_discs(py::class_<Canvas>& canvas) {
  canvas
      .def(
          "disc",
          [](Canvas& self, float x, float y, float radius, Color color) {
            self.disc({x, y}, radius, color);
          },
          "x"_a, "y"_a, "radius"_a, "color"_a)
      .def(
          "ring",
          [](Canvas& self, float x, float y, float radius, float line_width, Color color) {
            self.ring({x, y}, radius, line_width, color);
          },
          "x"_a, "y"_a, "radius"_a, "line_width"_a, "color"_a)
      .def(
          "glow",
          [](Canvas& self, float x, float y, float radius, Color color) {
            self.glow({x, y}, radius, color);
          },
          "x"_a, "y"_a, "radius"_a, "color"_a);
}

void bind_lines_and_text(py::class_<Canvas>& canvas) {
  using Pairs = std::vector<std::pair<float, float>>;
  canvas
      .def(
          "line",
          [](Canvas& self, const Pairs& points, float line_width, Color color) {
            self.line(points_from(points), line_width, color);
          },
          "points"_a, "line_width"_a, "color"_a)
      .def(
          "polygon",
          [](Canvas& self, const Pairs& points, Color color) {
            self.polygon(points_from(points), color);
          },
          "points"_a, "color"_a)
      .def(
          "text",
          [](Canvas& self, float x, float y, std::string_view letters, float size, float pen,
             Color color, float anchor) { self.text({x, y}, letters, {size, pen}, color, anchor); },
          "x"_a, "y"_a, "letters"_a, "size"_a, "pen"_a, "color"_a, "anchor"_a)
      .def_static(
          "text_width",
          [](std::string_view letters, float size) {
            return render::text_width(letters, Pen{size, 1});
          },
          "letters"_a, "size"_a);
}

}  // namespace

void bind_canvas(py::module_& module) {
  py::class_<Canvas> canvas(module, "Canvas", "RGB pixels and what can be painted on them.");
  canvas.def(py::init(&new_canvas), "width"_a, "height"_a)
      .def_property_readonly("width", &Canvas::width)
      .def_property_readonly("height", &Canvas::height)
      .def("pixels", &pixels_of)
      .def("copy_from", &take_pixels, "other"_a)
      .def("fill", &Canvas::fill, "color"_a);
  bind_boxes(canvas);
  bind_discs(canvas);
  bind_lines_and_text(canvas);
}

}  // namespace envcore::bindings
