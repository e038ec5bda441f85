import type { PiiCategory } from '@conduit/privacy'

/**
 * Names that people give to fields, folded (see `foldName`), by what stands in such a field. The
 * languages are those in which the platforms' own forms are offered most.
 */
const names: Readonly<Partial<Record<PiiCategory, string>>> = {
  email:
    'email emailaddress emailaddr emailid direcciondecorreoelectronico mail mailaddress mailaddr eaddress correo correoelectronico ' +
    'courriel courrielelectronique adressemail adresseemail adresseelectronique emailadresse ' +
    'mailadresse emailadres epost epostadresse indirizzoemail postaelettronica enderecodeemail',
  phone:
    'phone phoneno phonenum phonenumber telephone telephoneno telephonenumber tel telno telnr mobile ' +
    'mobileno mobilenumber mobilephone cell cellno cellnumber cellphone cellular fax faxno faxnumber ' +
    'altphone whatsapp whatsappnumber smsnumber telefon telefonnummer telefonnr handy handynummer ' +
    'mobil mobilnummer mobiltelefon rufnummer telefono numerodetelefono movil celular telefone ' +
    'telemovel telemobile addrphone fromnumber tonumber cellulare numeroditelefono telefoon telefoonnummer mobielnummer ' +
    'portable numerodetelephone numerodetelefone telefonmobil телефон',
  name:
    'client acceptedby attentionto ccname nameonacct имя фамилия fullname firstname firstnames fname forename givenname lastname lname surname familyname ' +
    'middlename mname maidenname nickname preferredname displayname salutationname nameoncard ' +
    'cardholder cardholdername accountholder accountholdername addressee recipient recipientname ' +
    'attention attn customer customername guest guestname attendee attendeename buyername ' +
    'contactname contactperson realname legalname vorname nachname familienname name1 name2 ' +
    'ansprechpartner empfanger kontoinhaber karteninhaber nombre nombres apellido apellidos ' +
    'nombrecompleto nombreyapellido primerapellido segundoapellido nome nomecompleto sobrenome ' +
    'nomecognome cognome prenom nomdefamille nometprenom prenometnom voornaam achternaam ' +
    'tussenvoegsel voorenachternaam fornavn etternavn efternavn fornamn efternamn imie nazwisko',
  postal_address:
    'address addresses addressline addressline1 addressline2 addressline3 address1 address2 address3 ' +
    'address4 addr addr1 addr2 addr3 addr4 addrtext fulladdress postaladdress mailingaddress ' +
    'homeaddress street street1 street2 streetname streetaddress streetnumber housenumber houseno ' +
    'apartment apt aptnumber apartmentnumber pobox zip zipcode postcode postalcode postal suburb neighborhood ' +
    'neighbourhood city town locality municipality strasse strassenr strasseundhausnummer ' +
    'hausnummer hausnr anschrift adresse adresszusatz adresszeile1 adresszeile2 plz postleitzahl ' +
    'stadt wohnort direccion calle codigopostal ciudad poblacion municipio endereco logradouro ' +
    'complemento bairro cep cidade rue codepostal ville indirizzo indirizzo1 citta comune ' +
    'adres straat straatnaam huisnummer woonplaats postnummer poststed postort ulica kodpocztowy miasto plaats villelocalite адрес город',
  location:
    'country stateterritory provincie countrycode countryname statecode stateprovince province provincecode ' +
    'latitude longitude lat lng lon geo geolocation coordinates location timezone bundesland ' +
    'pais estado provincia pays departement paese regione',
  date_of_birth:
    'birthdate dateofbirth dob birthday birth bday birthyear yearofbirth birthmonth birthdayday ' +
    'geburtsdatum geburtstag geburtsjahr fechadenacimiento fechanacimiento nacimiento cumpleanos ' +
    'datadenascimento datanascimento nascimento aniversario datedenaissance naissance anniversaire ' +
    'datadinascita compleanno geboortedatum verjaardag fodselsdato fodelsedatum dataurodzenia',
  government_id:
    'ssn socialsecuritynumber socialsecurity socialinsurancenumber nationalinsurancenumber ' +
    'nationalid nationalidnumber nationalidentity identitynumber identitycard idcard idcardnumber ' +
    'idnumber passport passportno passportnumber driverslicense driverlicense drivinglicense ' +
    'drivinglicence driverslicensenumber licenseplate taxid taxidnumber taxno taxnumber taxcode ' +
    'taxregistration taxregistrationnumber vat vatno vatid vatnumber vatregistration ' +
    'vatregistrationnumber tin ein nif nie dni cif nit rut rfc curp cedula cedulaidentidad cpf cnpj ' +
    'cpfcnpj cpfoucnpj rg inscricaoestadual siren siret codicefiscale codfiscale partitaiva piva ' +
    'bsn pesel nip personnummer steuernummer steuerid ustid ustidnr umsatzsteuerid ' +
    'ausweisnummer personalausweis reisepass gst gstin abn aadhaar pannumber numerodedocumento ' +
    'documentoidentidad dnicif nifcif cuit cuil visanumber',
  ip_address:
    'ip ipaddress ipaddr ipv4 ipv6 remoteip remoteaddr clientip browserip visitorip signupip optinip',
  device_id:
    'useragent deviceid devicetoken pushtoken fingerprint browserfingerprint cookieid clientid ' +
    'anonymousid visitorid sessionid advertisingid idfa idfv gaid gclid gbraid wbraid fbclid fbp fbc ' +
    'msclkid ttclid imei macaddress',
  payment:
    'iban bic swift bankaccount bankaccountno bankaccountnumber bankaccountname bankname bankcode ' +
    'routingnumber sortcode cardno cardnumber creditcard creditcardnumber ccnumber last4 last4digits ' +
    'lastdigits lastfour cardlast4 cardlastfour cardexpiry kontonummer bankleitzahl blz ' +
    'kreditkarte pix pixkey chavepix ccno ccnumber ccexpiredate bsb bsbnumber clabe cashtag ibanlast4 upi upiid vpa accountnumber cvv cvc',
  demographic:
    'gender sex age agegroup agerange nationality citizenship maritalstatus salutation pronouns ' +
    'language languages preferredlanguage locale income education geschlecht alter anrede ' +
    'staatsangehorigkeit familienstand sprache genero sexo edad idade estadocivil nacionalidad ' +
    'nacionalidade idioma sexe civilite nationalite langue sesso lingua geslacht leeftijd',
  employment:
    'company companyname organisation organization organisationname organizationname employer ' +
    'jobtitle job occupation profession industry department companywebsite firma firmenname ' +
    'unternehmen organisationsname beruf arbeitgeber empresa nombreempresa razonsocial razaosocial ' +
    'cargo puesto profesion profissao entreprise societe profession azienda ragionesociale ' +
    'professione bedrijf bedrijfsnaam functie werkgever',
  social_handle:
    'twitter twitterhandle twitterusername xhandle instagram instagramhandle instagramusername ' +
    'facebook facebookid facebookurl linkedin linkedinurl linkedinprofile tiktok tiktokhandle ' +
    'snapchat skype skypeid telegram telegramid discord discordid wechat wechatid lineid pinterest ' +
    'youtube github socialhandle socialmedia messengerid psid',
  photo:
    'photo photourl avatar avatarurl picture pictureurl profilepicture profilephoto profileimage ' +
    'headshot selfie bild foto profilbild',
  special_category:
    'religion ethnicity race ethnicgroup allergy allergies dietaryrequirements dietaryrestrictions ' +
    'dietaryneeds diet disability disabilities medicalcondition medicalconditions medicalhistory ' +
    'healthcondition healthconditions medication medications diagnosis symptoms bloodtype ' +
    'sexualorientation politicalparty politicalaffiliation tradeunion pregnancy pregnant duedate ' +
    'accessibility accessibilityneeds allergien unvertraglichkeiten alergias allergie gesundheit',
  free_text:
    'note notes memo emailtext emailhtml emailbody emailsubject comment comments message giftmessage giftnote cardmessage remark remarks ' +
    'deliverynote deliverynotes deliveryinstructions specialinstructions instructions ' +
    'specialrequest specialrequests feedback review reviewbody reviewtext reviewtitle reviewcontent ' +
    'body content messagebody engraving engravingtext engraved personalization personalisation ' +
    'personalizedtext personalized inscription monogram customtext bio biography aboutme reason ' +
    'description subject kommentar kommentare bemerkung bemerkungen anmerkung anmerkungen nachricht ' +
    'notiz hinweis gravur comentario comentarios observaciones observacoes mensaje mensagem nota ' +
    'notas commentaire commentaires remarque remarques commento commenti messaggio opmerking ' +
    'opmerkingen bericht',
  account_id:
    'customerid customernumber customerno customercode userid usernumber username login loginname ' +
    'memberid membernumber membershipid membershipnumber profileid contactid personid patientid ' +
    'studentid employeeid employeenumber subscriberid loyaltyid loyaltynumber loyaltycardnumber ' +
    'loyaltycard frequentflyernumber externalid guestid payerid kundennummer kundennr mitgliedsnummer ' +
    'numerodecliente idcliente numerocliente codigocliente codicecliente klantnummer numeroclient',
}

