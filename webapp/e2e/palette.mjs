// A picture of a screen in 256 colours: a third of the bytes, the same to the
// eye. Written here because a package for it would be a thing to keep.
import { crc32, deflateSync } from 'node:zlib';

/** The picture as a PNG with a palette. page is any open page of a browser. */
export async function inPalette(page, png) {
  const { width, height, palette, pixels } = await page.evaluate(quantise, png.toString('base64'));
  const indexed = Buffer.from(pixels, 'base64');
  const rows = Buffer.alloc((width + 1) * height); // every row begins with filter 0
  for (let y = 0; y < height; y++) indexed.copy(rows, y * (width + 1) + 1, y * width, (y + 1) * width);
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 3, 0, 0, 0]); // 8 bits, palette
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head), chunk('PLTE', Buffer.from(palette)), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

/** Runs in the page: the 256 commonest colours, every pixel to its nearest. */
async function quantise(base64) {
  const image = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))]));
  const { width, height } = image;
  const g = new OffscreenCanvas(width, height).getContext('2d');
  g.drawImage(image, 0, 0);
  const { data } = g.getImageData(0, 0, width, height);
  const colour = (i) => (data[i] << 16) | (data[i + 1] << 8) | data[i + 2];
  const counts = new Map();
  for (let i = 0; i < data.length; i += 4) counts.set(colour(i), (counts.get(colour(i)) ?? 0) + 1);
  const kept = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 256).map(([c]) => c);
  const index = new Map(kept.map((c, i) => [c, i]));
  const part = (c, shift) => (c >> shift) & 255;
  const far = (a, b) => (part(a, 16) - part(b, 16)) ** 2 + (part(a, 8) - part(b, 8)) ** 2 + (part(a, 0) - part(b, 0)) ** 2;
  for (const c of counts.keys()) {
    if (index.has(c)) continue;
    let best = 0;
    for (let k = 1; k < kept.length; k++) if (far(c, kept[k]) < far(c, kept[best])) best = k;
    index.set(c, best);
  }
  let pixels = '';
  for (let i = 0; i < data.length; i += 4) pixels += String.fromCharCode(index.get(colour(i)));
  return { width, height, palette: kept.flatMap((c) => [part(c, 16), part(c, 8), part(c, 0)]), pixels: btoa(pixels) };
}
