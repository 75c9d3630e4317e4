// Opens replays, bundles and folders that are dropped anywhere on the page.
import { navigate } from "../address/router";
import { openPath } from "../address/routes";
import { droppedFiles, openFiles } from "../player/opened_files";
import { useDrop } from "../ui/use_drop";

export function DropAnywhere() {
  const isOver = useDrop((transfer) => {
    void droppedFiles(transfer).then((files) => {
      navigate(openPath());
      return openFiles(files);
    });
  });
  return isOver ? <p class="drop-note">Drop to open: replays, bundles, folders</p> : null;
}
