import { isoTime, meaningOf, type PlatformEvent, textOf, valueAt } from '@conduit/core'
import type { Settings } from './settings.ts'
import { tables } from './tables.ts'

/** Where a reservation says its number, status, last change, chain and hotel. */
const places = {
  crs: 'CRSConfirmationNumber Status BookingInfo/LastModifiedDate Chain/Id Hotel/Id'.split(' '),
  sph: 'confirmationNumber status lastUpdatedDate chainId hotelId'.split(' '),
}

/** One version of a reservation, or why it is not ours to keep. */
export function readReservation(
  reservation: unknown,
  path: string,
  { api, chainId, hotelIds }: Settings,
): PlatformEvent | string {
  const texts = places[api].map(place => textOf(valueAt(reservation, `/${place}`))?.trim() ?? '')
  const [number = '', status = '', modified = '', chain = '', hotel = ''] = texts
  if (number === '' || modified === '' || !/^[A-Za-z]{1,40}$/.test(status)) {
    return 'not a reservation'
  }
  // One that does not say whose it is was asked for by hotel, and is that hotel's.
  const isOwn = ['', `${chainId}`].includes(chain) && ['', ...hotelIds.map(String)].includes(hotel)
  if (!isOwn) return 'of another chain or hotel'
  const type = `reservation.${status.toLowerCase()}`
  const id = `${number}@${modified}`
  const meaning = meaningOf(tables.events, type)
  // One that does not say its zone is no time, since hotels stand in all of them.
  return { type, meaning, occurredAt: isoTime(modified), id, path, data: reservation }
}
