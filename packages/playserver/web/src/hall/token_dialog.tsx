// Asks for the token of a server that protects writes.
import { useId, useState } from "preact/hooks";
import { Dialog } from "../ui/dialog";

interface TokenDialogProps {
  /** Why the previous token was refused; null the first time. */
  readonly error: string | null;
  /** Called once; null cancels. */
  readonly onAnswer: (token: string | null) => void;
}

export function TokenDialog({ error, onAnswer }: TokenDialogProps) {
  const [text, setText] = useState("");
  const token = text.trim();
  return (
    <Dialog title="This server needs a token" onCancel={() => onAnswer(null)}>
      <p class="muted dialog-text">
        Ask the person who runs the server for it. It stays in this tab until you close it.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (token !== "") onAnswer(token);
        }}
      >
        <TokenField text={text} error={error} onInput={setText} />
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={() => onAnswer(null)}>
            Cancel
          </button>
          <button type="submit" class="button button-primary" disabled={token === ""}>
            Continue
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface TokenFieldProps {
  readonly text: string;
  readonly error: string | null;
  readonly onInput: (text: string) => void;
}

function TokenField({ text, error, onInput }: TokenFieldProps) {
  const errorId = useId();
  return (
    <>
      <label class="field">
        <span>Token</span>
        <input
          type="password"
          autocomplete="off"
          spellcheck={false}
          value={text}
          aria-invalid={error !== null}
          aria-describedby={error === null ? undefined : errorId}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
      </label>
      {error !== null && (
        <p id={errorId} class="field-error" role="alert">
          {error}
        </p>
      )}
    </>
  );
}
