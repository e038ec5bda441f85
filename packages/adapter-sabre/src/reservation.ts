import { isoTime, meanings, type PlatformEvent, textOf, valueAt } from '@conduit/core'
import type { Settings } from './settings.ts'
import { tables } from './tables.ts'

const meaningOf = meanings(tables.events)

/** Where a reservation says its number, status, last change, chain and hotel. */
const places = {
  crs: {
    number: '/CRSConfirmationNumber',
    status: '/Status',
    modified: '/BookingInfo/LastModifiedDate',
    chain: '/Chain/Id',
    hotel: '/Hotel/Id',
  },
  sph: {
    number: '/confirmationNumber',
    status: '/status',
    modified: '/lastUpdatedDate',
    chain: '/chainId',
    hotel: '/hotelId',
  },
}

/** One version of a reservation, or why it is not ours to keep. */
export function readReservation(
  reservation: unknown,
  path: string,
  { api, chainId, hotelIds }: Settings,
): PlatformEvent | string {
  const textAt = (pointer: string) => textOf(valueAt(reservation, pointer))?.trim() ?? ''
  const at = places[api]
  const number = textAt(at.number)
  const status = textAt(at.status)
  const modified = textAt(at.modified)
  const chain = textAt(at.chain)
  const hotel = textAt(at.hotel)
  if (number === '' || modified === '' || !/^[A-Za-z]{1,40}$/.test(status)) {
    return 'not a reservation'
  }
  // One that does not say whose it is was asked for by hotel, and is that hotel's.
  const isOwn = ['', `${chainId}`].includes(chain) && ['', ...hotelIds.map(String)].includes(hotel)
  if (!isOwn) return 'of another chain or hotel'
  const type = `reservation.${status.toLowerCase()}`
  const id = `${number}@${modified}`
  const meaning = meaningOf(type)
  // One that does not say its zone is no time, since hotels stand in all of them.
  return { type, meaning, occurredAt: isoTime(modified), id, path, data: reservation }
}
