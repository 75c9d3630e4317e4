// A picture in memory and the shapes that can be painted on it, with smooth edges.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

namespace envcore::render {

/// A place in pixels; (0, 0) is the upper left corner of the upper left pixel.
struct Point {
  float x = 0;
  float y = 0;
};

/// A rectangle in pixels.
struct Box {
  float x = 0;
  float y = 0;
  float width = 0;
  float height = 0;
};

/// 0xRRGGBBAA; alpha 255 covers what is below.
using Color = std::uint32_t;

/// How much of each pixel of a small rectangle is covered, 0..255.
struct Mask {
  int left = 0;  // of the rectangle, in pixels
  int top = 0;
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> cover;
};

/// How letters are drawn: height of a capital and width of the pen, in pixels.
struct Pen {
  float size = 10;
  float width = 1.2F;
};

/// RGB pixels, row by row. Whatever lies outside is left out.
class Canvas {
 public:
  Canvas(int width, int height);

  int width() const { return width_; }
  int height() const { return height_; }
  std::span<const std::uint8_t> pixels() const { return pixels_; }

  /// Take over the pixels of a canvas of the same size.
  void copy_from(const Canvas& other) { pixels_ = other.pixels_; }

  void fill(Color color);
  /// Fade from one color at the top to another at the bottom.
  void gradient(const Box& box, Color top, Color bottom);
  void rect(const Box& box, Color color, float radius);
  /// The outline of a rectangle, drawn inwards.
  void frame(const Box& box, Color color, float line_width, float radius);
  void disc(Point center, float radius, Color color);
  void ring(Point center, float radius, float line_width, Color color);
  /// A light that fades to nothing at the radius.
  void glow(Point center, float radius, Color color);
  /// A line with round ends and joints through all points.
  void line(std::span<const Point> points, float line_width, Color color);
  /// A filled polygon, even-odd.
  void polygon(std::span<const Point> points, Color color);
  /// Letters from a point on the baseline; `anchor` 0 starts there, 0.5 centers, 1 ends there.
  void text(Point baseline, std::string_view letters, const Pen& pen, Color color, float anchor);

 private:
  using GlyphKey = std::tuple<char, int, int, int>;

  template <class CoverAt>
  void paint(float left, float top, float right, float bottom, Color color, CoverAt&& cover_at);
  void blend(int x, int y, Color color, float cover);
  void paint_mask(const Mask& mask, int dx, int dy, Color color);
  const Mask& glyph_mask(char letter, const Pen& pen, int quarter);

  int width_;
  int height_;
  std::vector<std::uint8_t> pixels_;
  std::map<GlyphKey, Mask> glyphs_;
};

/// Width of letters in pixels.
float text_width(std::string_view letters, const Pen& pen);

}  // namespace envcore::render
