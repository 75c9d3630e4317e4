// Buttons for the pages of a list; hidden for a single page.

interface PagerProps {
  readonly label: string;
  /** The shown page, from 0. */
  readonly page: number;
  readonly pages: number;
  readonly before: string;
  readonly after: string;
  readonly onShow: (page: number) => void;
}

export function Pager({ label, page, pages, before, after, onShow }: PagerProps) {
  if (pages <= 1) return null;
  return (
    <nav class="pager" aria-label={label}>
      <button type="button" class="button" disabled={page === 0} onClick={() => onShow(page - 1)}>
        {before}
      </button>
      <span class="num">
        {page + 1} / {pages}
      </span>
      <button
        type="button"
        class="button"
        disabled={page + 1 >= pages}
        onClick={() => onShow(page + 1)}
      >
        {after}
      </button>
    </nav>
  );
}
