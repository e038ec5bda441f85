/** How much of one integration is kept in quarantine. */
export interface QuarantineQuota {
  /** Deliveries. */
  readonly rows: number
  /** Bytes of what is sealed. */
  readonly bytes: number
}

/** Enough to find a fault by, and to replay a day of most integrations. */
export const usualQuarantine: QuarantineQuota = { rows: 10_000, bytes: 256 * 1_048_576 }

/**
 * Does one more fit? Every store decides by this.
 *
 * @param used what is kept already
 * @param size bytes of the new one
 */
export function fitsQuarantine(
  quota: QuarantineQuota,
  used: QuarantineQuota,
  size: number,
): boolean {
  return used.rows < quota.rows && used.bytes + size <= quota.bytes
}
