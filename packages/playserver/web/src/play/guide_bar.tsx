// The guide of the first flight: one hint at a time, with a button for its action.
import { useState } from "preact/hooks";
import { ACTIONS } from "../generated/spec";
import type { Track } from "../replay/track";
import { GUIDE_STAGES, hintOf, type Hint, type Past } from "./guide";
import type { Pilot } from "./pilot";

const KEY = "playserver.guided";
const DONE = "done";

function wasGuided(): boolean {
  try {
    return localStorage.getItem(KEY) === DONE;
  } catch {
    return false;
  }
}

function noteGuided(isDone: boolean): void {
  try {
    if (isDone) localStorage.setItem(KEY, DONE);
    else localStorage.removeItem(KEY);
  } catch {
    // storage is forbidden: the guide is back after a reload
  }
}

export interface Guide {
  readonly isOn: boolean;
  readonly hint: Hint | null;
  readonly toggle: () => void;
}

/** The current hint, unless the guide is hidden. */
export function useGuide(pilot: Pilot): Guide {
  const [isOn, setOn] = useState(() => !wasGuided());
  void pilot.session.version.value;
  const { frame, belt, store } = pilot.session;
  const hint = isOn ? hintOf(frame, belt, pastOf(store.track)) : null;
  return {
    isOn,
    hint,
    toggle() {
      noteGuided(isOn);
      setOn(!isOn);
    },
  };
}

/** What the hints need to know of the steps so far. */
export function pastOf(track: Track): Past {
  let [hasMined, sales] = [false, 0];
  for (let step = 1; step < track.total; step += 1) {
    const family = ACTIONS[track.actionAt(step) ?? -1]?.family;
    if (family === "mine") hasMined = true;
    if (family === "sell" && hasMined) [hasMined, sales] = [false, sales + 1];
  }
  return { hasMined, sales };
}

interface GuideBarProps {
  readonly pilot: Pilot;
  readonly guide: Guide;
}

export function GuideBar({ pilot, guide }: GuideBarProps) {
  const { hint } = guide;
  if (hint === null) return null;
  const { action } = hint;
  return (
    <section class="guide panel" aria-label="Guide">
      <ol class="guide-stages" aria-label={`Hint ${hint.stage} of ${GUIDE_STAGES}`}>
        {Array.from({ length: GUIDE_STAGES }, (_, index) => (
          <li key={index} class={index < hint.stage ? "is-reached" : ""} aria-hidden="true" />
        ))}
      </ol>
      <p class="guide-text">
        <b>{hint.title}.</b> {hint.text}
      </p>
      <span class="guide-buttons">
        {action !== null && (
          <button type="button" class="button button-primary" onClick={() => pilot.attempt(action)}>
            Do it <kbd>Enter</kbd>
          </button>
        )}
        <button type="button" class="button button-quiet" onClick={guide.toggle}>
          Hide hints
        </button>
      </span>
    </section>
  );
}
