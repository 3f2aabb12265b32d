// Files on their way: pictures are made smaller in the browser, so that a weak
// line carries them; the server makes them anew either way.
import { api, ask, type Schemas } from '../../shared/api.ts';

const longest = 1600;
const quality = 0.72;
const small = 300_000;

/** A picture made smaller; anything else, and what this browser cannot read, as it is. */
export async function reduced(file: Blob): Promise<Blob> {
  if (!file.type.startsWith('image/') || file.size < small) return file;
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return file; // the server says what is wrong with it
  }
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const made = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
  return made && made.size < file.size ? made : file;
}

/** Sends a file; the server keeps it for seven days until it is attached. */
export async function sendFile(file: Blob): Promise<Schemas['FileView']> {
  const body = await reduced(file);
  return ask(api.POST('/files', { body: body as unknown as string, bodySerializer: () => body, headers: { 'Content-Type': 'application/octet-stream' } }));
}
