// canvas.cpp and font.cpp: what is covered, by how much, and nothing outside.
#include "render/canvas.hpp"

#include <array>
#include <string>
#include <vector>

#include "tests/check.hpp"

namespace envcore::tests {
namespace {

using render::Canvas;
using render::Color;
using render::Pen;
using render::Point;

constexpr Color kBlack = 0x000000FF;
constexpr Color kRed = 0xFF0000FF;

/// Red of a pixel.
int red_at(const Canvas& canvas, int x, int y) {
  return canvas.pixels()[3 * static_cast<std::size_t>(y * canvas.width() + x)];
}

int red_sum(const Canvas& canvas) {
  int sum = 0;
  for (std::size_t i = 0; i < canvas.pixels().size(); i += 3) sum += canvas.pixels()[i];
  return sum;
}

Canvas black(int width, int height) {
  Canvas canvas(width, height);
  canvas.fill(kBlack);
  return canvas;
}

TEST(a_rectangle_covers_whole_pixels_and_parts_of_them) {
  Canvas canvas = black(10, 10);
  canvas.rect({2, 3, 4.5F, 2}, kRed, 0);
  CHECK_EQ(red_at(canvas, 2, 3), 255);
  CHECK_EQ(red_at(canvas, 5, 4), 255);
  CHECK_EQ(red_at(canvas, 6, 4), 128);  // half a pixel: 255 / 2 rounded up
  CHECK_EQ(red_at(canvas, 7, 4), 0);
  CHECK_EQ(red_sum(canvas), 2 * (4 * 255 + 128));
}

TEST(alpha_blends_with_the_background) {
  Canvas canvas(1, 1);
  canvas.fill(0xFFFFFFFF);
  canvas.rect({0, 0, 1, 1}, 0x00000080, 0);
  CHECK_EQ(red_at(canvas, 0, 0), 127);  // 255 * (1 - 128 / 255)
}

TEST(a_polygon_fills_its_inside) {
  Canvas canvas = black(20, 20);
  const std::array<Point, 4> square = {{{4, 4}, {12, 4}, {12, 12}, {4, 12}}};
  canvas.polygon(square, kRed);
  CHECK_EQ(red_sum(canvas), 8 * 8 * 255);
  CHECK_EQ(red_at(canvas, 4, 4), 255);
  CHECK_EQ(red_at(canvas, 12, 12), 0);
}

TEST(a_line_has_its_width_and_overlaps_itself_only_once) {
  Canvas canvas = black(20, 20);
  const std::array<Point, 3> there_and_back = {{{5, 10}, {15, 10}, {5, 10}}};
  canvas.line(there_and_back, 4, 0xFF000080);
  CHECK_EQ(red_at(canvas, 10, 9), 128);
  CHECK_EQ(red_at(canvas, 10, 14), 0);
}

TEST(the_outline_of_a_rectangle_does_not_change_its_inside) {
  Canvas canvas = black(30, 30);
  canvas.frame({0, 0, 30, 30}, kRed, 2, 0);
  CHECK_EQ(red_at(canvas, 0, 15), 255);
  CHECK_EQ(red_at(canvas, 1, 29), 255);
  CHECK_EQ(red_at(canvas, 29, 3), 255);
  CHECK_EQ(red_at(canvas, 15, 15), 0);
  CHECK_EQ(red_at(canvas, 4, 4), 0);
}

TEST(a_gradient_runs_from_one_color_to_the_other) {
  Canvas canvas(1, 4);
  canvas.gradient({0, 0, 1, 4}, 0x000000FF, 0xC80000FF);
  for (int y = 0; y < 4; ++y) CHECK_EQ(red_at(canvas, 0, y), 200 * (2 * y + 1) / 8);
}

TEST(shapes_outside_draw_nothing) {
  Canvas canvas = black(16, 16);
  const std::array<Point, 3> away = {{{-50, -40}, {-20, -40}, {-30, -10}}};
  canvas.polygon(away, kRed);
  canvas.line(away, 5, kRed);
  canvas.disc({40, 40}, 10, kRed);
  canvas.ring({-9, 8}, 4, 2, kRed);
  canvas.glow({8, 90}, 30, kRed);
  canvas.rect({16, 0, 5, 5}, kRed, 2);
  canvas.frame({-20, -20, 10, 10}, kRed, 1, 3);
  canvas.text({-400, 8}, "far away", Pen{}, kRed, 0);
  CHECK_EQ(red_sum(canvas), 0);
}

TEST(shapes_at_the_edge_are_clipped) {
  Canvas canvas = black(16, 16);
  const std::array<Point, 3> across = {{{-9, -9}, {40, 8}, {-3, 40}}};
  canvas.polygon(across, kRed);
  canvas.line(across, 9, kRed);
  canvas.glow({0, 0}, 60, kRed);
  canvas.frame({-4, -4, 24, 24}, kRed, 6, 9);
  canvas.rect({-4, -4, 300, 300}, kRed, 40);
  std::string letters;
  for (int c = 0; c < 256; ++c) letters += static_cast<char>(c);
  canvas.text({-200, 12}, letters, Pen{.size = 30, .width = 4}, kRed, 0);
  CHECK(red_at(canvas, 8, 8) == 255);
}

TEST(too_few_points_draw_nothing) {
  Canvas canvas = black(8, 8);
  const std::array<Point, 2> two = {{{1, 1}, {6, 6}}};
  canvas.polygon(two, kRed);
  canvas.line({}, 3, kRed);
  CHECK_EQ(red_sum(canvas), 0);
  canvas.line(std::span(two).first<1>(), 4, kRed);
  CHECK(red_at(canvas, 1, 1) > 0);
}

TEST(text_ends_at_its_anchor) {
  const Pen pen{.size = 14, .width = 2};
  const float width = render::text_width("HIM", pen);
  Canvas left = black(90, 30);
  Canvas right = black(90, 30);
  left.text({20, 22}, "HIM", pen, kRed, 0);
  right.text({20 + width, 22}, "HIM", pen, kRed, 1);
  CHECK(std::equal(left.pixels().begin(), left.pixels().end(), right.pixels().begin()));
  CHECK(red_sum(left) > 0);
  CHECK_EQ(render::text_width("", pen), 0.0F);
}

}  // namespace
}  // namespace envcore::tests
