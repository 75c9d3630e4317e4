// Notices in place of content: loading, empty, failed, out of date.
import type { ComponentChildren } from "preact";
import { Icon } from "./icons";

export function Loading({ what }: { readonly what: string }) {
  return (
    <div class="notice" role="status">
      <span class="spinner" aria-hidden="true" />
      Loading {what}…
    </div>
  );
}

interface EmptyProps {
  readonly title: string;
  readonly children?: ComponentChildren;
}

export function Empty({ title, children }: EmptyProps) {
  return (
    <div class="notice notice-empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

interface FailureProps {
  readonly error: Error;
  readonly children?: ComponentChildren;
}

export function Failure({ error, children }: FailureProps) {
  return (
    <div class="notice notice-bad" role="alert">
      <Icon name="warning" />
      <p>{error.message}</p>
      {children}
    </div>
  );
}

interface PendingProps {
  /** Why loading failed; null while it loads. */
  readonly error: Error | null;
  readonly what: string;
}

/** In place of data that has not arrived. */
export function Pending({ error, what }: PendingProps) {
  return error === null ? <Loading what={what} /> : <Failure error={error} />;
}

/** Above data that could not be refreshed. */
export function Stale({ error }: { readonly error: Error | null }) {
  if (error === null) return null;
  return (
    <p class="stale" role="status">
      <Icon name="warning" />
      Out of date: {error.message}
    </p>
  );
}

/** What could not be read; everything else is shown. */
export function Problems({ problems }: { readonly problems: readonly string[] }) {
  return (
    <>
      {problems.map((text) => (
        <p key={text} class="stale" role="status">
          <Icon name="warning" />
          {text}
        </p>
      ))}
    </>
  );
}
