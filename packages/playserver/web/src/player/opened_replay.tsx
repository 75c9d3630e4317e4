// A replay from a file: its facts and its player, without a server.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { readReplay } from "../abr/reader";
import { formatNumber, formatSigned, humanize, shortDigest } from "../lib/format";
import { isGoodEnd } from "../replay/events";
import { checkOptions } from "../engine/engine";
import type { OpenReplay } from "./open_replay";
import type { PolicySource } from "../policy/sources";
import { LineSet, type Line } from "./line_set";
import { ReplayView } from "./replay_view";
import type { RivalSource } from "./rival";
import type { ShareSource } from "./share";

interface OpenedReplayProps {
  readonly open: OpenReplay;
  /** The file of another player in the same world. */
  readonly beside: Uint8Array | null;
  readonly share: Pick<ShareSource, "playerUrl" | "html">;
  readonly policies: readonly PolicySource[];
  /** The policy that played; null if it is not known. */
  readonly own: PolicySource | null;
  /** Whether the policy is shown at once. */
  readonly isAsked?: boolean;
  /** Buttons beside the transport. */
  readonly takeOver?: (line: Line) => ComponentChildren;
  /** Before the title. */
  readonly children?: ComponentChildren;
}

export function OpenedReplay(props: OpenedReplayProps) {
  const { open, beside, share, children, takeOver, isAsked = false, ...policies } = props;
  const { file, replay } = open;
  const { header, result, contentDigest } = replay;
  const title = `${header.player.name}, seed ${header.seed}`;
  useEffect(() => {
    document.title = `${title} · Asteroid Belt Prospector`;
  }, [title]);
  const lines = useLines(open, isAsked);
  const [rival] = useState(() => beside && rivalOf(beside));
  return (
    <>
      <div class="page-head">
        {children}
        <h1>{header.player.name}</h1>
        <Facts
          facts={[
            ["seed", String(header.seed)],
            ["return", formatSigned(result.total, 2)],
            ["profit", formatNumber(result.netProfit)],
          ]}
          end={result.endCause}
          digest={contentDigest}
        />
      </div>
      <ReplayView
        key={lines.shownId.value}
        player={lines.shown.value.player}
        lines={lines}
        belt={open.belt}
        timeMax={checkOptions(header.options).time_max}
        rival={rival}
        share={{ title, ...share, address: null, file: () => Promise.resolve(file) }}
        {...policies}
      >
        {takeOver?.(lines.shown.value)}
      </ReplayView>
    </>
  );
}

function rivalOf(file: Uint8Array): RivalSource {
  return { name: readReplay(file).header.player.name, load: () => Promise.resolve(file) };
}

/** The replay as the first line, and those on which policies continue. */
function useLines({ file, replay, player }: OpenReplay, isAsked: boolean): LineSet {
  const [lines] = useState(() => {
    const { header, result } = replay;
    const { name } = header.player;
    const set = new LineSet({ name, player, file: async () => file, netProfit: result.netProfit });
    set.isOpen.value = isAsked;
    return set;
  });
  useEffect(() => () => lines.close(), [lines]);
  return lines;
}

interface FactsProps {
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly end: string | null;
  readonly digest: string;
}

function Facts({ facts, end, digest }: FactsProps) {
  return (
    <div class="facts" title={`content digest ${shortDigest(digest)}`}>
      {facts.map(([name, value]) => (
        <span key={name} class="num">
          <span class="muted">{name}</span> {value}
        </span>
      ))}
      {end !== null && (
        <span class={`tag tone-${isGoodEnd(end) ? "good" : "bad"}`}>{humanize(end)}</span>
      )}
    </div>
  );
}
