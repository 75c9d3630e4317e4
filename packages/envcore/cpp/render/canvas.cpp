#include "render/canvas.hpp"

#include <algorithm>
#include <cmath>

#include "render/distance.hpp"
#include "render/font.hpp"

namespace envcore::render {
namespace {

constexpr int kQuarters = 4;     // places between two pixels at which a letter may start
constexpr int kPolygonRows = 4;  // rows of samples in a row of pixels
constexpr float kKeySteps = 16;  // pen sizes closer than 1/16 pixel are the same

constexpr float channel(Color color, int shift) {
  return static_cast<float>((color >> static_cast<unsigned>(shift)) & 0xFFU);
}

/// An empty mask of the pixels between these edges, cut to what lies within the limits.
Mask mask_between(float left, float top, float right, float bottom, int width, int height) {
  Mask mask;
  mask.left = std::clamp(static_cast<int>(std::floor(left)), 0, width);
  mask.top = std::clamp(static_cast<int>(std::floor(top)), 0, height);
  mask.width = std::clamp(static_cast<int>(std::ceil(right)), mask.left, width) - mask.left;
  mask.height = std::clamp(static_cast<int>(std::ceil(bottom)), mask.top, height) - mask.top;
  mask.cover.assign(static_cast<std::size_t>(mask.width) * static_cast<std::size_t>(mask.height),
                    0);
  return mask;
}

/// Add a stroke with round ends; where two overlap, the stronger counts.
void stroke_into(Mask& mask, const Point& a, const Point& b, float line_width) {
  const float reach = line_width / 2 + 1;
  const int x0 = std::max(mask.left, static_cast<int>(std::floor(std::min(a.x, b.x) - reach)));
  const int x1 =
      std::min(mask.left + mask.width, static_cast<int>(std::ceil(std::max(a.x, b.x) + reach)));
  const int y0 = std::max(mask.top, static_cast<int>(std::floor(std::min(a.y, b.y) - reach)));
  const int y1 =
      std::min(mask.top + mask.height, static_cast<int>(std::ceil(std::max(a.y, b.y) + reach)));
  for (int y = y0; y < y1; ++y) {
    const auto row = static_cast<std::size_t>(y - mask.top) * static_cast<std::size_t>(mask.width);
    for (int x = x0; x < x1; ++x) {
      const float d =
          distance_to_segment(static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F, a, b);
      const auto cover = static_cast<std::uint8_t>(255 * clamp01(line_width / 2 + 0.5F - d));
      std::uint8_t& kept = mask.cover[row + static_cast<std::size_t>(x - mask.left)];
      kept = std::max(kept, cover);
    }
  }
}

struct Edges {
  float left;
  float top;
  float right;
  float bottom;
};

Edges edges_of(std::span<const Point> points, float margin) {
  Edges edges{points[0].x, points[0].y, points[0].x, points[0].y};
  for (const Point& p : points) {
    edges.left = std::min(edges.left, p.x);
    edges.right = std::max(edges.right, p.x);
    edges.top = std::min(edges.top, p.y);
    edges.bottom = std::max(edges.bottom, p.y);
  }
  return {edges.left - margin, edges.top - margin, edges.right + margin, edges.bottom + margin};
}

/// Where the edges of a polygon cross a horizontal line, from left to right.
void crossings_at(std::span<const Point> points, float y, std::vector<float>& out) {
  out.clear();
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Point& a = points[i];
    const Point& b = points[(i + 1) % points.size()];
    if ((a.y <= y) == (b.y <= y)) continue;
    out.push_back(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x));
  }
  std::sort(out.begin(), out.end());
}

/// Add the part of each pixel of a row that lies between two places.
void span_into(Mask& mask, std::vector<float>& sums, float from, float to) {
  const int first = std::max(mask.left, static_cast<int>(std::floor(from)));
  const int last = std::min(mask.left + mask.width - 1, static_cast<int>(std::floor(to)));
  for (int x = first; x <= last; ++x) {
    const auto left = static_cast<float>(x);
    const float part = std::min(to, left + 1) - std::max(from, left);
    sums[static_cast<std::size_t>(x - mask.left)] += std::max(part, 0.0F);
  }
}

}  // namespace

Canvas::Canvas(int width, int height)
    : width_(width),
      height_(height),
      pixels_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3) {}

