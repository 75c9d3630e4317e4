// Links that hold a replay, and the replay that a page or an address holds.
import { fromBase64, toBase64, toBase64Url } from "../lib/base64";
import type { FirstView } from "./open_replay";

/** Largest replay file that travels in an address, in bytes. */
export const LINK_BYTES_MAX = 6000;

/** The replay in a page or an address, and how it is shown first. */
export interface HeldReplay extends FirstView {
  readonly file: Uint8Array;
  /** The replay of another player in the same world, to compare with. */
  readonly beside: Uint8Array | null;
  /** A policy file, to ask at every step. */
  readonly policy: Uint8Array | null;
}

/** An address of the player that holds a replay; null if the replay is too long for it. */
export function linkOf(
  playerUrl: string,
  file: Uint8Array,
  { step, truth }: FirstView,
): string | null {
  if (file.length > LINK_BYTES_MAX) return null;
  const view = `${step > 0 ? `&step=${step}` : ""}${truth ? "&truth=1" : ""}`;
  return `${playerUrl}#abr=${toBase64Url(file)}${view}`;
}

/** The replay in the part of an address after the #; null if it holds none. */
export function replayInLink(hash: string): HeldReplay | null {
  const query = new URLSearchParams(hash.replace(/^#/, ""));
  const file = fromBase64(query.get("abr") ?? "");
  if (file === null || file.length === 0) return null;
  const step = Number(query.get("step")) || 0; // the player keeps it in its range
  return { file, beside: null, policy: null, step, truth: query.get("truth") === "1" };
}

const PLACE = /(<script type="application\/json" id="replay">)[^<]*(<\/script>)/;

/** The replay that replaykit or the page wrote into player.html; null if there is none. */
export function replayInPage(text: string): HeldReplay | null {
  const held = JSON.parse(text) as null | {
    readonly abr: string;
    readonly beside?: string | null;
    readonly policy?: string | null;
    readonly step?: number;
    readonly truth?: boolean;
  };
  const file = held === null ? null : fromBase64(held.abr);
  if (held === null || file === null) return null;
  const [beside, policy] = [held.beside, held.policy].map((one) =>
    typeof one === "string" ? fromBase64(one) : null,
  ) as [Uint8Array | null, Uint8Array | null];
  return { file, beside, policy, step: held.step ?? 0, truth: held.truth ?? false };
}

/** player.html with a replay in it: a page that plays anywhere, without a server. */
export function pageWith(html: string, replay: HeldReplay): string {
  const { file, beside, policy, step, truth } = replay;
  const held = {
    abr: toBase64(file),
    beside: beside && toBase64(beside),
    policy: policy && toBase64(policy),
    step,
    truth,
  };
  return html.replace(PLACE, (_, before, after) => `${before}${JSON.stringify(held)}${after}`);
}

/** HTML that embeds a link. */
export function embedOf(link: string, title: string): string {
  const escaped = title.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
  return `<iframe src="${link.replaceAll("&", "&amp;")}" title="${escaped}" width="100%" height="720" loading="lazy"></iframe>`;
}
