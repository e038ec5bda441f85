import { email, open, type PiiRow, phone } from '@conduit/core'
import { isRelated, ownRelations } from './ids.ts'

type Category = PiiRow['category']

const isCompany = { '/@is': ['company'] }
const isThing = { '/@is': ['thing', 'company'] }
const number = phone({ region: '/@country' })
const shown = `{${ownRelations}}`

/** Names of standard fields, by what stands in them whatever the object. */
const named: readonly (readonly [Category, string])[] = [
  ['phone', '{,Contact}Fax'],
  ['phone', '{,Person}AssistantPhone'],
  [
    'name',
    '{Salutation,FirstName,MiddleName,LastName,Suffix,NickName,CommunityNickname,Alias,RealName,' +
      'InformalName,FormerName,PreferredName,FullName}',
  ],
  ['name', '{,Person}AssistantName'],
  [
    'name',
    '{Supplied,From,Visitor,Sender,Billing,Shipping,QuoteTo,Additional,BillTo,ShipTo,DeliverTo,' +
      'Customer,Recipient,Attendee,Caller,Participant,Persona,Respondent,Contact}Name',
  ],
  ['date_of_birth', '{,Person}Birth{d,D}ate'],
  ['employment', '{,Supplied}Company'],
  ['employment', '{CompanyName,CompanyOrAccount,Division}'],
  ['employment', '{,Person}Department'],
  ['demographic', '{,Person}{GenderIdentity,Pronouns,Gender}'],
  [
    'free_text',
    '{Subject,Description,Comments,Comment,CommentBody,Body,TextBody,HtmlBody,Headers,Content,' +
      'Message,MessageBody,Transcript,RequestDescription,InternalComments,SpecialTerms,NextStep,' +
      'AboutMe,Bio,Signature,Notes,Note,ResponseValue,ResponseShortText,Feedback,Reason,Resolution,' +
      'TextPreview,MessagePreview,ContentData}',
  ],
  ['photo', '{,Small,Medium,Full,Banner,MediumBanner}PhotoUrl'],
  ['photo', 'ExternalPictureURL'],
  ['location', '{Location,VisitorNetwork}'],
  ['ip_address', '{IpAddress,SourceIp,ClientIp}'],
  ['device_id', '{UserAgent,Browser,Platform,ScreenResolution,SessionKey,DeviceId,MacAddress}'],
  ['social_handle', '{Handle,SocialHandle,ProfileUrl,ExternalId,Website}'],
  [
    'payment',
    '{CardLastFour,CardBin,InputCardNumber,AccountNumber,GatewayToken,ExpiryMonth,ExpiryYear}',
  ],
]

/** Addresses and numbers of the person whom the record is about. */
const ownEmails =
  '{Email,PersonEmail,ContactEmail,EmailAddress,VisitorEmail,CustomerEmail,BillingEmailAddress,' +
  'GuestEmail,GuestEmailAddress,ParticipantEmail,RespondentEmail}'
const ownPhones =
  '{Phone,MobilePhone,HomePhone,OtherPhone,PersonMobilePhone,PersonHomePhone,PersonOtherPhone,' +
  'SuppliedPhone,ContactPhone,ContactMobile,TelephoneNumber,PhoneNumber,BillingPhoneNumber,' +
  'FormattedInternationalPhoneNumber,PreferredPhone,VisitorPhone,CustomerPhone,GuestPhoneNumber}'

/** What JSON shows of a person whom a field names. */
function shownRows(at: string): readonly PiiRow[] {
  return [
    { path: `${at}/{,Person}Email`, ...email() },
    { path: `${at}/{Phone,MobilePhone,HomePhone,OtherPhone}`, ...phone() },
    { path: `${at}/{Name,FirstName,MiddleName,LastName,Salutation}`, category: 'name' },
    { path: `${at}/*others`, ...open({ others: null }) },
  ]
}

/** Standard fields. A company's own numbers and texts are nobody's in particular. */
export const fieldRows: readonly PiiRow[] = [
  { path: `/${ownEmails}`, ...email(), unless: isCompany },
  { path: `/${ownEmails}`, category: 'email', person: null, when: isCompany },
  { path: '/SuppliedEmail', ...email({ object: 'Case.SuppliedEmail' }) },
  { path: `/${ownPhones}`, ...number, unless: isCompany },
  { path: `/${ownPhones}`, category: 'phone', person: null, when: isCompany },
  // An e-mail or a call has several people, and each is somebody.
  ...['/{FromAddress,ReplyToAddress,RelationAddress}', '/{To,Cc,Bcc}Address'].map(
    (path): PiiRow => ({ path, ...email(), person: path }),
  ),
  {
    path: '/{FromPhoneNumber,ToPhoneNumber}',
    ...number,
    person: '/{FromPhoneNumber,ToPhoneNumber}',
  },
  {
    path: '/MessagingPlatformKey',
    ...number,
    when: { '/MessagingPlatformKey': { shape: 'phone' } },
  },
  {
    path: '/MessagingPlatformKey',
    category: 'social_handle',
    unless: { '/MessagingPlatformKey': { shape: 'phone' } },
  },
  ...named.flatMap(([category, names]): readonly PiiRow[] => [
    { path: `/${names}`, category, unless: isCompany },
    { path: `/${names}`, category, person: null, when: isCompany },
  ]),
  { path: '/Name/*', category: 'name' },
  { path: '/Name', category: 'name', unless: isThing },
  { path: '/Name', category: 'free_text', person: null, when: isThing },
  { path: '/{,Person}Title', category: 'employment', unless: isThing },
  { path: '/{,Person}Title', category: 'free_text', when: isThing },
  ...shownRows(`/${shown}`),
  // Whom another field shows is somebody else.
  ...shownRows('/*others').map(row => ({ ...row, person: '/*others', when: isRelated })),
]