/**
 * Names that say something only beside a word for a person: `name` of a product is nobody's, `name` in
 * a `billing_address` is.
 */
const namesOfPeople: Readonly<Partial<Record<PiiCategory, string>>> = {
  name: 'name first last middle given family names holder naam nom nombre nome',
  location: 'state region land',
  account_id: 'id no nr code reference ref uuid guid',
  photo: 'image img',
  free_text: 'text',
}

/** Names that say something only in what is a person's: the number of a house, not of a lot. */
const namesInside: Readonly<Partial<Record<PiiCategory, string>>> = {
  postal_address:
    'number line line1 line2 line3 unit floor building district block numero nummer county via cap ort',
}

/** What a field of this name holds. */
export const categoryByName: ReadonlyMap<string, PiiCategory> = byName(names)

/** The same where a word before it, or what it stands in, tells that it is a person's. */
export const categoryBesidePerson: ReadonlyMap<string, PiiCategory> = byName(namesOfPeople)

/** The same where what it stands in tells that it is a person's. */
export const categoryInPerson: ReadonlyMap<string, PiiCategory> = byName({
  ...namesOfPeople,
  ...namesInside,
})

/** Words before a name that say whose it is: the person whom the record is about. */
export const ownWords: readonly string[] = words(
  'billing billto bill customers customer cust client buyer purchaser payer contact contacts user ' +
    'member account accounts person personal people my your subscriber lead applicant candidate ' +
    'primary main home work business office private preferred current default invoice registered ' +
    'legal real profile holder cardholder submitter respondent visitor shopper consumer donor ' +
    'addressbook rechnungs rechnung kunde kunden kontakt cliente clientes facturacion cobranca ' +
    'facturation fatturazione klant factuur originating',
)

