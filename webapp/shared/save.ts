// Hands a file made in the browser to the person; nothing is sent.

/** Saves it under a name, where the browser keeps what it downloads. */
export function save(file: Blob, name: string): void {
  const a = document.createElement('a');
  a.href = URL.createObjectURL(file);
  a.download = name;
  a.click();
  URL.revokeObjectURL(a.href);
}

/** Saves a text. */
export const saveText = (text: string, name: string): void => save(new Blob([text], { type: 'text/plain;charset=utf-8' }), name);
