// A font of pen strokes, made for this project: printable ASCII, tabular digits.
#pragma once

#include <vector>

namespace envcore::render {

/// A piece of a pen's path, in units of which a capital is 7 high; y goes up from the baseline.
struct Stroke {
  float x0 = 0;
  float y0 = 0;
  float x1 = 0;
  float y1 = 0;
};

inline constexpr float kCapHeight = 7;
inline constexpr float kAscent = 8;
inline constexpr float kDescent = 2.6F;

struct Glyph {
  float advance = 0;  // from this letter to the next
  std::vector<Stroke> strokes;
};

/// The glyph of a letter; a small box for one that the font does not have.
const Glyph& glyph_of(char letter);

}  // namespace envcore::render
