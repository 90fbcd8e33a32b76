import { ApiError, problemOf, Unreachable } from './api';
import './dict/later';
import type { MediaKind, UploadedContent } from './types';

/** A large file over a slow line takes its time; what stalls for longer than this will not come. */
const TIMEOUT_MS = 300_000;

interface Uploaded {
  id: string;
  kind: MediaKind;
  mime_type: string;
  bytes: number;
  thumbnail: boolean;
}

async function post(file: File): Promise<Response> {
  try {
    return await fetch(`/people/v1/media?name=${encodeURIComponent(file.name)}`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'Content-Type': file.type === '' ? 'application/octet-stream' : file.type },
      body: file,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw new Unreachable(String(error));
  }
}

/** Brings a file to the server; answers the message that sends it. */
export async function uploaded(file: File): Promise<UploadedContent> {
  const response = await post(file);
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(response.status, problemOf(answer, response.status));
  const { id, kind, mime_type, bytes, thumbnail } = answer as Uploaded;
  // The server takes the id and the kind; the rest shows the message until its entry comes.
  return {
    type: 'media',
    id,
    kind,
    file: {
      id,
      kind,
      mime: mime_type,
      bytes,
      thumbnail,
      ...(kind === 'document' ? { filename: file.name } : {}),
    },
  };
}
