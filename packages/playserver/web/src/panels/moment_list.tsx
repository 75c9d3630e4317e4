// The largest gains and losses of an episode; a click goes to the step.
import type { EpisodeView } from "../replay/episode_view";
import { formatNumber, formatSigned } from "../lib/format";
import { largestMoments, momentLabel, momentsOf, type Moment } from "../replay/moments";

const SHOWN = 8; // of each kind

export function MomentList({ player }: { readonly player: EpisodeView }) {
  void player.version.value; // the track grows
  const { gains, losses } = largestMoments(momentsOf(player.store.track), SHOWN);
  return (
    <>
      <Moments title="Largest losses" player={player} moments={losses} />
      <Moments title="Largest gains" player={player} moments={gains} />
    </>
  );
}

interface MomentsProps {
  readonly title: string;
  readonly player: EpisodeView;
  readonly moments: readonly Moment[];
}

function Moments({ title, player, moments }: MomentsProps) {
  return (
    <section class="moments" aria-label={title}>
      <h3>
        {title} <span class="muted">by reward</span>
      </h3>
      {moments.length === 0 && <p class="muted">None so far.</p>}
      <ol>
        {moments.map((moment) => (
          <li key={moment.step} class="log-row">
            <button type="button" onClick={() => player.visit(moment.step)}>
              <span class="log-step num">{formatNumber(moment.step)}</span>
              <span class="log-action">{momentLabel(player.store.track, moment)}</span>
              <b class={`booking num tone-${moment.reward < 0 ? "bad" : "good"}`}>
                {formatSigned(moment.reward, 2)}
              </b>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
