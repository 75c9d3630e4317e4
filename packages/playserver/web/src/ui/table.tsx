// Parts of tables: the head row, and cells that carry their column's name on small screens.
import type { ComponentChildren } from "preact";

export interface Column {
  readonly label: string;
  readonly isRight?: boolean;
  /** Whether only screen readers get the label. */
  readonly isHidden?: boolean;
  readonly title?: string;
}

export function TableHead({ columns }: { readonly columns: readonly Column[] }) {
  return (
    <thead>
      <tr>
        {columns.map(({ label, isRight, isHidden, title }) => (
          <th key={label} scope="col" class={isRight === true ? "right" : undefined} title={title}>
            {isHidden === true ? <span class="visually-hidden">{label}</span> : label}
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface NumberCellProps {
  readonly label: string;
  readonly isMuted?: boolean;
  readonly title?: string;
  readonly children: ComponentChildren;
}

export function NumberCell({ label, isMuted = false, title, children }: NumberCellProps) {
  return (
    <td data-label={label} class={`right num${isMuted ? " muted" : ""}`} title={title}>
      {children}
    </td>
  );
}
