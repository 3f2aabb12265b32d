// For whom a right acts and over which place, as the forms of rights hold it.
import { session } from '../../../shared/session.svelte.ts';

export interface Where {
  body: string;
  bodyText: string;
  place: string;
  placeText: string;
  /** The body was chosen by hand, so that it stays when the role changes. */
  chosen: boolean;
}

/** The grant by which somebody gives rights. */
export const giver = () => session().grants?.find((g) => g.role === 'administrator' || g.role === 'upper_officer');

/** The body and place of the giver himself. */
export function home(): Where {
  const own = giver();
  return { body: own?.body_id ?? '', bodyText: own?.body ?? '', place: own?.place_id ?? '', placeText: own?.place ?? '', chosen: false };
}
