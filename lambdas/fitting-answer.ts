// Lambda answers with 6 MB at most: long answers are compressed, and what is too long even so is refused in words.
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** Bytes. */
const compressFrom = 256 * 1024;
/** Bytes, before Base64 makes four of three. */
const longest = 4_400_000;

export async function fittingAnswer(request: Request, response: Response): Promise<Response> {
  const body = Buffer.from(await response.arrayBuffer());
  const { status } = response;
  const headers = new Headers(response.headers);
  if (body.length < compressFrom)
    return new Response(body.length === 0 ? null : Uint8Array.from(body), { status, headers });
  const taken = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');
  const sent = taken ? await zipped(body) : body;
  if (sent.length > longest)
    return Response.json(
      { error: 'this is larger than can be sent here; ask for less of it at a time' },
      { status: 413 },
    );
  if (taken) headers.set('content-encoding', 'gzip');
  headers.delete('content-length');
  return new Response(Uint8Array.from(sent), { status, headers });
}

const zipped = promisify(gzip);
