// The dialogs of Play, one at a time: keyboard help, save, new flight.
import { refine } from "../address/router";
import { playPath } from "../address/routes";
import type { Meta } from "../generated/api";
import type { Flight } from "../play/flight";
import type { Shown } from "../play/flight_head";
import { NewFlight } from "../play/new_flight";
import type { Pilot } from "../play/pilot";
import { PlayHelp } from "../play/play_help";
import { formatPlayQuery } from "../play/play_query";
import { SaveDialog } from "../play/save_dialog";

interface PlayDialogsProps {
  readonly shown: Shown;
  readonly pilot: Pilot;
  readonly meta: Meta | null;
  readonly onFlight: (flight: Flight) => void;
  readonly onClose: () => void;
}

export function PlayDialogs({ shown, pilot, meta, onFlight, onClose }: PlayDialogsProps) {
  switch (shown) {
    case "help":
      return <PlayHelp onClose={onClose} />;
    case "save":
      return <SaveDialog pilot={pilot} meta={meta} onClose={onClose} />;
    case "new":
      return (
        <NewFlight
          replaces={pilot.session.step.peek() > 0}
          onCancel={onClose}
          onDuel={(rival) => {
            onClose();
            refine(playPath(formatPlayQuery({ kind: "race", step: 0, ...rival })));
          }}
          onStart={(flight) => {
            onClose();
            onFlight(flight);
          }}
        />
      );
    case null:
      return null;
  }
}
