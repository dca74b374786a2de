// One colour from the site makes the others: readable on it, and a tint of it for dark pages.

const channels = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

function luminance(hex) {
  const [red, green, blue] = channels(hex).map((value) => {
    const share = value / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function mixed(hex, other, share) {
  const [from, to] = [channels(hex), channels(other)];
  return `#${from.map((value, at) => Math.round(value + (to[at] - value) * share).toString(16).padStart(2, "0")).join("")}`;
}

/** `hex` moved towards `end` until it can be read on `ground` (4.5 to 1). */
function readable(hex, ground, end) {
  for (let share = 0; share < 1; share += 0.1) {
    const tried = mixed(hex, end, share);
    if (contrast(tried, ground) >= 4.5) return tried;
  }
  return end;
}

/** The colours that follow from the brand's (as #rrggbb), for a light and for a dark page. */
export function coloursOf(brand) {
  const on = (hex) => (contrast(hex, "#ffffff") >= contrast(hex, "#10201e") ? "#ffffff" : "#10201e");
  const filled = contrast(brand, on(brand)) >= 4.5 ? brand : mixed(brand, on(brand) === "#ffffff" ? "#000000" : "#ffffff", 0.25);
  return {
    brand: filled,
    onBrand: on(filled),
    link: { light: readable(brand, "#eef3f2", "#000000"), dark: readable(brand, "#26332f", "#ffffff") },
  };
}
