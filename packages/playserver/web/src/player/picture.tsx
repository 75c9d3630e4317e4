// Pictures of a replay: a step as PNG, and the steps around it as an animated GIF.
import { signal } from "@preact/signals";
import { render } from "preact";
import type { Frame, Node } from "../generated/api";
import { formatNumber, formatSigned } from "../lib/format";
import { BeltDrawing } from "../map/belt_map";
import { stepLabel } from "../replay/actions";
import { eventsOf } from "../replay/events";
import { bookingsOf, bookingTexts } from "../replay/ledger";
import type { ReplayPlayer } from "../replay/player";
import { cssColor } from "../ui/theme";

interface Scene {
  readonly player: ReplayPlayer;
  readonly belt: readonly Node[];
  /** The replay in a few words. */
  readonly title: string;
}

const MAP = { width: 960, height: 520 };
const CAPTION_HEIGHT = 80;
const SIZE = { width: MAP.width, height: MAP.height + CAPTION_HEIGHT };
const GIF_STEPS = 12; // on each side of the step
const GIF_DELAY_MS = 250;
const GIF_COLORS = 128;

/** The step as a PNG file. */
export async function pngOf(scene: Scene, step: number): Promise<Blob> {
  const canvas = await draw(scene, step);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob === null) throw new Error("This browser cannot make a PNG file of the step.");
  return blob;
}

/** The steps around a step as an animated GIF file. */
export async function gifOf(scene: Scene, step: number): Promise<Blob> {
  const { GIFEncoder, applyPalette, quantize } = await import("gifenc");
  const gif = GIFEncoder();
  const last = Math.min(scene.player.lastStep, step + GIF_STEPS);
  for (let at = Math.max(0, step - GIF_STEPS); at <= last; at += 1) {
    const canvas = await draw(scene, at);
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, SIZE.width, SIZE.height);
    const palette = quantize(data, GIF_COLORS);
    const delay = at === last ? 8 * GIF_DELAY_MS : GIF_DELAY_MS;
    gif.writeFrame(applyPalette(data, palette), SIZE.width, SIZE.height, { palette, delay });
  }
  gif.finish();
  return new Blob([gif.bytes()], { type: "image/gif" });
}

async function draw(scene: Scene, step: number): Promise<HTMLCanvasElement> {
  const frame = scene.player.store.at(step);
  if (frame === undefined) throw new Error(`Step ${step} is not simulated yet. Try again.`);
  const map = await imageOf(scene, frame);
  const canvas = document.createElement("canvas");
  canvas.width = SIZE.width;
  canvas.height = SIZE.height;
  const context = canvas.getContext("2d")!;
  context.fillStyle = cssColor("--surface");
  context.fillRect(0, 0, SIZE.width, SIZE.height);
  context.fillStyle = cssColor("--map-top");
  context.fillRect(0, 0, MAP.width, MAP.height);
  context.drawImage(map, 0, 0);
  caption(context, scene, frame);
  return canvas;
}

/** What happened, and what it earned, below the map. */
function caption(context: CanvasRenderingContext2D, { player, title }: Scene, frame: Frame): void {
  const { track } = player.store;
  const { step } = frame;
  const events = eventsOf(track.events[step]!).filter(({ severity }) => severity !== "plain");
  const booked = bookingsOf(track, step).flatMap((booking) => bookingTexts(booking));
  const what = [stepLabel(track, step), ...events.map(({ label }) => label), ...booked];
  const figures = [
    `${formatNumber(frame.ship.credits)} credits`,
    `return ${formatSigned(frame.return, 2)}`,
    `hull ${formatNumber(frame.ship.hull)}`,
    `fuel ${formatNumber(frame.ship.fuel)}`,
  ];
  const family = getComputedStyle(document.body).fontFamily;
  const write = (text: string, x: number, y: number, font: string, color: string): void => {
    context.font = `${font} ${family}`;
    context.fillStyle = cssColor(color);
    context.fillText(text, x, y, SIZE.width - 40);
  };
  context.textAlign = "left";
  write(what.join(" · "), 20, MAP.height + 34, "600 20px", "--text");
  write(
    `${title} · step ${formatNumber(step)}, tick ${formatNumber(frame.tick)} · ${figures.join(" · ")}`,
    20,
    MAP.height + 62,
    "15px",
    "--text-muted",
  );
}

/** The map of a step as an image. */
async function imageOf({ player, belt }: Scene, frame: Frame): Promise<HTMLImageElement> {
  const host = document.createElement("div");
  host.className = "map picture";
  document.body.append(host);
  try {
    const still = {
      step: signal(frame.step),
      progress: signal(0),
      version: signal(0),
      store: player.store,
      visit: () => undefined,
    };
    render(<BeltDrawing {...{ belt, frame }} player={still} isWhole size={MAP} />, host);
    const svg = host.querySelector("svg")!;
    writeStyles(svg);
    svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    svg.setAttribute("width", String(MAP.width));
    svg.setAttribute("height", String(MAP.height));
    const image = new Image();
    const source = new XMLSerializer().serializeToString(svg);
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
    await image.decode();
    return image;
  } finally {
    render(null, host);
    host.remove();
  }
}

const STYLES = [
  ...["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin"],
  ...["opacity", "font-size", "font-weight", "font-family", "text-anchor", "paint-order"],
];

/** Write the computed styles as attributes, because an image has no style sheet. */
function writeStyles(svg: SVGSVGElement): void {
  for (const element of svg.querySelectorAll("*")) {
    const computed = getComputedStyle(element);
    for (const name of STYLES) element.setAttribute(name, computed.getPropertyValue(name));
  }
}
