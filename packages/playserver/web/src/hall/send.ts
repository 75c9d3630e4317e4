// Sends a replay to the hall of fame. XMLHttpRequest, because fetch tells no progress of what leaves.
import { ApiError, isProblem, isReachable } from "../api/request";
import type { StoredReplay } from "../generated/api";
import { apiUrl } from "../site";

/**
 * Send a file, which the server simulates again before it keeps it.
 *
 * @param token What the server asks for, or null.
 * @param onProgress Called with the share that was sent; 1 while the server simulates.
 * @throws ApiError With the server's reason.
 */
export function sendReplay(
  file: Blob,
  token: string | null,
  onProgress: (share: number) => void,
): Promise<StoredReplay> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", apiUrl("hall"));
    request.responseType = "json";
    request.setRequestHeader("Content-Type", "application/octet-stream");
    if (token !== null) request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.upload.onload = () => onProgress(1);
    request.onerror = () => {
      isReachable.value = false;
      reject(new ApiError("The server does not answer. Is playserver still running?", 0));
    };
    request.onload = () => {
      isReachable.value = true;
      const body: unknown = request.response;
      if (request.status < 400) resolve(body as StoredReplay);
      else {
        const text = isProblem(body) ? body.detail : `The server answered ${request.status}.`;
        reject(new ApiError(text, request.status));
      }
    };
    request.send(file);
  });
}
