// The frame of every page: header, the page of the route, footer.
import { api } from "./api/client";
import { useResource } from "./api/resource";
import type { Meta } from "./generated/api";
import { SPEC_DIGEST } from "./generated/spec";
import { shortDigest } from "./lib/format";
import { AnalyticsPage } from "./pages/analytics_page";
import { EvaluationsPage } from "./pages/evaluations_page";
import { HallPage } from "./pages/hall_page";
import { MissingPage } from "./pages/missing_page";
import { OpenPage } from "./pages/open_page";
import { PlayPage } from "./pages/play_page";
import { ReplayPage } from "./pages/replay_page";
import { RunPage } from "./pages/run_page";
import { ReplaysPage } from "./pages/replays_page";
import { RunsPage } from "./pages/runs_page";
import { route } from "./address/router";
import {
  analyticsPath,
  hallPath,
  playPath,
  replaysPath,
  runsPath,
  type Route,
} from "./address/routes";
import { IS_SITE } from "./address/site";
import { Icon } from "./ui/icons";
import { Failure } from "./ui/notice";
import { Offline } from "./pages/offline";
import { DropAnywhere } from "./pages/drop_anywhere";
import { chooseTheme, theme, THEMES, type Theme } from "./ui/theme";

const STAGES: readonly Route["page"][] = ["replay", "play", "open"];

export function App() {
  const meta = useResource("meta", (signal) => api.meta(signal)).data;
  const isStage = STAGES.includes(route.value.page);
  return (
    <div class={isStage ? "app is-stage" : "app"}>
      <header class="top">
        <a class="brand" href={replaysPath()} aria-label="Asteroid Belt Prospector">
          <Mark />
          <span>
            Asteroid Belt <b>Prospector</b>
          </span>
        </a>
        <SiteNav />
        <ThemeButton />
      </header>
      <Offline />
      <DropAnywhere />
      {meta !== null && meta.spec_digest !== SPEC_DIGEST ? (
        <WrongWorld meta={meta} />
      ) : (
        <Page meta={meta} />
      )}
      {!isStage && meta !== null && <Footer meta={meta} />}
    </div>
  );
}

const SITE_PAGES: readonly (readonly [string, () => string, readonly Route["page"][]])[] = [
  ["Replays", replaysPath, ["replays", "replay"]],
  ["Runs", runsPath, ["runs", "run", "evaluations"]],
  ["Play", playPath, ["play"]],
  ["Analytics", analyticsPath, ["analytics"]],
  // the hall of fame needs a server that verifies replays
  ...(IS_SITE ? [] : [["Hall", hallPath, ["hall"]] as const]),
];

function SiteNav() {
  const here = route.value.page;
  return (
    <nav class="site-nav" aria-label="Pages">
      {SITE_PAGES.map(([label, path, pages]) => (
        <a key={label} href={path()} aria-current={pages.includes(here) ? "page" : undefined}>
          {label}
        </a>
      ))}
    </nav>
  );
}

function Page({ meta }: { readonly meta: Meta | null }) {
  const here = route.value;
  switch (here.page) {
    case "replays":
      return <ReplaysPage search={here.search} />;
    case "analytics":
      return <AnalyticsPage search={here.search} />;
    case "hall":
      return <HallPage search={here.search} meta={meta} />;
    case "play":
      return <PlayPage search={here.search} meta={meta} />;
    case "runs":
      return <RunsPage search={here.search} />;
    case "evaluations":
      return <EvaluationsPage search={here.search} />;
    case "open":
      return <OpenPage search={here.search} />;
    case "run":
      return <RunPage key={here.runId} runId={here.runId} search={here.search} />;
    case "replay":
      return (
        <ReplayPage
          key={`${here.runId ?? ""}/${here.replayId}`}
          runId={here.runId}
          replayId={here.replayId}
        />
      );
    case "missing":
      return <MissingPage path={here.path} />;
  }
}

/** The page must not explain the numbers of another spec. */
function WrongWorld({ meta }: { readonly meta: Meta }) {
  const text =
    `This page needs spec ${shortDigest(SPEC_DIGEST)}, the server has ` +
    `${shortDigest(meta.spec_digest)}. Install playserver and envcore of the same release.`;
  return (
    <main class="page">
      <Failure error={new Error(text)} />
    </main>
  );
}

function Footer({ meta }: { readonly meta: Meta }) {
  return (
    <footer class="foot muted">
      <span>playserver {meta.version}</span>
      <span>envcore {meta.envcore_version}</span>
      <span>{meta.env_id}</span>
      <span title={meta.spec_digest}>
        spec <code>{shortDigest(meta.spec_digest)}</code>
      </span>
    </footer>
  );
}

function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <ellipse cx="16" cy="16" rx="14" ry="5.5" transform="rotate(-28 16 16)" />
      <path d="M10.5 13.5 15 9.8l5.6 1.6 2 5.4-3 5-6 .9-4.4-4.1z" />
      <circle cx="27.6" cy="9.4" r="2" />
    </svg>
  );
}

const THEME_ICONS = { auto: "auto", light: "sun", dark: "moon" } as const;

function ThemeButton() {
  const name: Theme = theme.value;
  const next = THEMES[(THEMES.indexOf(name) + 1) % THEMES.length]!;
  const label = `Colors: ${name}. Change to ${next}`;
  return (
    <button
      type="button"
      class="control"
      aria-label={label}
      title={label}
      onClick={() => chooseTheme(next)}
    >
      <Icon name={THEME_ICONS[name]} />
    </button>
  );
}
