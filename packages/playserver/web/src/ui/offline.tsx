// Says when the server does not answer, and when it does again.
import { useEffect, useState } from "preact/hooks";
import { api } from "../api/client";
import { isReachable } from "../api/request";
import { IS_SITE } from "../site";
import { Icon } from "./icons";

const RETRY_MS = 2000;
const GLAD_MS = 4000;

export function Offline() {
  const [isBack, setIsBack] = useState(false);
  const isAway = !isReachable.value && !IS_SITE;
  useEffect(() => {
    if (!isAway) return undefined;
    const timer = setInterval(() => void api.meta().catch(() => null), RETRY_MS);
    return () => {
      clearInterval(timer);
      setIsBack(true);
    };
  }, [isAway]);
  useEffect(() => {
    if (!isBack) return undefined;
    const timer = setTimeout(() => setIsBack(false), GLAD_MS);
    return () => clearTimeout(timer);
  }, [isBack]);
  return (
    <div role="status" class="connection">
      {isAway ? (
        <p class="stale">
          <Icon name="warning" />
          The server does not answer. Trying again every two seconds.
        </p>
      ) : (
        isBack && (
          <p class="stale tone-good">
            <Icon name="check" />
            The server is back.
          </p>
        )
      )}
    </div>
  );
}
