import type { PiiCategory } from '../categories.ts'

/** How others call a category of personal data. */
export interface CategoryTerms {
  /** Of the Data Privacy Vocabulary 2.3, with its prefix. */
  readonly dpv: string
  /** Key of fideslang's taxonomy. */
  readonly fideslang: string
}

/**
 * The categories of personal data in the words of two vocabularies. Ours are coarse, so each is given the
 * narrowest term that holds for all of it.
 *
 * @see https://w3id.org/dpv/pd
 * @see https://github.com/ethyca/fideslang
 * @example
 * categoryTerms.email.dpv // 'pd:EmailAddress'
 */
export const categoryTerms: Readonly<Record<PiiCategory, CategoryTerms>> = {
  email: { dpv: 'pd:EmailAddress', fideslang: 'user.contact.email' },
  phone: { dpv: 'pd:TelephoneNumber', fideslang: 'user.contact.phone_number' },
  name: { dpv: 'pd:Name', fideslang: 'user.name' },
  postal_address: { dpv: 'pd:PhysicalAddress', fideslang: 'user.contact.address' },
  date_of_birth: { dpv: 'pd:BirthDate', fideslang: 'user.demographic.date_of_birth' },
  ip_address: { dpv: 'pd:IPAddress', fideslang: 'user.device.ip_address' },
  device_id: { dpv: 'pd:DeviceBased', fideslang: 'user.device.device_id' },
  account_id: { dpv: 'pd:AccountIdentifier', fideslang: 'user.unique_id' },
  government_id: { dpv: 'pd:OfficialID', fideslang: 'user.government_id' },
  payment: { dpv: 'pd:Financial', fideslang: 'user.payment' },
  location: { dpv: 'pd:Location', fideslang: 'user.location' },
  demographic: { dpv: 'pd:Demographic', fideslang: 'user.demographic' },
  free_text: { dpv: 'pd:Communication', fideslang: 'user.content' },
  photo: { dpv: 'pd:Picture', fideslang: 'user.content.self_image' },
  social_handle: { dpv: 'pd:SocialMedia', fideslang: 'user.social' },
  employment: { dpv: 'pd:Professional', fideslang: 'user.job_title' },
  // fideslang has a key for each special category, and none for all of them.
  special_category: { dpv: 'dpv:SpecialCategoryPersonalData', fideslang: 'user' },
}
