/** Who has more objects is told of by the oldest. */
export const mostObjects = 500