/** Words before a name that say that it is somebody else's. */
export const othersWords: readonly string[] = words(
  'shipping shipto ship delivery deliver recipients recipient receiver consignee consignor addressee ' +
    'gift giftee emergency emergencycontact spouse partner husband wife mother father parent guardian ' +
    'child kid landlord friend referrer referredby referral referee relative nextofkin beneficiary ' +
    'insured policyholder manager accountmanager salesrep supervisor agent assignee approver pickup ' +
    'collector plusone companion dependent owner author reviewer commenter driver employee staff ' +
    'guest guests attendee attendees student participant player passenger traveler traveller patient ' +
    'tenant secondarycontact alternatecontact alternativecontact othercontact additionalcontact ' +
    'emergencyperson sender from to cc bcc replyto lieferung liefer empfaenger envio entrega livraison ' +
    'spedizione consegna bezorg verzend',
)

/** Words before a name that say nothing. */
export const emptyWords: readonly string[] = words(
  'alternate alternative alt other secondary second additional new old verified raw custom customfield ' +
    'field cf wc attr attribute property properties prop input form meta udf order checkout entry the ' +
    'please enter is has optin signup custentity ' +
    'custbody custcol custrecord custitem hs',
)

/** Names of what holds a person's data without saying whose, folded. */
export const wrappers: ReadonlySet<string> = new Set(
  words(
    'properties property props attributes attribute attrs traits fields field values value data ' +
      'details detail info information payload object record body event extra meta metadata custom ' +
      'customfields customattributes form formdata answers responses answer response address addresses ' +
      'contactinfo contactdetails context included items params parameters variables mergefields merges',
  ),
)

/** What platforms and forms put behind a name. */
export const endings: readonly string[] = words(
  'initialvalue initial value values text field input display raw required optional plain formatted ' +
    'data info information details detail entry c pc kc str string hash opt',
)

function byName(
  table: Readonly<Partial<Record<PiiCategory, string>>>,
): ReadonlyMap<string, PiiCategory> {
  const entries = Object.entries(table) as readonly [PiiCategory, string][]
  return new Map(entries.flatMap(([category, all]) => words(all).map(name => [name, category])))
}

function words(text: string): readonly string[] {
  return text.split(' ')
}
