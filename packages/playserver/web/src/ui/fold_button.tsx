// Folds what covers a map on a phone; style sheets hide it elsewhere.
interface FoldButtonProps {
  readonly isOpen: boolean;
  /** What is shown when it is open. */
  readonly label: string;
  readonly class: string;
  readonly onClick: () => void;
}

export function FoldButton({ isOpen, label, class: name, onClick }: FoldButtonProps) {
  return (
    <button
      type="button"
      class={name}
      aria-expanded={isOpen}
      aria-label={`Show ${label}`}
      onClick={onClick}
    >
      {isOpen ? "▾" : "▴"}
    </button>
  );
}
