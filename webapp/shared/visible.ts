// Characters that are not seen, or that reverse what is, as the Go function
// paper.Visible names them; lines stay.
const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ue000-\uf8ff\ufe00-\ufe0f\ufeff\ufffd-\uffff\u{e0000}-\u{e0fff}]/gu;

/** A text of somebody unknown: what hides in it is shown by its code in brackets. */
export const visible = (text: string): string =>
  text.replaceAll('\r\n', '\n').replace(hidden, (c) => `[U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`);
