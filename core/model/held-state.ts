// What became of a held item.

/** `refused`: a person decided that it does not go on; it is kept until its time is over. */
export const heldStates = ['kept', 'released', 'refused', 'disposed'] as const;
export type HeldState = (typeof heldStates)[number];
