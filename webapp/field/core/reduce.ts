// A photo made small on the phone. What a canvas writes holds the picture and
// nothing else: neither place nor device nor an older small picture.

const longestSide = 1600;
const quality = 0.8;

/** A JPEG of at most 1600 px a side, upright. Throws on what the browser cannot read. */
export async function reduced(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height));
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
