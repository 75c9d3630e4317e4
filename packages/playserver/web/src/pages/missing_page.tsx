// The page for unknown addresses.
import { replaysPath } from "../address/routes";
import { Empty } from "../ui/notice";
import { PageHead } from "./page_head";

export function MissingPage({ path }: { readonly path: string }) {
  return (
    <main class="page">
      <PageHead crumbs={[]} title="Not found" />
      <Empty title="There is nothing here">
        <p>
          No page has the address <code>{path}</code>.
        </p>
        <p>
          <a class="button" href={replaysPath()}>
            To the replays
          </a>
        </p>
      </Empty>
    </main>
  );
}
