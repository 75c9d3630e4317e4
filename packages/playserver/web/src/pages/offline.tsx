// Shows when the server stops answering, and when it is back.
import { useEffect, useState } from "preact/hooks";
import { api } from "../api/client";
import { isReachable } from "../api/request";
import { IS_SITE } from "../address/site";
import { Icon } from "../ui/icons";

const RETRY_MS = 2000;
const BACK_NOTICE_MS = 4000;

export function Offline() {
  const [isBack, setIsBack] = useState(false);
  const isUnreachable = !isReachable.value && !IS_SITE;
  useEffect(() => {
    if (!isUnreachable) return undefined;
    let timer = setTimeout(retry, RETRY_MS);
    async function retry(): Promise<void> {
      await api.meta().catch(() => null);
      timer = setTimeout(retry, RETRY_MS);
    }
    return () => {
      clearTimeout(timer);
      setIsBack(true);
    };
  }, [isUnreachable]);
  useEffect(() => {
    if (!isBack) return undefined;
    const timer = setTimeout(() => setIsBack(false), BACK_NOTICE_MS);
    return () => clearTimeout(timer);
  }, [isBack]);
  return (
    <div role="status" class="connection">
      {isUnreachable ? (
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
