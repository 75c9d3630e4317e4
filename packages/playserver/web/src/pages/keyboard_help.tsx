// The keys of the player, in a dialog.
import { useEffect, useRef } from "preact/hooks";
import { shownBindings } from "../replay/keyboard";

export function KeyboardHelp({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current!.showModal(), []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="help-title" onClose={onClose}>
      <h2 id="help-title">Keyboard</h2>
      <dl class="keys">
        {shownBindings().map((binding) => (
          <div key={binding.shown}>
            <dt>
              <kbd>{binding.shown}</kbd>
            </dt>
            <dd>{binding.does}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>?</kbd>
          </dt>
          <dd>This help</dd>
        </div>
      </dl>
      <form method="dialog">
        <button class="button button-primary">Close</button>
      </form>
    </dialog>
  );
}
