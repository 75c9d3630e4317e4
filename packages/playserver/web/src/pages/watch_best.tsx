// Opens the replay with the highest return among those that match, in one click.
import { useState } from "preact/hooks";
import { navigate } from "../address/router";
import { replayPath } from "../address/routes";
import { api } from "../api/client";
import type { ListQuery } from "../api/list_query";
import { Icon } from "../ui/icons";

interface WatchBestProps {
  readonly query: ListQuery;
  /** What it is the best of, for screen readers. */
  readonly of?: string;
  readonly isPrimary?: boolean;
}

export function WatchBest({ query, of = "", isPrimary = false }: WatchBestProps) {
  const [note, setNote] = useState<string | null>(null);
  async function open(): Promise<void> {
    const best = { ...query, sort: "return", isAscending: false, page: 0 };
    const [found] = (await api.findReplays(best, 1)).replays;
    if (found === undefined) setNote("No replay");
    else navigate(replayPath(found.run_id, found.entry.replay_id));
  }
  return (
    <button
      type="button"
      class={`button${isPrimary ? " button-primary" : ""}`}
      title="The replay with the highest return"
      onClick={() => void open().catch((error: Error) => setNote(error.message))}
    >
      <Icon name="play" />
      {note ?? (isPrimary ? "Watch the best" : "Best")}
      {of !== "" && <span class="visually-hidden"> replay of {of}</span>}
    </button>
  );
}
