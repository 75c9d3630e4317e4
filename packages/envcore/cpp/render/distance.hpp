// Distances in pixels from a point to the shapes of a canvas.
#pragma once

#include <algorithm>
#include <cmath>

#include "render/canvas.hpp"

namespace envcore::render {

constexpr float clamp01(float x) { return std::clamp(x, 0.0F, 1.0F); }

inline float length_of(float x, float y) { return std::sqrt(x * x + y * y); }

inline float distance_to_segment(float x, float y, const Point& a, const Point& b) {
  const float dx = b.x - a.x;
  const float dy = b.y - a.y;
  const float length2 = dx * dx + dy * dy;
  const float t = length2 > 0 ? clamp01(((x - a.x) * dx + (y - a.y) * dy) / length2) : 0;
  const float ex = x - a.x - t * dx;
  const float ey = y - a.y - t * dy;
  return length_of(ex, ey);
}

/// Distance from the edge of a rectangle with round corners, negative inside.
inline float distance_to_box(float x, float y, const Box& box, float radius) {
  const float hx = box.width / 2;
  const float hy = box.height / 2;
  const float qx = std::fabs(x - box.x - hx) - hx + radius;
  const float qy = std::fabs(y - box.y - hy) - hy + radius;
  const float ox = std::max(qx, 0.0F);
  const float oy = std::max(qy, 0.0F);
  return length_of(ox, oy) + std::min(std::max(qx, qy), 0.0F) - radius;
}

}  // namespace envcore::render
