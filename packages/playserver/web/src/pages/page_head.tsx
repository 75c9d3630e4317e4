// The head of a page: breadcrumb and title.
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

export interface Crumb {
  readonly label: string;
  readonly href: string;
}

interface PageHeadProps {
  readonly crumbs: readonly Crumb[];
  readonly title: string;
  readonly children?: ComponentChildren;
}

export function PageHead({ crumbs, title, children }: PageHeadProps) {
  useEffect(() => {
    document.title = `${title} · Asteroid Belt Prospector`;
  }, [title]);
  return (
    <div class="page-head">
      <nav class="crumbs" aria-label="Breadcrumb">
        {crumbs.map((crumb) => (
          <a key={crumb.href} href={crumb.href}>
            {crumb.label}
          </a>
        ))}
        <h1>{title}</h1>
      </nav>
      {children}
    </div>
  );
}
