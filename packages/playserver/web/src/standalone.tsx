// The entry point of player.html: one replay, from the page itself, its address or a file, without a server.
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { openReplay, type OpenReplay } from "./player/open_replay";
import { OpenedReplay } from "./player/opened_replay";
import { replayInLink, replayInPage, type HeldReplay } from "./player/share_link";
import { heldPolicy } from "./policy/sources";
import { Failure, Loading } from "./ui/notice";
import { startTheme } from "./ui/theme";
import { useDrop } from "./ui/use_drop";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/pages.css";
import "./styles/replay.css";
import "./styles/share.css";

type State = OpenReplay | Error | "opening" | "empty";

function isOpen(state: State): state is OpenReplay {
  return typeof state === "object" && !(state instanceof Error);
}

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
  useDrop((transfer) => take(transfer?.files));
  const take = (files: FileList | null | undefined): void => {
    void files?.[0]?.arrayBuffer().then((buffer) => {
      setHeld({ file: new Uint8Array(buffer), beside: null, policy: null, step: 0, truth: false });
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
        {isOpen(state) && (
          <OpenedReplay
            key={state.replay.contentDigest}
            open={state}
            beside={held?.beside ?? null}
            share={SHARE}
            {...ASKED}
          />
        )}
      </main>
    </div>
  );
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

/** A file has no address that is of use elsewhere, and is its own HTML file. */
const SHARE = {
  playerUrl: location.protocol === "file:" ? null : location.href.split("#")[0]!,
  html: null,
};

const held =
  replayInPage(document.getElementById("replay")!.textContent ?? "null") ??
  replayInLink(location.hash);
/** What the file holds: `replaykit export --policy`. */
const own = held?.policy ? heldPolicy(held.policy) : null;
const ASKED = { policies: own === null ? [] : [own], own, isAsked: own !== null };

startTheme();
render(<Standalone first={held} />, document.getElementById("app")!);
