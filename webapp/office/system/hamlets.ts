// Reads the list of hamlets of the set-up, a line each or with commas between. What is made of it is
// shown before it is made: "Bản Mẫu" may be a bản, or a xóm of that name.

/** Words that hamlets are called by, the usual one first. */
export const hamletWords = ['xóm', 'bản', 'thôn', 'tổ dân phố', 'làng', 'khu phố', 'khu', 'phố', 'ấp', 'buôn', 'khóm', 'khối', 'tổ'] as const;

export interface Hamlet { word: string; name: string }

/**
 * The word and name of a line. A line begins with the word of this list, with a
 * word in small letters, or with one of several syllables; any other is a name,
 * called by the word of the list.
 */
export function hamletOf(line: string, usual: string): Hamlet | null {
  const text = line.normalize('NFC').trim().split(/\s+/).join(' ');
  if (text === '') return null;
  const low = text.toLowerCase();
  for (const word of hamletWords) {
    const own = word === usual || word.includes(' ') ? low.startsWith(`${word} `) : text.startsWith(`${word} `);
    if (own) return { word, name: text.slice(word.length + 1) };
  }
  return { word: usual, name: text };
}

/** All names of the list; in one line the word of the first goes on: "bản Mẫu, Nà Lạn". */
export const hamletsOf = (lines: string, usual: string): Hamlet[] => lines.split('\n').flatMap((line) => {
  const out: Hamlet[] = [];
  for (const name of line.split(/[,;]/)) out.push(...[hamletOf(name, out[0]?.word ?? usual)].filter((h) => h !== null));
  return out;
});

const postWord = 'Đồn Biên phòng';

/** The full name of a post of which perhaps only the place was typed. */
export function postOf(typed: string): string {
  const text = typed.normalize('NFC').trim().split(/\s+/).join(' ');
  return text === '' || /^(đồn|trạm|hải đội|tiểu đoàn)( |$)/iu.test(text) ? text : `${postWord} ${text}`;
}
