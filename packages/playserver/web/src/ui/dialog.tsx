// A dialog over the page; Escape and its cancel button close it.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface DialogProps {
  readonly title: string;
  readonly onCancel: () => void;
  readonly isWide?: boolean;
  readonly children: ComponentChildren;
}

let numDialogs = 0;

export function Dialog({ title, onCancel, isWide = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useRef("");
  if (id.current === "") id.current = `dialog-${(numDialogs += 1)}`;
  useEffect(() => dialog.current!.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class={`dialog${isWide ? " dialog-wide" : ""}`}
      aria-labelledby={id.current}
      onCancel={(event) => {
        event.preventDefault(); // whoever opened it takes it away
        onCancel();
      }}
    >
      <h2 id={id.current}>{title}</h2>
      {children}
    </dialog>
  );
}

interface ConfirmProps {
  readonly title: string;
  readonly text: ComponentChildren;
  /** What the button that does it says. */
  readonly verb: string;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

export function Confirm({ title, text, verb, onConfirm, onCancel }: ConfirmProps) {
  return (
    <Dialog title={title} onCancel={onCancel}>
      <p class="dialog-text">{text}</p>
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={onCancel}>
          Cancel
        </button>
        <button type="button" class="button button-primary" onClick={onConfirm}>
          {verb}
        </button>
      </div>
    </Dialog>
  );
}
