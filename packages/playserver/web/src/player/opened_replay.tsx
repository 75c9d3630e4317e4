// A replay from a file: its facts and its player, without a server.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { readReplay } from "../abr/reader";
import { formatNumber, formatSigned, humanize, shortDigest } from "../lib/format";
import { isGoodEnd } from "../replay/events";
import type { OpenReplay } from "./open_replay";
import { ReplayView } from "./replay_view";
import type { ShareSource } from "./share";

interface OpenedReplayProps {
  readonly open: OpenReplay;
  /** The file of another player in the same world. */
  readonly beside: Uint8Array | null;
  readonly share: Pick<ShareSource, "playerUrl" | "html">;
  /** Before the title. */
  readonly children?: ComponentChildren;
}

export function OpenedReplay({ open, beside, share, children }: OpenedReplayProps) {
  const { file, replay, player, belt } = open;
  const { header, result, contentDigest } = replay;
  const title = `${header.player.name}, seed ${header.seed}`;
  useEffect(() => {
    document.title = `${title} · Asteroid Belt Prospector`;
  }, [title]);
  const budget = header.options["time_max"];
  const [rival] = useState(() =>
    beside === null
      ? null
      : { name: readReplay(beside).header.player.name, load: () => Promise.resolve(beside) },
  );
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
        player={player}
        belt={belt}
        timeMax={typeof budget === "number" ? budget : null}
        rival={rival}
        share={{ title, ...share, address: null, file: () => Promise.resolve(file) }}
      />
    </>
  );
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
