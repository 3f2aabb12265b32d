/** Why what was planned was not carried out; the server knows the same list. */
export const reasons = ['weather', 'disaster', 'disease', 'neighbour_paused', 'closed', 'other'] as const;
export type Reason = (typeof reasons)[number];