void Canvas::blend(int x, int y, Color color, float cover) {
  const auto alpha = static_cast<int>(cover * channel(color, 0) * (256.0F / 255) + 0.5F);
  if (alpha <= 0) return;
  std::uint8_t* pixel =
      pixels_.data() + 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
                            static_cast<std::size_t>(x));
  for (unsigned c = 0; c < 3; ++c) {
    const auto above = static_cast<int>((color >> (24 - 8 * c)) & 0xFFU);
    pixel[c] = static_cast<std::uint8_t>((pixel[c] * (256 - alpha) + above * alpha + 128) >> 8);
  }
}

template <class CoverAt>
void Canvas::paint(float left, float top, float right, float bottom, Color color,
                   CoverAt&& cover_at) {
  const int x0 = std::clamp(static_cast<int>(std::floor(left)), 0, width_);
  const int x1 = std::clamp(static_cast<int>(std::ceil(right)), x0, width_);
  const int y0 = std::clamp(static_cast<int>(std::floor(top)), 0, height_);
  const int y1 = std::clamp(static_cast<int>(std::ceil(bottom)), y0, height_);
  for (int y = y0; y < y1; ++y) {
    for (int x = x0; x < x1; ++x) {
      blend(x, y, color, cover_at(static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F));
    }
  }
}

void Canvas::fill(Color color) {
  paint(0, 0, static_cast<float>(width_), static_cast<float>(height_), color | 0xFFU,
        [](float, float) { return 1.0F; });
}

void Canvas::gradient(const Box& box, Color top, Color bottom) {
  const int y0 = std::max(0, static_cast<int>(box.y));
  const int y1 = std::min(height_, static_cast<int>(std::ceil(box.y + box.height)));
  for (int y = y0; y < y1; ++y) {
    const float t = clamp01((static_cast<float>(y) + 0.5F - box.y) / box.height);
    Color mixed = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      const float value = channel(top, shift) + (channel(bottom, shift) - channel(top, shift)) * t;
      mixed |= static_cast<Color>(value + 0.5F) << static_cast<unsigned>(shift);
    }
    paint(box.x, static_cast<float>(y), box.x + box.width, static_cast<float>(y + 1), mixed,
          [](float, float) { return 1.0F; });
  }
}

void Canvas::rect(const Box& box, Color color, float radius) {
  const float round = std::min({radius, box.width / 2, box.height / 2});
  const float edge = round + 1;  // further in, everything is covered
  paint(box.x, box.y, box.x + box.width, box.y + box.height, color, [&](float x, float y) {
    const bool is_inner = x > box.x + edge && x < box.x + box.width - edge && y > box.y + 1 &&
                          y < box.y + box.height - 1;
    return is_inner ? 1.0F : clamp01(0.5F - distance_to_box(x, y, box, round));
  });
}

void Canvas::frame(const Box& box, Color color, float line_width, float radius) {
  const auto cover_at = [&](float x, float y) {
    const float d = distance_to_box(x, y, box, radius);
    return std::min(clamp01(0.5F - d), clamp01(0.5F + d + line_width));
  };
  const float edge = std::ceil(std::min(std::max(radius, line_width) + 1, box.height / 2));
  const float right = box.x + box.width;
  const float bottom = box.y + box.height;
  const float upper = std::floor(box.y) + edge;
  const float lower = std::max(upper, std::ceil(bottom) - edge);
  paint(box.x, box.y, right, upper, color, cover_at);
  paint(box.x, upper, box.x + edge, lower, color, cover_at);
  paint(std::max(std::ceil(box.x + edge), std::floor(right - edge)), upper, right, lower, color,
        cover_at);
  paint(box.x, lower, right, bottom, color, cover_at);
}

void Canvas::disc(Point center, float radius, Color color) {
  const float reach = radius + 1;
  paint(center.x - reach, center.y - reach, center.x + reach, center.y + reach, color,
        [&](float x, float y) {
          return clamp01(radius + 0.5F - length_of(x - center.x, y - center.y));
        });
}

void Canvas::ring(Point center, float radius, float line_width, Color color) {
  const float reach = radius + line_width + 1;
  paint(center.x - reach, center.y - reach, center.x + reach, center.y + reach, color,
        [&](float x, float y) {
          const float d = std::fabs(length_of(x - center.x, y - center.y) - radius);
          return clamp01(line_width / 2 + 0.5F - d);
        });
}

void Canvas::glow(Point center, float radius, Color color) {
  paint(center.x - radius, center.y - radius, center.x + radius, center.y + radius, color,
        [&](float x, float y) {
          const float dx = (x - center.x) / radius;
          const float dy = (y - center.y) / radius;
          const float left = std::max(0.0F, 1 - dx * dx - dy * dy);
          return left * left;
        });
}

