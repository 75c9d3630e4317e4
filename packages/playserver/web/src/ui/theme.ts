// The color theme: the system's, or the reader's choice.
import { signal } from "@preact/signals";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "playserver.theme";

export const theme = signal<Theme>("auto");

/** Grows whenever colors change, so that canvases are repainted. */
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

/** Set the theme that the style sheet reads. */
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
    // storage is forbidden: the choice is lost when the page is left
  }
}

export function startTheme(): void {
  theme.value = readStored();
  paint();
  systemIsDark.addEventListener("change", paint);
}

/** The current value of a color of the style sheet, optionally with an opacity. */
export function cssColor(property: string, alpha?: number): string {
  const color = getComputedStyle(document.documentElement).getPropertyValue(property).trim();
  return alpha === undefined ? color : `color-mix(in srgb, ${color} ${alpha * 100}%, transparent)`;
}
