import type { PiiRow } from '@conduit/core'
import { categoryOfName } from '@conduit/core'

type PiiCategory = PiiRow['category']

/**
 * What a property holds: a category of personal data; an address, number or id that finds the person
 * whom the record is about (`own`), or somebody else (`other`); or nothing of a person.
 */
export type Holding =
  | PiiCategory
  | 'own email'
  | 'own phone'
  | 'own contact'
  | 'other email'
  | 'other phone'
  | 'other contact'
  | 'staff'
  | 'nothing'

/** HubSpot's own properties, whose names alone do not tell it, or tell less. */
const own: Readonly<Partial<Record<Holding, readonly string[]>>> = {
  'own email': ['email', 'work_email', 'hs_additional_emails', 'hs_email'],
  'own phone': [
    'phone',
    'mobilephone',
    'fax',
    'hs_whatsapp_phone_number',
    'hs_calculated_phone_number',
    'hs_calculated_mobile_number',
    'hs_searchable_calculated_phone_number',
    'hs_searchable_calculated_mobile_number',
    'hs_searchable_calculated_international_phone_number',
    'hs_searchable_calculated_international_mobile_number',
  ],
  'own contact': ['hs_object_id', 'hs_merged_object_ids', 'hs_all_contact_vids'],
  'other email': [
    'hs_email_from_email',
    'hs_email_from_raw',
    'hs_email_sender_email',
    'hs_email_sender_raw',
    'hs_email_to_email',
    'hs_email_to_raw',
    'hs_email_cc_email',
    'hs_email_cc_raw',
    'hs_email_bcc_email',
    'hs_email_bcc_raw',
    'hs_contact_email',
    'hs_contact_email_rollup',
    'hs_associated_contact_email',
    'hs_billing_address_email',
    'hs_shipping_address_email',
    'hs_customer_email',
    'hs_payer_email',
    'hs_recipient_email',
    'hs_signer_email',
    'hs_sender_email',
    'hs_submission_email',
    'hs_invitee_email',
  ],
  'other phone': [
    'hs_call_from_number',
    'hs_call_to_number',
    'hs_contact_phone',
    'hs_billing_address_phone',
    'hs_shipping_address_phone',
    'hs_customer_phone',
    'hs_sender_phone',
  ],
  'other contact': [
    'hs_contact_id',
    'hs_associated_contact_id',
    'hs_primary_contact_id',
    'associatedcontactid',
    'hs_created_by_contact_id',
    'hs_signing_contact_id',
  ],
  staff: [
    'hubspot_owner_id',
    'hs_all_owner_ids',
    'hs_created_by_user_id',
    'hs_updated_by_user_id',
    'hs_user_ids_of_all_owners',
    'hs_user_ids_of_all_notification_followers',
    'hs_activity_assigned_to',
    'hs_created_by',
    'hs_modified_by',
    'hs_attendee_owner_ids',
    'hs_internal_user_id',
    'hs_assigned_owner_id',
  ],
  name: [
    'firstname',
    'lastname',
    'salutation',
    'hs_full_name_or_email',
    'hs_given_name',
    'hs_family_name',
  ],
  postal_address: [
    'address',
    'city',
    'state',
    'zip',
    'country',
    'hs_state_code',
    'hs_country_region_code',
    'hs_address_lookup',
    'hs_billing_address_street',
    'hs_billing_address_city',
    'hs_billing_address_state',
    'hs_billing_address_country',
    'hs_shipping_address_street',
    'hs_shipping_address_city',
    'hs_shipping_address_state',
    'hs_shipping_address_country',
  ],
  date_of_birth: ['date_of_birth'],
  location: [
    'ip_city',
    'ip_country',
    'ip_country_code',
    'ip_state',
    'ip_state_code',
    'ip_zipcode',
    'ip_latlon',
    'hs_ip_timezone',
    'hs_timezone',
    'hs_meeting_location',
  ],
  employment: [
    'jobtitle',
    'company',
    'job_function',
    'industry',
    'seniority',
    'hs_role',
    'hs_seniority',
    'hs_sub_role',
    'hs_buying_role',
    'start_date',
    'hs_sender_company_name',
  ],
  demographic: [
    'gender',
    'marital_status',
    'military_status',
    'degree',
    'relationship_status',
    'school',
    'graduation_date',
    'field_of_study',
    'hs_language',
    'hs_predictivecontactscore_gender',
  ],
  social_handle: [
    'twitterhandle',
    'hs_linkedin_url',
    'linkedinbio',
    'twitterbio',
    'website',
    'hs_facebookid',
    'hs_googleplusid',
    'hs_twitterid',
    'hs_facebook_click_id',
    'hs_google_click_id',
  ],
  photo: ['twitterprofilephoto', 'hs_avatar_filemanager_key', 'photo'],
  device_id: ['hubspotutk', 'hs_analytics_visitor_id'],
  free_text: [
    'message',
    'notes',
    'hs_email_text',
    'hs_email_html',
    'hs_email_subject',
    'hs_email_headers',
    'hs_body_preview',
    'hs_body_preview_html',
    'hs_note_body',
    'hs_call_title',
    'hs_call_body',
    'hs_meeting_title',
    'hs_meeting_body',
    'hs_internal_meeting_notes',
    'hs_task_subject',
    'hs_task_body',
    'hs_communication_body',
    'hs_content',
  ],
  nothing: [
    'hs_legal_basis',
    'lifecyclestage',
    'createdate',
    'lastmodifieddate',
    'hs_createdate',
    'hs_lastmodifieddate',
    'hs_object_source',
    'hs_object_source_label',
    'hs_timestamp',
    'closedate',
    'pipeline',
    'dealstage',
    'hs_pipeline',
    'hs_pipeline_stage',
    'hs_lead_status',
    'hs_ticket_priority',
    'amount',
  ],
}

const ownHoldings: ReadonlyMap<string, Holding> = new Map(
  (Object.entries(own) as readonly [Holding, readonly string[]][]).flatMap(([holding, names]) =>
    names.map(name => [name, holding] as const),
  ),
)

/** Names of properties that hold this. */
export function namesHolding(holding: Holding): readonly string[] {
  return own[holding] ?? []
}

/**
 * What a property holds, by its name: HubSpot's own first, then in any spelling; any other may hold
 * whatever people wrote.
 *
 * @param name of the property
 * @param kind of the object: only of a contact or a user is it the record's own person
 * @example holdingOf('Partner_Phone', 'contact') // 'phone'
 */
export function holdingOf(name: string, kind: string): Holding {
  if (/^hs_email_optout/.test(name)) return 'nothing'
  const known = ownHoldings.get(name) ?? holdingOfName(name)
  if (!known.startsWith('own ') || kind === 'contact') return known
  if (known === 'own contact') return 'nothing'
  const isUser = kind === 'user' && known !== 'own phone'
  return isUser ? known : known === 'own email' ? 'email' : 'phone'
}

function holdingOfName(name: string): Holding {
  const bare = name.replace(/^hs_/, '')
  const said = categoryOfName(bare)
  if (said === null) return 'free_text'
  const { category, isOwn } = said
  const finds = isOwn && bare === name && (category === 'email' || category === 'phone')
  return finds ? `own ${category as 'email' | 'phone'}` : category
}
