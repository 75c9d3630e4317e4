// The status of a run as a colored word.
import type { Run } from "../generated/api";

const TONES: Record<Run["status"], string> = {
  running: "accent",
  completed: "good",
  failed: "bad",
  interrupted: "warn",
  unknown: "plain",
};

export function StatusPill({ run }: { readonly run: Run }) {
  if (run.is_stale) {
    return (
      <span class="pill tone-warn" title="The run is marked as running, but its process is gone.">
        stopped
      </span>
    );
  }
  return (
    <span class={`pill tone-${TONES[run.status]}`}>
      {run.status === "running" && <span class="pulse" aria-hidden="true" />}
      {run.status}
    </span>
  );
}
