// The icons. Screen readers skip them: use them beside text or in a labelled control.
import type { JSX } from "preact";

const PATHS = {
  play: "M7 4.5v15l12-7.5z",
  pause: "M6.5 4.5h4v15h-4zM13.5 4.5h4v15h-4z",
  next: "M6 4.5v15l9-7.5zM16 4.5h2.5v15H16z",
  previous: "M18 4.5v15L9 12zM5.5 4.5H8v15H5.5z",
  first: "M20 4.5v15L12.5 12zM12 4.5v15L4.5 12zM2.5 4.5h2v15h-2z",
  last: "M4 4.5v15l7.5-7.5zM12 4.5v15l7.5-7.5zM19.5 4.5h2v15h-2z",
  eventNext: "M4 11h8V6l8 6-8 6v-5H4z",
  eventPrevious: "M20 11h-8V6l-8 6 8 6v-5h8z",
  faster: "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z",
  slower: "M5 11h14v2H5z",
  download: "M11 4h2v8l3-3 1.4 1.4L12 15.8l-5.4-5.4L8 9l3 3zM5 18h14v2H5z",
  share:
    "M17 3a3 3 0 1 1-2.400 4.800L9.900 10.600a3 3 0 0 1 0 2.800l4.700 2.800a3 3 0 1 1-1 1.700l-4.700-2.800a3 3 0 1 1 0-6.200l4.700-2.800A3 3 0 0 1 17 3z",
  summary: "M4 4h2v14h14v2H4zM8 12h3v5H8zM12.500 7h3v10h-3zM17 10h3v7h-3z",
  hand: "M8 11V5.5a1.3 1.3 0 0 1 2.6 0V10h.8V4.3a1.3 1.3 0 0 1 2.6 0V10h.8V5.5a1.3 1.3 0 0 1 2.6 0v9.3A6.2 6.2 0 0 1 11.2 21c-2.6 0-4-1.2-5.2-3.2l-2.6-4.4a1.3 1.3 0 0 1 2.2-1.4L8 14.6z",
  duel: "M4 4h3l9.5 9.5 1.6-1.6 1.4 1.4-2.3 2.3 2.6 2.6-1.6 1.6-2.6-2.6-2.3 2.3-1.4-1.4 1.6-1.6L4 7zM20 4v3l-4.4 4.4-1.9-1.9L17 6.200V4zM7.400 13.400l1.900 1.900-1.300 1.300 1.200 1.200-1.400 1.400-1.900-1.900-2.300 2.300-1.600-1.600 2.300-2.300-1.700-1.700 1.400-1.400 1.200 1.200z",
  mind: "M12 3a7 7 0 0 0-4 12.700V19h8v-3.300A7 7 0 0 0 12 3zM9 20.500h6V22H9z",
  undo: "M9 5 3.5 10.5 9 16v-4h5a3.5 3.5 0 0 1 0 7h-4v2h4a5.5 5.5 0 0 0 0-11H9z",
  upload: "M11 15.8v-8l-3 3-1.4-1.4L12 4l5.4 5.4L16 10.8l-3-3v8zM5 18h14v2H5z",
  check: "M9.5 16.2 5.3 12l-1.4 1.4 5.6 5.6L20.1 8.4 18.7 7z",
  cross:
    "M6.4 5 5 6.4l5.6 5.6L5 17.6 6.4 19l5.6-5.6 5.6 5.6 1.4-1.4-5.6-5.6L19 6.4 17.6 5 12 10.6z",
  help: "M11 16.5h2v2h-2zM12 5a4.5 4.5 0 0 0-4.5 4.5h2a2.5 2.5 0 1 1 3.9 2.1c-1.2.8-2.4 1.6-2.4 3.4h2c0-.9.6-1.3 1.5-1.9A4.5 4.5 0 0 0 12 5z",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM11 2h2v3h-2zM11 19h2v3h-2zM2 11h3v2H2zM19 11h3v2h-3zM4.2 5.6l1.4-1.4 2.1 2.1-1.4 1.4zM16.3 17.7l1.4-1.4 2.1 2.1-1.4 1.4zM4.2 18.4l2.1-2.1 1.4 1.4-2.1 2.1zM16.3 6.3l2.1-2.1 1.4 1.4-2.1 2.1z",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z",
  auto: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2v14a7 7 0 0 1 0-14z",
  warning: "M12 3 1.8 20.5h20.4zM11 10h2v5h-2zM11 16.5h2v2h-2z",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} fill-rule="evenodd" />
    </svg>
  );
}
