/** How to connect. */
export const connecting = `SurveyMonkey has no page for webhooks: they are made by its API, with the app's access token (scopes \`webhooks_read\`, \`webhooks_write\`, \`surveys_read\`, \`responses_read\`, \`responses_read_detail\`).
1. At **developer.surveymonkey.com > My Apps > the app > Settings** copy client id, client secret and access token into \`clientId\`, \`signingSecret\` and \`accessToken\`. An account in Europe or Canada needs its own \`accessUrl\`.
2. Think of a long random text and save \`Bearer <that text>\` as \`authorization\` of this integration.
3. Make one webhook for each type of event: \`POST <accessUrl>/v3/webhooks\` with the header \`Authorization: Bearer <access token>\` and \`{"name":"privacy","event_type":"response_completed","object_type":"survey","object_ids":["<survey id>",…],"subscription_url":"<webhook URL>","authorization":"Bearer <that text>"}\`. Types: \`response_completed\`, \`response_disqualified\`, \`response_overquota\`, \`response_deleted\`, \`survey_deleted\`, and \`survey_created\` (without \`object_type\` and \`object_ids\`).
4. No two webhooks may have the same URL: add \`&h=1\`, \`&h=2\`, … to it. SurveyMonkey calls the URL with HEAD at once; if that fails no webhook is made.
5. A new survey is not covered by itself: add its id to \`object_ids\` by \`PATCH <accessUrl>/v3/webhooks/<id>\`.

With \`surveyIds\` and a token of those scopes steps 2 to 4 happen by themselves, and a changed \`surveyIds\` does step 5; delete webhooks for this URL that were made by hand.`

/** How to erase a respondent. */
export const erasing = `The plan names responses (with their survey or collector) and recipients (with their collector). SurveyMonkey erases nobody across surveys, so look for more:
1. In each survey list \`GET /v3/surveys/<survey id>/responses/bulk?email=<address>\`; the person may also have written name, address or phone into answers of surveys that know no address. Contacts: \`GET /v3/contacts?search_by=email&search=<address>\`.
2. Delete each response: \`DELETE /v3/surveys/<survey id>/responses/<response id>\` (scope \`responses_write\`), or **Analyze > Individual Responses > Delete**. Never call it without a response id: that deletes all of them.
3. Delete each recipient: \`DELETE /v3/collectors/<collector id>/recipients/<recipient id>\`, then each contact: \`DELETE /v3/contacts/<contact id>\`.
4. Read each again: 404 is what must come. Exports and shared results keep their copies; delete those by hand.`
