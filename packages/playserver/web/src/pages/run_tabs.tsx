// Links between the two lists of the runs folder: its runs, and its saved evaluations.
import { evaluationsPath, runsPath } from "../address/routes";
import { IS_SITE } from "../address/site";

const TABS = [
  ["runs", "Runs", runsPath],
  ["evaluations", "Evaluations and bundles", evaluationsPath],
] as const;

export function RunTabs({ here }: { readonly here: (typeof TABS)[number][0] }) {
  if (IS_SITE) return null; // a site has no evaluations
  return (
    <nav class="segmented" aria-label="Lists">
      {TABS.map(([name, label, path]) => (
        <a key={name} href={path()} aria-current={name === here ? "page" : undefined}>
          {label}
        </a>
      ))}
    </nav>
  );
}
