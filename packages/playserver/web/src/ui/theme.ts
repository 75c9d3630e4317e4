// Light and dark: what the system says, or what the reader chose here.
import { signal } from "@preact/signals";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "playserver.theme";

export const theme = signal<Theme>("auto");

/** Grows whenever colors change: what is painted on a canvas is painted anew. */
export const paintVersion = signal(0);

function readStored(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return THEMES.find((name) => name === stored) ?? "auto";
  } catch {
    return "auto"; // storage may be forbidden
  }
}

const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

/** Write light or dark where the style sheet reads it. */
function paint(): void {
  const wanted = theme.peek();
  const isDark = wanted === "auto" ? systemIsDark.matches : wanted === "dark";
  document.documentElement.dataset["theme"] = isDark ? "dark" : "light";
  paintVersion.value += 1;
}

export function chooseTheme(name: Theme): void {
  theme.value = name;
  paint();
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // then it holds until the page is left
  }
}

export function startTheme(): void {
  theme.value = readStored();
  paint();
  systemIsDark.addEventListener("change", paint);
}

/** The present value of a color of the style sheet, with another opacity if one is given. */
export function cssColor(property: string, alpha?: number): string {
  const color = getComputedStyle(document.documentElement).getPropertyValue(property).trim();
  return alpha === undefined ? color : `color-mix(in srgb, ${color} ${alpha * 100}%, transparent)`;
}
