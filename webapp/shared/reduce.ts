// A photo made small on the phone. What a canvas writes holds the picture and
// nothing else: neither place nor device nor an older small picture.

const longestSide = 1600;
const quality = 0.8;

/** A JPEG of at most 1600 px a side, upright. Throws on what the browser cannot read. */
export const reduced = (file: Blob): Promise<Uint8Array<ArrayBuffer>> => written(file, longestSide, quality);

/** How a photo is made smaller until it fits: first coarser, then smaller. */
const tries: [side: number, quality: number][] = [[1600, 0.8], [1600, 0.6], [1600, 0.45], [1200, 0.5], [1000, 0.4], [800, 0.4], [640, 0.3]];

/** As reduced, in at most so many bytes. */
export async function fitted(file: Blob, most: number): Promise<Uint8Array<ArrayBuffer>> {
  for (const [side, q] of tries) {
    const jpeg = await written(file, side, q);
    if (jpeg.length <= most) return jpeg;
  }
  throw new Error('too detailed');
}

async function written(file: Blob, longest: number, quality: number): Promise<Uint8Array<ArrayBuffer>> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(picture.width * scale)), Math.max(1, Math.round(picture.height * scale)));
    const on = canvas.getContext('2d');
    if (!on) throw new Error('no canvas');
    on.fillStyle = '#fff'; // what can be seen through is white, as on paper
    on.fillRect(0, 0, canvas.width, canvas.height);
    on.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality });
    return new Uint8Array(await jpeg.arrayBuffer());
  } finally {
    picture.close(); // a large one takes 50 MB
  }
}
