// A modal dialog; Escape closes it.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

interface DialogProps {
  readonly title: string;
  readonly onCancel: () => void;
  readonly isWide?: boolean;
  readonly children: ComponentChildren;
}

export function Dialog({ title, onCancel, isWide = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current!;
    element.showModal();
    return () => element.close(); // returns the focus to where it was
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog${isWide ? " dialog-wide" : ""}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault(); // the parent removes the dialog
        onCancel();
      }}
    >
      <h2 id={titleId}>{title}</h2>
      {children}
    </dialog>
  );
}

export function CloseButton({ onClose }: { readonly onClose: () => void }) {
  return (
    <div class="dialog-buttons">
      <button type="button" class="button button-primary" onClick={onClose}>
        Close
      </button>
    </div>
  );
}

interface ConfirmProps {
  readonly title: string;
  readonly text: ComponentChildren;
  /** The text of the confirming button. */
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