void Canvas::line(std::span<const Point> points, float line_width, Color color) {
  if (points.empty()) return;
  const Edges e = edges_of(points, line_width / 2 + 1);
  Mask mask = mask_between(e.left, e.top, e.right, e.bottom, width_, height_);
  if (points.size() == 1) stroke_into(mask, points[0], points[0], line_width);
  for (std::size_t i = 1; i < points.size(); ++i) {
    stroke_into(mask, points[i - 1], points[i], line_width);
  }
  paint_mask(mask, 0, 0, color);
}

void Canvas::polygon(std::span<const Point> points, Color color) {
  if (points.size() < 3) return;
  const Edges e = edges_of(points, 0);
  Mask mask = mask_between(e.left, e.top, e.right, e.bottom, width_, height_);
  std::vector<float> crossings;
  std::vector<float> sums(static_cast<std::size_t>(mask.width));
  for (int y = 0; y < mask.height; ++y) {
    std::fill(sums.begin(), sums.end(), 0.0F);
    for (int k = 0; k < kPolygonRows; ++k) {
      const float sample = (static_cast<float>(k) + 0.5F) / kPolygonRows;
      crossings_at(points, static_cast<float>(mask.top + y) + sample, crossings);
      for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
        span_into(mask, sums, crossings[i], crossings[i + 1]);
      }
    }
    const auto row = static_cast<std::size_t>(y) * sums.size();
    for (std::size_t x = 0; x < sums.size(); ++x) {
      mask.cover[row + x] = static_cast<std::uint8_t>(255 * clamp01(sums[x] / kPolygonRows));
    }
  }
  paint_mask(mask, 0, 0, color);
}

void Canvas::paint_mask(const Mask& mask, int dx, int dy, Color color) {
  std::size_t i = 0;
  for (int y = mask.top + dy; y < mask.top + dy + mask.height; ++y) {
    for (int x = mask.left + dx; x < mask.left + dx + mask.width; ++x, ++i) {
      if (mask.cover[i] == 0 || x < 0 || y < 0 || x >= width_ || y >= height_) continue;
      blend(x, y, color, static_cast<float>(mask.cover[i]) / 255);
    }
  }
}

/// A letter that starts a quarter of `quarter` pixels right of the mask's origin.
const Mask& Canvas::glyph_mask(char letter, const Pen& pen, int quarter) {
  const GlyphKey key{letter, static_cast<int>(pen.size * kKeySteps),
                     static_cast<int>(pen.width * kKeySteps), quarter};
  const auto found = glyphs_.find(key);
  if (found != glyphs_.end()) return found->second;

  const Glyph& glyph = glyph_of(letter);
  const float scale = pen.size / kCapHeight;
  const float margin = std::ceil(pen.width) + 1;
  const float left = margin + static_cast<float>(quarter) / kQuarters;
  const float baseline = std::ceil(kAscent * scale) + margin;
  const auto width = static_cast<int>(std::ceil(glyph.advance * scale) + 2 * margin + 1);
  const auto height = static_cast<int>(baseline + std::ceil(kDescent * scale) + margin);
  Mask mask =
      mask_between(0, 0, static_cast<float>(width), static_cast<float>(height), width, height);
  for (const Stroke& s : glyph.strokes) {
    stroke_into(mask, {left + s.x0 * scale, baseline - s.y0 * scale},
                {left + s.x1 * scale, baseline - s.y1 * scale}, pen.width);
  }
  mask.left = -static_cast<int>(margin);
  mask.top = -static_cast<int>(baseline);
  return glyphs_.emplace(key, std::move(mask)).first->second;
}

void Canvas::text(Point baseline, std::string_view letters, const Pen& pen, Color color,
                  float anchor) {
  float x = baseline.x - anchor * text_width(letters, pen);
  const auto y = static_cast<int>(std::lround(baseline.y));
  for (const char letter : letters) {
    const auto quarters = static_cast<int>(std::lround(x * kQuarters));
    const int pixel =
        quarters >= 0 ? quarters / kQuarters : -((kQuarters - 1 - quarters) / kQuarters);
    paint_mask(glyph_mask(letter, pen, quarters - pixel * kQuarters), pixel, y, color);
    x += glyph_of(letter).advance * pen.size / kCapHeight;
  }
}

float text_width(std::string_view letters, const Pen& pen) {
  if (letters.empty()) return 0;
  float units = 0;
  for (const char letter : letters) units += glyph_of(letter).advance;
  const float spacing = glyph_of('.').advance;  // a dot has no ink width: this is the gap alone
  return (units - spacing) * pen.size / kCapHeight;
}

}  // namespace envcore::render
