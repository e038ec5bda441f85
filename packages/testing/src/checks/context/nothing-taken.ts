/** Why nothing can be said where there is no delivery. */
export const nothingTaken = 'no recorded delivery with a body was accepted and read'
