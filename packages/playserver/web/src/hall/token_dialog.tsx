// Asks for the token of a server that takes writes from its friends only.
import { useEffect, useRef, useState } from "preact/hooks";

interface TokenDialogProps {
  /** Why the token before did not do; null at the first time. */
  readonly error: string | null;
  /** Called once, with null if there is none. */
  readonly onAnswer: (token: string | null) => void;
}

export function TokenDialog({ error, onAnswer }: TokenDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState("");
  useEffect(() => dialog.current!.showModal(), []);
  const given = text.trim();
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="token-title"
      onCancel={() => onAnswer(null)}
    >
      <h2 id="token-title">This server asks for its token</h2>
      <p class="muted dialog-text">
        Whoever started it has the token. It stays in this tab, and is forgotten when you close it.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (given !== "") onAnswer(given);
        }}
      >
        <label class="field">
          <span>Token</span>
          <input
            type="password"
            autocomplete="off"
            spellcheck={false}
            value={text}
            aria-invalid={error !== null}
            aria-describedby={error === null ? undefined : "token-error"}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </label>
        {error !== null && (
          <p id="token-error" class="field-error" role="alert">
            {error}
          </p>
        )}
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={() => onAnswer(null)}>
            Cancel
          </button>
          <button type="submit" class="button button-primary" disabled={given === ""}>
            Go on
          </button>
        </div>
      </form>
    </dialog>
  );
}
