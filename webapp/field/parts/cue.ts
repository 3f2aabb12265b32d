/** A short shake where the phone can: felt with gloves and in the sun. */
export function cue(): void {
  navigator.vibrate?.(120);
}
