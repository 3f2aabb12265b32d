// Answers that are written already; any of them may be changed before it is sent.
import { t } from '../../../shared/words.svelte.ts';

const canned = ['received', 'checking', 'more', 'done', 'not_ours', 'unclear'] as const;
type Canned = (typeof canned)[number];

/** Bytes of the sealed JSON that an answer may take. */
export const mostBytes = 12_000;

export const cannedChoices = () => canned.map((k) => ({ value: k as string, label: t(`tips.canned_${k}`) }));

/** Which of them a text is, unchanged; undefined for words of somebody's own. */
export const preparedAs = (text: string): string | undefined => canned.find((k) => cannedText(k) === text);

export const cannedText = (k: string): string => (canned.includes(k as Canned) ? t(`tips.answer_${k as Canned}`) : '');
