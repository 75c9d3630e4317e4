// The entry point of player.html: one replay, from the page itself, its address or a file, without a server.
import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { readReplay } from "./abr/reader";
import { formatNumber, formatSigned, humanize, shortDigest } from "./lib/format";
import { openReplay, type OpenReplay } from "./player/open_replay";
import { LineSet } from "./player/line_set";
import { ReplayView } from "./player/replay_view";
import type { ShareSource } from "./player/share";
import { replayInLink, replayInPage, type HeldReplay } from "./player/share_link";
import { isGoodEnd } from "./replay/events";
import { Failure, Loading } from "./ui/notice";
import { startTheme } from "./ui/theme";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/pages.css";
import "./styles/replay.css";
import "./styles/share.css";

type State = OpenReplay | Error | "opening" | "empty";

function Standalone({ first }: { readonly first: HeldReplay | null }) {
  const [held, setHeld] = useState(first);
  const [state, setState] = useState<State>(first === null ? "empty" : "opening");
  useEffect(() => {
    if (held === null) return undefined;
    setState("opening");
    const opening = openReplay(held.file, held);
    opening.then(setState, setState);
    return () => void opening.then(({ player }) => player.close()).catch(() => undefined);
  }, [held]);
  useDrop((files) => take(files));
  const take = (files: FileList | null | undefined): void => {
    const chosen = files?.[0];
    void chosen?.arrayBuffer().then((buffer) => {
      setHeld({ file: new Uint8Array(buffer), beside: null, step: 0, truth: false });
    });
  };
  return (
    <div class="app is-stage">
      <main class="page replay-page">
        {state === "opening" && <Loading what="the replay" />}
        {state === "empty" && <Chooser onFiles={take} />}
        {state instanceof Error && (
          <Failure error={state}>
            <Chooser onFiles={take} />
          </Failure>
        )}
        {typeof state === "object" && !(state instanceof Error) && (
          <Shown key={state.replay.contentDigest} open={state} beside={held?.beside ?? null} />
        )}
      </main>
    </div>
  );
}

/** Takes files that are dropped anywhere on the page. */
function useDrop(take: (files: FileList | undefined) => void): void {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const onDrop = (event: DragEvent): void => {
      event.preventDefault();
      if (event.type === "drop") latest.current(event.dataTransfer?.files);
    };
    for (const type of ["dragover", "drop"] as const) document.addEventListener(type, onDrop);
    return () => {
      for (const type of ["dragover", "drop"] as const) document.removeEventListener(type, onDrop);
    };
  }, []);
}

function Chooser({ onFiles }: { readonly onFiles: (files: FileList | null) => void }) {
  return (
    <label class="notice chooser">
      Drop a replay here, a file that ends with .abr, or choose one.
      <input
        type="file"
        accept=".abr"
        onChange={({ currentTarget }) => onFiles(currentTarget.files)}
      />
    </label>
  );
}

interface ShownProps {
  readonly open: OpenReplay;
  readonly beside: Uint8Array | null;
}

function Shown({ open, beside }: ShownProps) {
  const { file, replay, belt } = open;
  const { header, result, contentDigest } = replay;
  const title = `${header.player.name}, seed ${header.seed}`;
  useEffect(() => {
    document.title = `${title} · Asteroid Belt Prospector`;
  }, [title]);
  const budget = header.options["time_max"];
  const lines = useLines(open);
  const [rival] = useState(() =>
    beside === null
      ? null
      : { name: readReplay(beside).header.player.name, load: () => Promise.resolve(beside) },
  );
  return (
    <>
      <div class="page-head">
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
        belt={belt}
        timeMax={typeof budget === "number" ? budget : null}
        rival={rival}
        share={shareSource(title, file)}
      />
    </>
  );
}

/** The replay as the first line, and those on which policies continue. */
function useLines({ file, replay, player }: OpenReplay): LineSet {
  const [lines] = useState(() => {
    const { header, result } = replay;
    const { name } = header.player;
    return new LineSet({ name, player, file: async () => file, netProfit: result.netProfit });
  });
  useEffect(() => () => lines.close(), [lines]);
  return lines;
}

/** A file has no address that is of use elsewhere, and is its own HTML file. */
function shareSource(title: string, file: Uint8Array): ShareSource {
  const playerUrl = location.protocol === "file:" ? null : location.href.split("#")[0]!;
  return { title, playerUrl, file: () => Promise.resolve(file), address: null, html: null };
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

startTheme();
const held = replayInPage(document.getElementById("replay")!.textContent ?? "null");
render(<Standalone first={held ?? replayInLink(location.hash)} />, document.getElementById("app")!);
