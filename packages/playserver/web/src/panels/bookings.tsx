// The credits, units and hull of a step, as in "+1,240 cr 36.2 u".
import { bookingsOf, bookingTexts } from "../replay/ledger";
import type { Track } from "../replay/track";

const TONES = { sale: "good", purchase: "plain", theft: "bad", jettison: "warn", damage: "bad" };

interface BookingsProps {
  readonly track: Track;
  readonly step: number;
}

export function Bookings({ track, step }: BookingsProps) {
  return (
    <>
      {bookingsOf(track, step).map((booking) => {
        const [first, ...rest] = bookingTexts(booking);
        return (
          <span key={booking.kind} class="booking num">
            <b class={`tone-${TONES[booking.kind]}`}>{first}</b>
            {rest.map((text) => (
              <small key={text}> {text}</small>
            ))}
          </span>
        );
      })}
    </>
  );
}
