// What a sealed outcome says, and what it becomes in the figures. Kinds, dimensions,
// values and measures are ids of the base catalogue (21-incidents-tips.yaml), named
// here and nowhere else; the outcome is a word of the protocol.

export const dims = { topic: 'tip_topic', channel: 'tip_channel', receiver: 'tip_receiver', assessed: 'assessed', found: 'tip_outcome_kind' } as const;

export const kinds = { tip: 'tip', found: 'tip_outcome' } as const;

export const measures = { tips: 'tips', cases: 'cases', persons: 'persons' } as const;

export const outcomes = ['confirmed', 'partly', 'not_confirmed', 'unfounded', 'duplicate'] as const;

/** Outcomes in which something was found, so that cases and persons may be counted. */
export const foundIn: readonly string[] = ['confirmed', 'partly'];

/** How figures assess what is of no value; anything else is not usable. */
const assessedAs: Record<string, string> = { duplicate: 'duplicate' };

/** The value of the assessment for an outcome. */
export const assessedOf = (outcome: string, valuable: boolean): string => (valuable ? 'valuable' : assessedAs[outcome] ?? 'not_usable');

/** Where a note of before says nothing: sealed, and to the post. */
export const usual = { channel: 'sealed', receiver: 'post' } as const;
