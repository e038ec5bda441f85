// Names of RFC 2142, and those by which firms are written to or write themselves.
const names = new Set(
  `abuse accounting accounts admin administrator billing bookings careers contact customerservice
  do-not-reply donotreply enquiries events feedback finance hello help helpdesk hostmaster hr info
  inquiries invoices it jobs kontakt legal mail mailer-daemon marketing media news newsletter no-reply
  noc noreply office orders payroll postmaster press privacy purchasing reception reservations returns
  sales security service shop staff support team webmaster`.split(/\s+/),
)

/**
 * Is this the mailbox of a role, which several people read: `info@`, `sales@`? It decides who somebody
 * is only where nothing else does.
 *
 * @param canonical the value of a `normaliseEmail` result
 * @example
 * isSharedMailbox('sales+fair@example.com') // true
 */
export function isSharedMailbox(canonical: string): boolean {
  const [name = ''] = canonical.slice(0, canonical.lastIndexOf('@')).split('+', 1)
  return names.has(name)
}
