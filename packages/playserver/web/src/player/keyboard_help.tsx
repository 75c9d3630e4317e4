// The player's keys, in a dialog.
import { Dialog } from "../ui/dialog";
import { shownBindings } from "../replay/keyboard";

export function KeyboardHelp({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keyboard" onCancel={onClose}>
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
      <button type="button" class="button button-primary" onClick={onClose}>
        Close
      </button>
    </Dialog>
  );
}
